"""What was published for the next days is changed only with notice, or at a premium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.board import Board


class Notice(Rule):
    """What was published for the next days is changed only with notice, or at a premium."""

    name = "notice"

    def post(self, board: Board) -> None:
        """Keep the cells of the days that are near, or price them."""
        facts = board.facts
        setting = facts.case.rostering.notice
        as_of = facts.case.roster.as_of
        first = 0 if as_of is None else facts.number(as_of)
        for person in facts.people:
            for day in range(max(0, first), min(first + setting.days, facts.days)):
                changed = board.changed(person, day)
                if setting.price is None:
                    board.at_most([changed], 0)
                else:
                    board.cost(self, Tier.T6, setting.price, changed)
