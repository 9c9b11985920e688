"""Providers have enough support staff free for their patients."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from models.finding import Tier
from models.staff import Role
from solvers.day.rule import Rule
from solvers.day.spans import covers

if TYPE_CHECKING:
    from solvers.day.board import Board


class SupportRatio(Rule):
    """Providers have enough support staff free for their patients."""

    name = "support-ratio"
    core = False

    def post(self, board: Board) -> None:
        """Support staff short, times minutes, are gaps."""
        facts, setting = board.facts, board.facts.rules.support_ratio
        if setting.task is None:
            return
        for site in sorted(facts.case.sites):
            able = [
                p for p in facts.people if facts.may(p, setting.task) and facts.present(p, site)
            ]
            for start, end in self._periods(board, site, able):
                needed = self._needed(board, site, start, end)
                here = [p for p in able if covers(facts.present(p, site), start, end)]
                fixed = sum(1 for p in here if covers(board.occupancy.fixed.get(p, []), start, end))
                busy = [
                    literal
                    for p in here
                    if not covers(board.occupancy.fixed.get(p, []), start, end)
                    for taken in (board.occupancy.duties, board.occupancy.breaks)
                    for a, b, literal in taken.get(p, [])
                    if a <= start and end <= b
                ]
                if needed > 0:
                    short = board.model.new_int_var(0, needed, "ratio")
                    board.model.add(short >= needed - len(here) + fixed + sum(busy))
                    board.cost(self, Tier.T0, end - start, short)

    @staticmethod
    def _periods(board: Board, site: str, able: list[str]) -> list[tuple[int, int]]:
        facts = board.facts
        points = {facts.now}
        for person in facts.people:
            points |= {t for span in facts.present(person, site) for t in span}
        for person in able:
            points |= {t for span in board.occupancy.fixed.get(person, []) for t in span}
            for taken in (board.occupancy.duties, board.occupancy.breaks):
                points |= {t for a, b, _ in taken.get(person, []) for t in (a, b)}
        return list(pairwise(sorted(t for t in points if t >= facts.now)))

    @staticmethod
    def _needed(board: Board, site: str, start: int, end: int) -> int:
        """Return how many support staff the providers present during [start, end) need free."""
        facts = board.facts
        providers = sum(
            Role.PROVIDER in who.roles and covers(facts.present(person, site), start, end)
            for person, who in facts.people.items()
        )
        return math.ceil(facts.rules.support_ratio.per_provider * providers - 1e-9)
