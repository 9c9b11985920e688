"""An absence's references: people, dates, and days whose shifts are those of the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.shift_pieces import pieces, shifts_of
from models.clock import wall
from models.office import DutyKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.references.known import Known
    from models.absence import Absence
    from models.day import Day, Shift
    from models.roster_case import RosterCase


def check_absences(known: Known, absence: Absence) -> None:
    """Note every fault in what is said of who is out."""
    for index, entry in enumerate(absence.absences):
        known.refer(f"absences.{index}.person", "person", entry.person)


def check_days(known: Known, case: RosterCase, days: Sequence[Day]) -> None:
    """Note every fault of booked days as days of a roster; each by itself is checked elsewhere."""
    seen = set()
    for index, day in enumerate(days):
        field = f"days.{index}"
        if day.date in seen:
            known.fault(f"{field}.date", day.date, "this date stands here twice", "once each")
        seen.add(day.date)
        if not case.dates[0] <= day.date <= case.dates[-1]:
            expected = f"a date from {case.dates[0]} to {case.dates[-1]}"
            known.fault(f"{field}.date", day.date, "outside the roster's horizon", expected)
            continue
        _as_rostered(known, case, field, day)
    if days:
        _posts(known)


def _as_rostered(known: Known, case: RosterCase, field: str, day: Day) -> None:
    """Note shifts of people rostered that are not those of their published cell."""
    for person in case.people:
        places = [i for i, shift in enumerate(day.shifts) if shift.person == person.id]
        worked = pieces(case, case.roster.published, person.id, day.date)
        rostered = shifts_of(person.id, worked)
        if not places or _hours(rostered) == _hours([day.shifts[i] for i in places]):
            continue
        known.fault(
            f"{field}.shifts.{places[0]}",
            " and ".join(_words(day.shifts[i]) for i in places),
            f"not what the roster has for {person.id} on {day.date}",
            f"{' and '.join(map(_words, rostered)) or 'a day off'}; or leave the shift out",
        )


def _posts(known: Known) -> None:
    """Note posts that a shift type covers at another site than its own."""
    first = known.office.sites[0].id
    sites = {duty.id: duty.site for duty in known.office.duties if duty.kind is DutyKind.POST}
    for ref, found in known.office.rostering.shift_types.items():
        where = found.site or first
        if found.duty in sites and sites[found.duty] != where:
            known.fault(
                f"office.rostering.shift_types.{ref}.duty",
                found.duty,
                f"the duty is at {sites[found.duty]}, the shift at {where}",
                "a duty of the shift's own site",
            )


def _hours(shifts: Sequence[Shift]) -> set[tuple[str, int, int]]:
    return {(shift.site, shift.start, shift.end) for shift in shifts}


def _words(shift: Shift) -> str:
    return f"{shift.site} {wall(shift.start)}–{wall(shift.end)}"
