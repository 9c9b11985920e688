"""Extra shifts go by the order that was agreed."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from models.rostering import CallOrderSetting
    from solvers.roster.board import Board


class CallOrder(Rule):
    """Extra shifts go by the order that was agreed."""

    name = "call-order"

    def post(self, board: Board) -> None:
        """Who stands later has an extra shift only where who stands before works, or cannot."""
        facts = board.facts
        for setting in facts.case.rostering.call_order:
            order = [person for person in setting.order if person in facts.people]
            for first, later in combinations(order, 2):
                for day in range(facts.days):
                    self._in_order(board, setting, first, later, day)

    def _in_order(
        self, board: Board, setting: CallOrderSetting, first: str, later: str, day: int
    ) -> None:
        possible = board.cells[first, day]
        if board.facts.settled(first, day):
            return
        extra = [
            literal
            for t, literal in board.cells[later, day].items()
            if t in possible and board.facts.kind(t) in setting.kinds
        ]
        works = board.any(first, day)
        if not extra or (isinstance(works, int) and works):
            return
        missed = 0 if setting.price is None else board.model.new_bool_var("")
        for literal in extra:
            board.model.add(literal - works - missed <= 0)
        board.cost(self, Tier.T6, setting.price or 0, missed)
