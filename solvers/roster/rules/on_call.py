"""Days on call are far enough apart, and the day after is free where that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.board import Board


class OnCall(Rule):
    """Days on call are far enough apart, and the day after is free where that is asked."""

    name = "on-call"

    def post(self, board: Board) -> None:
        """Of two days on call that are too near, one at the most; nor work after one."""
        facts = board.facts
        calls = frozenset(t for t, found in facts.types.items() if found.on_call)
        others = frozenset(facts.types) - calls
        for person in facts.people:
            setting = facts.contract(person).on_call
            for day in range(max(-28, facts.first_known(person)), facts.days - 1):
                first = board.some(person, day, calls)
                if not first:
                    continue
                last = min(day + setting.apart, facts.days)
                for later in range(max(0, day + 1), last):
                    second = board.some(person, later, calls)
                    board.at_most_one(self, Tier.T3, [(first, second)], setting.price)
                if setting.free_after and day >= -1:
                    work = board.some(person, day + 1, others)
                    board.at_most_one(self, Tier.T3, [(first, work)], setting.price)
