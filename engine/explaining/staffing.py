"""Who is called in and who is sent to another site by a plan, what for, and whom to tell it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.clock import wall
from models.day import ReserveKind
from models.proposal import DutyChange, StaffCall
from models.staffing import hours_called, shift_left, way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.explaining.counterfactual import Counterfactual
    from engine.solving.patience import Patience
    from models.case import Case
    from models.plan import Plan

CALLED_IN, SENT = "called in", "sent to another site"

MOST_NAMED = 3
"""Visits that are named when it is told what somebody is needed for."""


@dataclass(frozen=True, slots=True)
class Move:
    """A person whom a plan has at a site for a time at which they were not to be there.

    Attributes:
        person: who.
        rule: the rule that it goes by.
        before: where they would be, for somebody who is sent from there.
        site: where they are wanted.
        start: from when on.
        end: until when.
        leaves: when they leave for it; for somebody called in, when they are there.
        kind: where somebody called in comes from.
        without: the plan as it would be without.
    """

    person: str
    rule: str
    before: str | None
    site: str
    start: int
    end: int
    leaves: int
    kind: ReserveKind | None
    without: Plan

    @property
    def what(self) -> str:
        """Say what it is, in a word or two."""
        return CALLED_IN if self.kind is not None else SENT

    @property
    def there(self) -> str:
        """Say where and when, and how."""
        words = f"{self.site} {wall(self.start)}–{wall(self.end)}"
        if self.kind is not None:
            return f"{words} ({self.kind.value})"
        return f"{words} (leaves {wall(self.leaves)})"

    @property
    def say(self) -> str:
        """Say what the person is asked."""
        if self.kind is ReserveKind.OVERTIME:
            return f"Ask to stay at {self.site} until {wall(self.end)}"
        if self.kind is not None:
            arrives, until = wall(self.start), wall(self.end)
            return f"Call in ({self.kind.value}): at {self.site} {arrives}, until {until}"
        there = wall(self.start)
        return f"Ask to leave {self.before} at {wall(self.leaves)}, to be at {self.site} {there}"


def moves(case: Case, plan: Plan) -> tuple[Move, ...]:
    """Return whom the plan calls in and sends elsewhere who were not yet told so, by time."""
    found = [*_called_in(case, plan), *_sent(case, plan)]
    return tuple(sorted(found, key=lambda move: (move.leaves, move.person)))


def _called_in(case: Case, plan: Plan) -> Iterator[Move]:
    fresh = Counter(plan.called_in) - Counter(case.published.called_in)
    for reserve in case.day.reserves:
        hours = hours_called(reserve, case.now)
        if reserve.id not in fresh or hours is None:
            continue
        others = tuple(ref for ref in plan.called_in if ref != reserve.id)
        without = plan.model_copy(update={"called_in": others})
        person, site, kind = reserve.person, reserve.site, reserve.kind
        start, end = hours.start, hours.end
        yield Move(person, "reserves", None, site, start, end, start, kind, without)


def _sent(case: Case, plan: Plan) -> Iterator[Move]:
    for sent in plan.transfers:
        shift = shift_left(case.day, sent)
        minutes = None if shift is None else way(case.office, shift.site, sent.to)
        if shift is None or minutes is None or sent in case.published.transfers:
            continue
        others = tuple(other for other in plan.transfers if other != sent)
        without = plan.model_copy(update={"transfers": others})
        there, leaves = sent.leaves + minutes, sent.leaves
        who, here = sent.person, shift.site
        yield Move(who, "transfers", here, sent.to, there, shift.end, leaves, None, without)


def staff_changes(counterfactual: Counterfactual, patience: Patience) -> list[DutyChange]:
    """Return a row for each of them, with what they are needed for, as far as there is time."""
    case, plan = counterfactual.case, counterfactual.plan
    rows = []
    for move in moves(case, plan):
        before = None
        if move.before is not None:
            before = f"{move.before} {wall(move.leaves)}–{wall(move.end)}"
        rows.append(
            DutyChange(
                person=move.person,
                what=move.what,
                before=before,
                after=move.there,
                reason=_reason(counterfactual, move, patience),
                rule=move.rule,
            )
        )
    return rows


def _reason(counterfactual: Counterfactual, move: Move, patience: Patience) -> str:
    plan = counterfactual.plan
    visits = [
        planned.appointment
        for planned in plan.visits
        if (place := planned.placement) is not None
        and place.site == move.site
        and any(
            move.start <= phase.start < move.end
            and move.person in (place.provider, place.interpreter, place.chaperone, *phase.people)
            for phase in place.phases
        )
    ]
    covers = [
        given.duty
        for given in plan.duties
        if given.person == move.person and given.overlaps(move.start, move.end)
    ]
    needed = list(dict.fromkeys(covers))
    if visits:
        more = len(visits) - MOST_NAMED
        needed += visits[:MOST_NAMED] + ([f"{more} more"] if more > 0 else [])
    if needed:
        return f"needed for {', '.join(needed)}"
    if not patience.left:
        return "there was no time to say what it saves"
    with patience.piece():
        finding = counterfactual.against(move.without)
    if finding is None:
        return "a longer search may do without"
    return f"otherwise: {finding.sentence.rstrip('.')}"


def staff_calls(case: Case, plan: Plan) -> tuple[StaffCall, ...]:
    """Return whom of the staff to call before any patient: who is wanted first comes first."""
    return tuple(
        StaffCall(order=order, person=move.person, at=move.leaves, say=move.say, rule=move.rule)
        for order, move in enumerate(moves(case, plan), start=1)
    )
