"""Open a kept roster: join it with what has happened, and see that an event makes sense on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.opening.roster_events import roster_after
from engine.opening.rosters import roster_case_of
from engine.references.known import Known
from engine.references.roster_events import check_roster_event
from models.day import Day
from models.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.office import Office
    from models.roster import Roster, RosterPlan
    from models.roster_events import RosterEvent


def expect_sense(
    office: Office,
    roster: Roster,
    before: Sequence[RosterEvent],
    event: RosterEvent,
    *,
    issued: RosterPlan | None = None,
) -> None:
    """See that an event makes sense on a roster after those before it.

    Raises:
        BadInput: it does not, or the roster does not.
    """
    case = roster_case_of(office, roster_after(office, roster, before, issued=issued).roster)
    known = Known(office, Day(office=office.id, date=roster.first))
    check_roster_event(known, case, event, "event")
    if known.faults:
        raise BadInput(known.faults)
    roster_case_of(office, roster_after(office, roster, (*before, event), issued=issued).roster)
