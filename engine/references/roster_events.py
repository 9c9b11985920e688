"""A roster's events: people, dates and shift types, and whether there is what they speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.roster_events import (
    AbsenceWithdrawn,
    ExtraDemand,
    LeaveGranted,
    RosterAbsent,
    RosterCallOutcome,
    RosterReturned,
)

if TYPE_CHECKING:
    from datetime import date

    from engine.references.known import Known
    from models.roster import Dates, RosterDemand
    from models.roster_case import RosterCase
    from models.roster_events import RosterEvent


def check_roster_event(known: Known, case: RosterCase, event: RosterEvent, field: str) -> None:
    """Note every fault of an event.

    Args:
        known: the references.
        case: the roster as it is before the event.
        event: the event.
        field: what a fault's field begins with.
    """
    if isinstance(event, ExtraDemand):
        _demand(known, case, event.demand, f"{field}.demand")
        return
    known.refer(f"{field}.person", "person", event.person)
    if known.has("person", event.person) and event.person not in case.contracts:
        expected = "somebody with a contract"
        known.fault(f"{field}.person", event.person, "this person is not rostered", expected)
    match event:
        case RosterAbsent() | LeaveGranted():
            _touching(known, case, event, field)
        case RosterReturned():
            known_out = (
                each.person == event.person and each.end >= event.date
                for each in case.roster.absences
            )
            if not any(known_out):
                expected = "a day up to which they are known to be out"
                known.fault(f"{field}.date", event.date, "nobody said that they are out", expected)
        case AbsenceWithdrawn():
            firsts = [e.first for e in case.roster.absences if e.person == event.person]
            if event.first not in firsts:
                expected = " or ".join(map(str, firsts[:5])) or "somebody who is out"
                known.fault(f"{field}.from", event.first, "no such absence was reported", expected)
        case RosterCallOutcome():
            _outcome(known, case, event, field)


def _touching(known: Known, case: RosterCase, away: Dates, field: str) -> None:
    """Note a fault where days away touch no day of the horizon."""
    first, last = case.dates[0], case.dates[-1]
    if away.end < first or away.first > last:
        expected = f"at least a date from {first} to {last}"
        known.fault(f"{field}.from", away.first, "outside the horizon", expected)


def _outcome(known: Known, case: RosterCase, event: RosterCallOutcome, field: str) -> None:
    for position, shift_type in enumerate(event.shift_types):
        known.refer(f"{field}.shift_types.{position}", "shift type", shift_type)
        if shift_type in event.shift_types[:position]:
            place = f"{field}.shift_types.{position}"
            known.fault(place, shift_type, "the same shift stands here twice", "once a day")
    if not _inside(known, case, event.date, f"{field}.date"):
        return
    if event.person in case.contracts and event.person not in case.roster.published:
        expected = "an answer to a change of what is published"
        known.fault(f"{field}.person", event.person, "nothing is published for them", expected)


def _demand(known: Known, case: RosterCase, demand: RosterDemand, field: str) -> None:
    known.refer(f"{field}.site", "site", demand.site)
    for position, shift_type in enumerate(demand.shift_types):
        known.refer(f"{field}.shift_types.{position}", "shift type", shift_type)
    for position, day in enumerate(demand.dates):
        _inside(known, case, day, f"{field}.dates.{position}")


def _inside(known: Known, case: RosterCase, day: date, field: str) -> bool:
    first, last = case.dates[0], case.dates[-1]
    if not first <= day <= last:
        known.fault(field, day, "outside the horizon", f"a date from {first} to {last}")
        return False
    return True
