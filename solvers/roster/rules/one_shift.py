"""Nobody is in two places at a time, or has more shifts on a day than the contract allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.facts import DAY
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.roster.board import Board, Term


class OneShift(Rule):
    """Nobody is in two places at a time, or has more shifts on a day than the contract allows."""

    name = "one-shift"

    def post(self, board: Board) -> None:
        """Hold the shifts of a day, and those that are under way at one minute, to so many."""
        facts = board.facts
        late = any(found.end > DAY for found in facts.types.values())
        for person in facts.people:
            most = facts.contract(person).one_shift.most
            for day in range(facts.days):
                terms = list(board.works(person, day).values())
                board.limit(self, Tier.T6, terms, most=most)
                if most > 1:
                    for group in _at_once(board, person, [day]):
                        board.limit(self, Tier.T6, group, most=1)
                if late:
                    for group in _at_once(board, person, [day - 1, day]):
                        board.limit(self, Tier.T6, group, most=1)


def _at_once(board: Board, person: str, days: list[int]) -> Iterator[list[Term]]:
    """Yield the terms of shifts under way when one begins, of two at least."""
    spans = [
        (day * DAY + board.facts.types[t].start, day * DAY + board.facts.types[t].end, term, day)
        for day in days
        for t, term in board.works(person, day).items()
    ]
    seen = set()
    for at in sorted({start for start, *_ in spans}):
        under_way = [number for number, s in enumerate(spans) if s[0] <= at < s[1]]
        of_days = {spans[number][3] for number in under_way}
        key = tuple(under_way)
        if len(under_way) > 1 and len(of_days) == len(days) and key not in seen:
            seen.add(key)
            yield [spans[number][2] for number in under_way]
