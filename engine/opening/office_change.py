"""A new version of an office must go with what is kept for its site and is not over yet.

Otherwise it would be found out when that is solved next, by whoever did not change the office.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.opening.intake import open_day
from engine.opening.roster_events import roster_after
from engine.opening.rosters import roster_case_of
from engine.opening.still_said import said_of
from engine.references.known import Known
from engine.references.office import check_office
from models.day import Day
from models.errors import BadInput, Fault
from models.reading import MOST_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from engine.store.state import DayState, RosterState
    from models.office import Office


def expect_office(office: Office, today: date) -> None:
    """See that an office makes sense by itself.

    Raises:
        BadInput: it does not.
    """
    known = Known(office, Day(office=office.id, date=today))
    check_office(known)
    if known.faults:
        raise BadInput(known.faults)


def expect_all_to_go_with(
    office: Office, days: Iterable[DayState], rosters: Iterable[RosterState]
) -> None:
    """See that an office goes with what is kept: nothing is named that it has no more.

    What has not made sense before is no reason: it may be what the office is changed for.

    Args:
        office: the new office.
        days: the site's kept days that are not over.
        rosters: the site's kept rosters that are not over.

    Raises:
        BadInput: it does not; the fields begin with the day or the roster.
    """
    faults: list[Fault] = []
    for day in days:
        found = _faults_of_day(office, day)
        if found and not _faults_of_day(day.office.document, day):
            faults += _under(f"days.{day.marks.name}", found)
    for roster in rosters:
        found = _faults_of_roster(office, roster)
        if found and not _faults_of_roster(roster.office.document, roster):
            faults += _under(f"rosters.{roster.marks.name}", found)
    if faults:
        raise BadInput(faults[:MOST_FAULTS])


def _faults_of_day(office: Office, state: DayState) -> tuple[Fault, ...]:
    said, issued = said_of(state)
    try:
        open_day(office, state.book.document, said, issued=issued)
    except BadInput as error:
        return tuple(error.faults)
    return ()


def _faults_of_roster(office: Office, state: RosterState) -> tuple[Fault, ...]:
    """Return what is wrong with the document as it was put, then with what has come of it."""
    roster, events = state.book.document, [each.event for each in state.events]
    try:
        roster_case_of(office, roster)
        roster_case_of(office, roster_after(office, roster, events, issued=state.issued).roster)
    except BadInput as error:
        return tuple(error.faults)
    return ()


def _under(where: str, faults: Iterable[Fault]) -> list[Fault]:
    return [replace(fault, field=f"{where}.{fault.field}") for fault in faults]
