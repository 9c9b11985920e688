"""Absences of several days: from the documents of an office to what is answered and judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.absences.staffed_day import published_day
from engine.opening.intake import open_day
from engine.opening.rosters import roster_case_of
from engine.references.absence import check_absences, check_days
from engine.references.known import Known
from models.absence import AwayFrom
from models.absence_case import AbsenceCase
from models.day import Day
from models.errors import BadInput, Fault
from models.roster import LockedCell
from models.roster_case import RosterCase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.absence import Absence
    from models.office import Office
    from models.roster import Roster


def absence_case_of(office: Office, absence: Absence) -> AbsenceCase:
    """Return the case of an absence, its days in order.

    Raises:
        BadInput: office, roster, days and absences do not make sense, by themselves or together.
    """
    known = Known(office, Day(office=office.id, date=absence.roster.first))
    check_absences(known, absence)
    if known.faults:
        raise BadInput(known.faults)
    if not absence.roster.published:
        expected = "a row of cells for each person; 'huddle roster build' makes them"
        raise BadInput([Fault("roster.published", "", "nothing is published", expected)])
    now = absence.now or _midnight(office, absence)
    roster = _with_absences(office, absence, now)
    alone = roster_case_of(office, roster)
    check_days(known, alone, absence.days)
    if known.faults:
        raise BadInput(known.faults)
    known_before = (AwayFrom.model_validate(dict(e)) for e in absence.roster.absences)
    case = AbsenceCase(
        office=office,
        roster=roster,
        days=absence.days,
        away=(*known_before, *absence.absences),
        now=now,
    )
    faults = [fault for index, _ in enumerate(absence.days) for fault in _day_faults(case, index)]
    if faults:
        raise BadInput(faults)
    return replace(case, days=tuple(sorted(absence.days, key=lambda day: day.date)))


def _with_absences(office: Office, absence: Absence, now: datetime) -> Roster:
    """Return the roster with all absences of people rostered, and the first day that may change."""
    roster = absence.roster
    rostered = RosterCase(office, roster).contracts
    ours = tuple(
        whole
        for entry in absence.absences
        if entry.person in rostered and (whole := entry.whole_days) is not None
    )
    left = tuple(lock for entry in absence.absences for lock in _stays(roster, entry))
    update: dict[str, object] = {
        "absences": (*roster.absences, *ours),
        "locked": (*roster.locked, *left),
    }
    if roster.as_of is None:
        # What the clock has passed is over: a day is still to be changed on its own morning.
        zone = ZoneInfo(office.sites[0].zone)
        update["as_of"] = max(roster.first, now.astimezone(zone).date())
    return roster.model_copy(update=update)


def _stays(roster: Roster, entry: AwayFrom) -> Iterator[LockedCell]:
    """Yield the lock of the published cell on a day that somebody leaves in the middle of."""
    row = roster.published.get(entry.person, ())
    inside = 0 <= (entry.first - roster.first).days < len(row) == roster.days
    if entry.at is not None and inside:
        reason = "worked in part: who leaves in the middle of a day has had the shift"
        yield LockedCell(person=entry.person, date=entry.first, author="absence", reason=reason)


def _midnight(office: Office, absence: Absence) -> datetime:
    """Return the midnight that a question without a time is asked at."""
    roster = absence.roster
    entries = (*roster.absences, *absence.absences)
    first = min((entry.first for entry in entries), default=roster.first)
    day = roster.as_of or max(first, roster.first)
    return datetime.combine(day, time(), ZoneInfo(office.sites[0].zone))


def _day_faults(case: AbsenceCase, index: int) -> Iterator[Fault]:
    """Yield the faults of one day by itself, with the field where it was handed in."""
    try:
        open_day(case.office, published_day(case, case.days[index]), now=case.now)
    except BadInput as error:
        for fault in error.faults:
            field = fault.field
            if field == "day" or field.startswith("day."):
                field = f"days.{index}{field.removeprefix('day')}"
            yield replace(fault, field=field)
