"""What was proposed for a day is not published once that day is over, by the office's clock.

A plan that was made before is of what could still be done then. Whoever records what has become
of a day asks for a proposal afterwards, which plans nothing that is past. The calls that a plan
asks for are made before it is published, so that minutes which pass do not make it old.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.store.errors import TooLate
from models.clock import minute_of_instant
from models.roster_answer import BuiltRoster
from models.roster_case import RosterCase

if TYPE_CHECKING:
    import datetime as dt

    from engine.opening.roster_events import Happened
    from engine.store.proposals import KeptProposal, KeptProposalOf
    from engine.store.state import DayState
    from models.day import Day
    from models.kept_roster import RosterAnswer
    from models.office import Office
    from models.roster import RosterPlan

MIDNIGHT = 24 * 60
"""The minute at which a day ends on which nobody works longer."""


def expect_day_in_time(state: DayState, kept: KeptProposal, now: dt.datetime) -> None:
    """See that a proposal's day has not ended since the proposal was asked for.

    Raises:
        TooLate: it has.
    """
    office, day = state.office.document, state.book.document
    if is_over(office, day, now) and not is_over(office, day, kept.asked_at):
        raise TooLate([day.date])


def is_over(office: Office, day: Day, at: dt.datetime) -> bool:
    """Tell whether a day is over: at midnight, or when the last shift ends that goes beyond it."""
    ends = max([MIDNIGHT, *(shift.end for shift in day.shifts)])
    return minute_of_instant(at, day.date, office.sites[0].zone) >= ends


def expect_cells_in_time(
    office: Office,
    stands: Happened,
    kept: KeptProposalOf[str, RosterAnswer],
    plan: RosterPlan,
    now: dt.datetime,
    *,
    whole: bool,
) -> None:
    """See that a repaired roster changes, or plans, no day that has ended since it was asked for.

    A roster that was built, where nothing was published before, takes nothing from anybody.

    Args:
        office: the office.
        stands: the roster after all that has happened.
        kept: the proposal.
        plan: what is to be published of it.
        now: when.
        whole: whether that is all of it, with the plans that it has for kept days.

    Raises:
        TooLate: it does.
    """
    if kept.document is None or isinstance(kept.document, BuiltRoster):
        return
    zone, dates = ZoneInfo(office.sites[0].zone), RosterCase(office, stands.roster).dates
    asked, today = kept.asked_at.astimezone(zone).date(), now.astimezone(zone).date()
    since = [index for index, day in enumerate(dates) if asked <= day < today]
    published = stands.roster.published
    changed = {
        dates[index]
        for person, row in plan.rows.items()
        for index in since
        if set(row[index]) != set(published[person][index] if person in published else ())
    }
    if whole:
        planned = {part.date for part in kept.document.booked_days if part.proposal is not None}
        changed |= planned & {dates[index] for index in since}
    if changed:
        raise TooLate(sorted(changed))
