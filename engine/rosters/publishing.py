"""What is published of a roster's proposal: all of it, one of its options, or some of the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.opening.rosters import roster_case_of
from engine.rosters.reasons import with_cells
from engine.rosters.standing_roster import standing_roster
from engine.store.errors import AlreadyEnded, NotLegal, NotReady, Stale
from engine.store.proposals import Status
from models.errors import BadInput, Fault
from models.roster_answer import BuiltRoster
from solvers.roster.check import check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from engine.opening.roster_events import Happened
    from engine.store.proposals import KeptProposalOf
    from engine.store.state import RosterState
    from models.kept_roster import RosterAnswer
    from models.office import Office
    from models.roster import RosterPlan

    At = tuple[str, date]


def roster_to_publish(
    state: RosterState,
    kept: KeptProposalOf[str, RosterAnswer],
    stands: Happened,
    accepted: Sequence[At] | None = None,
    option: int | None = None,
) -> RosterPlan:
    """Return the roster that publishing a proposal comes to.

    Args:
        state: the roster as it stands.
        kept: a proposal of the roster.
        stands: the same state, after all that has happened.
        accepted: the cells whose changes are accepted; None is all of them.
        option: the position of one of its options, in place of its own roster.

    Raises:
        Stale: the roster has moved on since the proposal was asked for.
        NotReady: the proposal is still being worked out.
        AlreadyEnded: the proposal has no answer, and will have none.
        BadInput: there is no roster in it, no such option, or no such change.
        NotLegal: the accepted changes alone break a rule.
    """
    moved = kept.answers.differences(state.marks)
    if moved:
        raise Stale(moved, "roster")
    if kept.document is None:
        raise (
            NotReady(kept.id)
            if kept.status is Status.WORKING
            else AlreadyEnded(kept.id, kept.status)
        )
    plan = _chosen(kept.document, option)
    if accepted is None:
        return plan
    if isinstance(kept.document, BuiltRoster):
        expected = "left out: nothing is published yet, of which a part could stay"
        raise BadInput([Fault("accepted", str(len(accepted)), "no changes", expected)])
    return _part(state.office.document, stands, plan, accepted)


def _chosen(answer: RosterAnswer, option: int | None) -> RosterPlan:
    options = () if isinstance(answer, BuiltRoster) else answer.options
    if option is not None and option >= len(options):
        expected = f"from 0 to {len(options) - 1}" if options else "this proposal has no options"
        raise BadInput([Fault("option", str(option), "no such option", expected)])
    plan = answer.roster if option is None else options[option].roster
    if plan is None:
        expected = "a proposal that has one; ask with a longer deadline"
        raise BadInput([Fault("proposal", "", "no roster was found", expected)])
    return plan


def _part(office: Office, stands: Happened, plan: RosterPlan, accepted: Sequence[At]) -> RosterPlan:
    case = roster_case_of(office, stands.roster)
    left = standing_roster(case)
    first, faults, cells = stands.roster.first, [], {}
    for position, (person, day) in enumerate(accepted):
        index = (day - first).days
        was, now = left.rows.get(person, ()), plan.rows.get(person, ())
        if not 0 <= index < min(len(was), len(now)):
            expected = "a person and a date of the roster"
            faults.append(Fault(f"accepted.{position}", f"{person} {day}", "no cell", expected))
        elif set(was[index]) != set(now[index]):
            cells[person, day] = now[index]
        elif (person, day) not in stands.agreed and set(now[index]) == set(
            case.roster.published.get(person, was)[index]
        ):
            expected = "a cell of the proposal's changes"
            faults.append(Fault(f"accepted.{position}", f"{person} {day}", "not changed", expected))
    if faults:
        raise BadInput(faults)
    part = with_cells(left, case, cells)
    # What absences, or the whole proposal, break as well is not for the part to mend.
    known = {*check(case, left).breaches, *check(case, plan).breaches}
    broken = [each for each in check(case, part).breaches if each not in known]
    if broken:
        raise NotLegal(broken)
    return part
