"""What is published of a proposal: all of it, one of its options, or the changes of some visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.opening.still_said import said_of
from engine.proposals.partial import accepted_part
from engine.proposals.too_late import expect_day_in_time
from engine.store.errors import AlreadyEnded, NotReady, Stale
from engine.store.proposals import Status
from models.errors import BadInput, Fault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from engine.store.proposals import KeptProposal
    from engine.store.state import DayState
    from models.plan import Plan
    from models.proposal import Proposal


def plan_to_publish(
    state: DayState,
    kept: KeptProposal,
    accepted: Sequence[str] | None = None,
    option: int | None = None,
    *,
    now: datetime,
) -> Plan:
    """Return the plan that publishing a proposal comes to.

    Args:
        state: the day as it stands.
        kept: a proposal of the day.
        accepted: the visits whose changes are accepted; None is all of them.
        option: the position of one of its options, in place of its plan.
        now: when it is published.

    Raises:
        Stale: the day has moved on since the proposal was asked for.
        TooLate: the day has ended since the proposal was asked for.
        NotReady: the proposal is still being worked out.
        AlreadyEnded: the proposal has no plan, and will have none.
        BadInput: there is no such option, or it is not to be published; no such visit.
        NotLegal: the accepted changes alone break a rule.
    """
    moved = kept.answers.differences(state.marks)
    if moved:
        raise Stale(moved)
    if kept.document is None:
        raise (
            NotReady(kept.id)
            if kept.status is Status.WORKING
            else AlreadyEnded(kept.id, kept.status)
        )
    expect_day_in_time(state, kept, now)
    plan = _chosen(kept.document, option)
    if accepted is None:
        return plan
    events, issued = said_of(state)
    return accepted_part(
        state.office.document,
        state.book.document,
        plan,
        accepted,
        events=events,
        now=kept.document.now,
        issued=issued,
    )


def _chosen(proposal: Proposal, option: int | None) -> Plan:
    if option is None:
        return proposal.plan
    if option >= len(proposal.options):
        most = len(proposal.options) - 1
        expected = f"from 0 to {most}" if most >= 0 else "this proposal has no options"
        raise BadInput([Fault("option", str(option), "no such option", expected)])
    chosen = proposal.options[option]
    if not chosen.publishable:
        fault = Fault("option", str(option), "shown for comparison only", "one that is publishable")
        raise BadInput([fault])
    return chosen.plan
