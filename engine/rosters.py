"""Rosters: from the documents of an office to what is planned and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.references.known import Known
from engine.references.office import check_office
from engine.references.roster import check_roster
from models.day import Day
from models.errors import BadInput
from models.roster_case import RosterCase

if TYPE_CHECKING:
    from models.office import Office
    from models.roster import Roster


def roster_case_of(office: Office, roster: Roster) -> RosterCase:
    """Return the case of a roster.

    Raises:
        BadInput: office and roster do not make sense.
    """
    case = RosterCase(office, roster)
    known = Known(office, Day(office=office.id, date=roster.first))
    check_office(known)
    if not known.faults:
        check_roster(known, case)
    if known.faults:
        raise BadInput(known.faults)
    return case
