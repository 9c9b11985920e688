"""What people asked for is kept where that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.board import Board


class Requests(Rule):
    """What people asked for is kept where that can be."""

    name = "requests"

    def post(self, board: Board) -> None:
        """A request that is not met costs its price."""
        facts = board.facts
        for request in facts.case.roster.requests:
            day = facts.number(request.date)
            if not 0 <= day < facts.days or request.person not in facts.people:
                continue
            price = facts.case.rostering.requests.price if request.price is None else request.price
            types = facts.of_kinds(request.kinds) if request.kinds else None
            works = board.any(request.person, day, types)
            board.cost(self, Tier.T5, price, works if request.off else 1 - works)
