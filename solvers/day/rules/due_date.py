"""A visit goes to another day only in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from models.office import Urgency
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from models.appointment import Appointment
    from solvers.day.board import Board
    from solvers.day.facts import Facts

WEIGHTS = {Urgency.MUST_TODAY: 10, Urgency.HOURS_48: 5, Urgency.DAYS_7: 3}


class DueDate(Rule):
    """A visit goes to another day only in time."""

    name = "due-date"

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """The slot is after today and, unless the office allows it, not past the due date."""
        day = facts.case.open_slots[slot].date
        if day <= facts.case.date:
            return "the slot is not on a coming day"
        due = facts.case.due_by(visit)
        if due is not None and day > due and not facts.rules.due_date.late_allowed:
            return f"due by {due}"
        return None

    def post(self, board: Board) -> None:
        """Each day of delay costs; days past due are harm."""
        case = board.facts.case
        for variables in board.visits.values():
            due = case.due_by(variables.visit)
            weight = WEIGHTS.get(case.urgency(variables.visit), 1)
            for slot, literal in variables.slots.items():
                day = case.open_slots[slot].date
                delay = min(30, (day - case.date).days)
                board.cost(self, Tier.T2, board.facts.rates.delay_day, delay * literal)
                if due is not None and day > due:
                    board.cost(self, Tier.T1, weight * (day - due).days, literal)
