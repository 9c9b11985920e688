"""Every visit is held today, goes to another day's slot, or to a manual decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from models.office import Urgency
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.board import Board


class Disposition(Rule):
    """Every visit is held today, goes to another day's slot, or to a manual decision."""

    name = "disposition"

    def post(self, board: Board) -> None:
        """Price visits that leave the day."""
        rates = board.facts.rates
        for variables in board.visits.values():
            urgency = board.facts.case.urgency(variables.visit)
            left = [variables.manual, *variables.slots.values()]
            if urgency is Urgency.MUST_TODAY:
                board.cost(self, Tier.T1, 1000, sum(left))
            else:
                factor = rates.urgent_factor if urgency is Urgency.HOURS_48 else 1
                board.cost(self, Tier.T2, rates.not_seen_today * factor, sum(left))
            board.cost(self, Tier.T2, rates.no_date, variables.manual)
