"""No shift is followed on the next day by one that must not follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.board import Board


class Successions(Rule):
    """No shift is followed on the next day by one that must not follow it."""

    name = "successions"

    def post(self, board: Board) -> None:
        """Of a shift and one that may not follow on the next day, one at the most is worked."""
        facts = board.facts
        for person in facts.people:
            several = facts.contract(person).one_shift.most > 1
            for setting in facts.contract(person).successions:
                after, never = facts.of_kinds(setting.after), facts.of_kinds(setting.never)
                for day in range(max(-1, facts.first_known(person)), facts.days - 1):
                    if several:
                        first = board.some(person, day, after)
                        second = board.some(person, day + 1, never)
                    else:
                        first = board.terms(person, day, after)
                        second = board.terms(person, day + 1, never)
                    board.at_most_one(self, Tier.T3, [(first, second)], setting.price)
