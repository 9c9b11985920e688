"""Every duty is covered by enough people at every minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.known.headcount import headcount
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.model.board import Board

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
            self._post_presence(board, duty, demand)

    def _post_presence(self, board: Board, duty: str, demand: list[tuple[int, int, int]]) -> None:
        facts, site = board.facts, board.facts.case.duties[duty].site
        counted = [p for p in facts.people if facts.may_cover(p, duty)]
        missing = 0
        edges = {t for a, b, _ in demand for t in (a, b)}
        for piece in headcount(facts, counted, facts.at(site), edges):
            minutes = piece.end - piece.start
            asked = (m for a, b, m in demand if a <= piece.start and piece.end <= b)
            short = max(0, next(asked, 0) - piece.fixed)
            if short and piece.some:
                count = board.model.new_int_var(0, short, f"short:{duty}:{piece.start}")
                board.model.add(count >= short - sum(piece.literals(board.rosters)))
                board.cost(self, Tier.T0, COVER_MINUTE * minutes, count)
            else:
                missing += short * minutes
        board.cost(self, Tier.T0, COVER_MINUTE * missing, 1)
