"""Whoever works on a day by its roster works on it by its plan, and nobody else does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.events import Absent, CallOutcome
from models.office import DutyKind
from solvers.together.check_words import breach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from models.absence_case import AbsenceCase
    from models.day import Day
    from models.events import Event
    from models.finding import Finding
    from models.roster import Cell, RosterPlan
    from models.shift_types import ShiftType

Minutes = set[tuple[str, int]]
"""Minutes of a day at a site: (site, minute)."""

DAY_MINUTES = 1440


def rostered_minutes(
    case: AbsenceCase, rows: Mapping[str, tuple[Cell, ...]], person: str, day: date
) -> Minutes:
    """Return when and where a roster has somebody at work on a day, from its cells alone."""
    minutes: Minutes = set()
    for shift_type, late in _shift_types(case, rows, person, day):
        site, span = _site_and_span(case, shift_type, late)
        minutes |= {(site, minute) for minute in span}
    return minutes


def staying(case: AbsenceCase, person: str, minutes: Minutes, day: date) -> Minutes:
    """Return what is left of somebody's minutes on a day in the middle of which they leave."""
    for entry in case.away:
        leaves = entry.at is not None and (entry.person, entry.first) == (person, day)
        local = case.now.astimezone(ZoneInfo(case.office.sites[0].zone))
        if leaves and day >= local.date():
            minutes = {(site, minute) for site, minute in minutes if minute < (entry.at or 0)}
    return minutes


def untouched_findings(case: AbsenceCase, published: Day, plan: RosterPlan) -> Iterator[Finding]:
    """Yield who works otherwise on a day that is said to be as published."""
    day = published.date
    for person in case.roster_case.people:
        before = rostered_minutes(case, case.roster.published, person.id, day)
        if before != staying(
            case, person.id, rostered_minutes(case, plan.rows, person.id, day), day
        ):
            yield _not_agreed(day, person.id)
    for person_id in {shift.person for shift in published.shifts} - set(case.roster_case.contracts):
        before = _present(published, person_id, ())
        if _struck(case, person_id, day) or before != staying(case, person_id, before, day):
            yield _not_agreed(day, person_id)


def staff_findings(
    case: AbsenceCase, published: Day, staffed: Day, plan: RosterPlan
) -> Iterator[Finding]:
    """Yield everybody whose hours on a planned day are not those that the roster gives them."""
    day, said = published.date, _still_said(published, staffed)
    fresh = staffed.events[len(said) :]
    if staffed.events[: len(said)] != said or not all(isinstance(e, Absent) for e in fresh):
        about = (day.isoformat(),)
        yield breach("staff", about, f"The events of {day} are not those handed in.")
    rostered = set(case.roster_case.contracts)
    for person in case.roster_case.people:
        there = _present(staffed, person.id, fresh)
        if there != staying(
            case, person.id, rostered_minutes(case, plan.rows, person.id, day), day
        ):
            yield _not_agreed(day, person.id)
        yield from _posts(case, staffed, plan, person.id)
    for person_id in {shift.person for shift in (*published.shifts, *staffed.shifts)} - rostered:
        before = _present(published, person_id, ())
        stays = staying(case, person_id, before, day)
        there = _present(staffed, person_id, fresh)
        if there != (set() if _struck(case, person_id, day) else stays):
            yield _not_agreed(day, person_id)


def _still_said(published: Day, staffed: Day) -> tuple[Event, ...]:
    """Return the events handed in, but for answers to offers of slots that are gone."""
    gone = {slot.id for slot in published.open_slots} - {slot.id for slot in staffed.open_slots}
    return tuple(
        event
        for event in published.events
        if not (isinstance(event, CallOutcome) and event.offer and event.offer.slot in gone)
    )


def _shift_types(
    case: AbsenceCase, rows: Mapping[str, tuple[Cell, ...]], person: str, day: date
) -> Iterator[tuple[ShiftType, int]]:
    """Yield shift types with the minutes by which their own midnight is before the day's."""
    roster = case.roster
    for back in (0, 1):
        at = (day - roster.first - timedelta(days=back)).days
        row = rows.get(person, ())
        if at < 0:
            row, at = roster.history.get(person, ())[-1:], 0
        for name in row[at] if at < len(row) else ():
            yield case.office.rostering.shift_types[name], back * DAY_MINUTES


def _site_and_span(case: AbsenceCase, found: ShiftType, late: int) -> tuple[str, range]:
    own = found.site or case.office.sites[0].id
    site = next(each for each in case.office.sites if each.id == own)
    span = range(max(found.start - late, 0), max(found.end - late, 0))
    open_hours = range(max(span.start, site.opens), min(span.stop, site.latest))
    return own, span if open_hours and not found.on_call else range(0)


def _present(day: Day, person: str, absences: Iterable[Event]) -> Minutes:
    """Return when a day has somebody at work, but for what these absences take away."""
    minutes = {
        (shift.site, minute)
        for shift in day.shifts
        if shift.person == person
        for minute in range(shift.start, shift.end)
    }
    for event in absences:
        if isinstance(event, Absent) and event.person == person:
            begin = 0 if event.start is None else event.start
            minutes = {
                (site, minute)
                for site, minute in minutes
                if minute < begin or (event.end is not None and minute >= event.end)
            }
    return minutes


def _struck(case: AbsenceCase, person: str, day: date) -> bool:
    """Tell whether somebody whom nobody rosters is out on the whole of a day."""
    as_of = case.roster.as_of
    return (as_of is None or as_of <= day) and any(
        entry.person == person
        and entry.first <= day <= entry.end
        and (entry.at is None or entry.first < day)
        for entry in case.away
    )


def _posts(case: AbsenceCase, staffed: Day, plan: RosterPlan, person: str) -> Iterator[Finding]:
    """Yield posts that somebody's new shift is for, and that the day does not put them on."""
    posts = {duty.id for duty in case.office.duties if duty.kind is DutyKind.POST}
    now = list(_shift_types(case, plan.rows, person, staffed.date))
    was = list(_shift_types(case, case.roster.published, person, staffed.date))
    for found, late in now:
        span = _site_and_span(case, found, late)[1]
        if (found, late) in was or found.duty not in posts or not span:
            continue
        given = [d for d in staffed.duties if (d.person, d.duty) == (person, found.duty)]
        on_it = {minute for each in given for minute in range(each.start, each.end)}
        if not on_it.issuperset(span):
            about = (staffed.date.isoformat(), person)
            yield breach("staff", about, f"{person} is not on {found.duty} as the roster has it.")


def _not_agreed(day: date, person: str) -> Finding:
    about = (day.isoformat(), person)
    return breach("staff", about, f"{person} works otherwise on {day} than the roster has it.")
