"""Patients do not wait long within their visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.placements.template_time import published_wait, slack
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.model.board import Board


class Waits(Rule):
    """Patients do not wait long within their visit."""

    name = "waits"

    def post(self, board: Board) -> None:
        """Price the minutes waited beyond what is free, or was published."""
        facts = board.facts
        for ref, variables in board.visits.items():
            free = max(facts.rates.wait_free, published_wait(facts, ref))
            longest = max((slack(held.template) for held in variables.modes.values()), default=0)
            if longest > free:
                beyond = board.model.new_int_var(0, longest - free, f"wait:{ref}")
                for held in variables.modes.values():
                    board.model.add(beyond >= held.wait - free)
                board.cost(self, Tier.T3, facts.rates.wait_minute, beyond)
