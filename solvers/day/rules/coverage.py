"""Every duty is covered by enough people at every minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.rule import Rule
from solvers.day.spans import overlaps

if TYPE_CHECKING:
    from solvers.day.board import Board

COVER_MINUTE = 1_000_000
"""T0 units of one person short for one minute: relaxed last."""


class Coverage(Rule):
    """Every duty is covered by enough people at every minute."""

    name = "coverage"
    core = False

    def post(self, board: Board) -> None:
        """People short, times minutes, are gaps."""
        facts = board.facts
        for duty, demand in facts.posts.items():
            for start, end in board.staff.periods(duty):
                minimum = max((m for a, b, m in demand if a <= start and end <= b), default=0)
                if not minimum:
                    continue
                fixed, adds, takes = board.staff.cover(duty, start, end)
                short = board.model.new_int_var(0, minimum, f"short:{duty}:{start}")
                board.model.add(short >= minimum - fixed - sum(adds) + sum(takes))
                board.cost(self, Tier.T0, COVER_MINUTE * (end - start), short)
        for duty, demand in facts.presences.items():
            site = facts.case.duties[duty].site
            counted = [facts.present(p, site) for p in facts.people if facts.may_cover(p, duty)]
            missing = sum(
                max(0, minimum - sum(1 for spans in counted if overlaps(spans, t, t + 1)))
                for a, b, minimum in demand
                for t in range(a, b)
            )
            board.cost(self, Tier.T0, COVER_MINUTE * missing, 1)
