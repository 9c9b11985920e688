"""What must stay: visits that a plan holds today and nobody would give up for another's sake."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from models.office import Movability, Urgency
from solvers.day.known.facts import Facts
from solvers.day.rule import Rule
from solvers.day.rules.freeze import is_frozen

if TYPE_CHECKING:
    from models.case import Case
    from models.plan import Plan
    from solvers.day.model.board import Board


@dataclass(frozen=True)
class Stays(Rule):
    """Visits that are held today, by the rule that asks for it."""

    name: ClassVar[str] = "stays"
    visits: dict[str, str] = field(default_factory=dict)

    def post(self, board: Board) -> None:
        """They go neither to another day nor to a clinician."""
        for ref in self.visits:
            if ref in board.visits:
                variables = board.visits[ref]
                board.model.add(sum([variables.manual, *variables.slots.values()]) == 0)


def must_stay(case: Case, plan: Plan) -> dict[str, str]:
    """Return the visits that the plan holds and that stay on the day, with the rule behind it.

    They have begun, or the patient is here or on the way; they are locked, fixed, promised, or
    must be held today.
    """
    facts = Facts(case)
    stays: dict[str, str] = {}
    for planned in plan.visits:
        visit = facts.visits.get(planned.appointment)
        if visit is None or planned.placement is None:
            continue
        booked = facts.published(visit.id) is not None
        reasons = (
            ("begun", visit.status.begun),
            ("consent", visit.id in facts.accepted),
            ("freeze", is_frozen(facts, visit)),
            ("locks", booked and bool(visit.locks)),
            ("movability", booked and case.movability(visit) is Movability.FIXED),
            ("disposition", case.urgency(visit) is Urgency.MUST_TODAY),
        )
        rule = next((name for name, holds in reasons if holds), None)
        if rule is not None:
            stays[visit.id] = rule
    return stays
