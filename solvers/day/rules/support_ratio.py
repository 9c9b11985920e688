"""Providers have enough support staff free for their patients."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from models.finding import Tier
from models.staff import Role
from solvers.day.known.headcount import headcount
from solvers.day.known.spans import covers
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.known.headcount import Piece
    from solvers.day.model.board import Board, Linear

Span = tuple[int, int]


class SupportRatio(Rule):
    """Providers have enough support staff free for their patients."""

    name = "support-ratio"
    core = False

    def post(self, board: Board) -> None:
        """Support staff short, times minutes, are gaps."""
        facts, setting = board.facts, board.facts.rules.support_ratio
        if setting.task is None:
            return
        providers = [p for p, who in facts.people.items() if Role.PROVIDER in who.roles]
        for site in sorted(facts.case.sites):
            able = [
                p for p in facts.people if facts.may(p, setting.task) and facts.present(p, site)
            ]
            edges = self._edges(board, site, able)
            here = headcount(facts, providers, facts.at(site), edges)
            for piece in here:
                most = self._needed(board, piece.fixed + len(piece.some))
                if piece.start < facts.now or most <= 0:
                    continue
                free = self._free(board, site, able, (piece.start, piece.end))
                short = board.model.new_int_var(0, most, "ratio")
                board.model.add(short >= self._asked(board, piece) - free)
                board.cost(self, Tier.T0, piece.end - piece.start, short)

    @staticmethod
    def _edges(board: Board, site: str, able: list[str]) -> set[int]:
        facts = board.facts
        points = {facts.now}
        for person in facts.people:
            for number in facts.numbers(person):
                points |= {t for span in facts.present(person, site, number) for t in span}
        for person in able:
            points |= {t for span in board.occupancy.fixed.get(person, []) for t in span}
            for taken in (board.occupancy.duties, board.occupancy.breaks):
                points |= {t for a, b, _ in taken.get(person, []) for t in (a, b)}
        return points

    @staticmethod
    def _needed(board: Board, providers: int) -> int:
        """Return how many support staff so many providers need free."""
        return math.ceil(board.facts.rules.support_ratio.per_provider * providers - 1e-9)

    def _asked(self, board: Board, piece: Piece) -> Linear:
        """Return how many support staff the providers present need free."""
        needed = [self._needed(board, piece.fixed + more) for more in range(len(piece.some) + 1)]
        asked: Linear = needed[0]
        if not piece.some:
            return asked
        # The k-th step holds when at least k more than the fixed ones are there.
        steps = [board.model.new_bool_var("more") for _ in piece.some]
        for step, after in pairwise(steps):
            board.model.add_implication(after, step)
        board.model.add(sum(steps) == sum(piece.literals(board.rosters)))
        for step, (less, more) in zip(steps, pairwise(needed), strict=True):
            asked += (more - less) * step
        return asked

    @staticmethod
    def _free(board: Board, site: str, able: list[str], span: Span) -> Linear:
        """Return how many of the able are at the site, on no break and on no duty."""
        facts, busy, (start, end) = board.facts, board.occupancy, span
        free: Linear = 0
        for person in able:
            if covers(busy.fixed.get(person, []), start, end):
                continue
            numbers = frozenset(
                number
                for number in facts.numbers(person)
                if covers(facts.present(person, site, number), start, end)
            )
            if not numbers:
                continue
            taken = [
                literal
                for spans in (busy.duties, busy.breaks)
                for a, b, literal in spans.get(person, [])
                if a <= start and end <= b
            ]
            if board.rosters.all_of(person, numbers):
                free += 1 - sum(taken)
                continue
            # Who is elsewhere may be taken up there, and is not free here all the same.
            at_hand = board.model.new_bool_var("free")
            board.model.add(at_hand <= board.rosters.one_of(person, numbers))
            board.model.add(at_hand + sum(taken) <= 1)
            free += at_hand
        return free
