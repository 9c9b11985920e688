"""Between the shifts of two days there is enough rest, in minutes as they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.roster.board import Board, Term

AHEAD = 3
"""Days after which the longest rest that can be asked for is over, whatever was worked."""


class Rest(Rule):
    """Between the shifts of two days there is enough rest, in minutes as they pass."""

    name = "rest"

    def post(self, board: Board) -> None:
        """Of two shifts that are too close, one at the most is worked."""
        facts = board.facts
        for person in facts.people:
            setting = facts.contract(person).rest
            if not setting.minutes:
                continue
            for day in range(max(-AHEAD, facts.first_known(person)), facts.days - 1):
                for later in range(max(0, day + 1), min(day + AHEAD, facts.days - 1) + 1):
                    groups = list(_too_close(board, person, day, later, setting.minutes))
                    board.at_most_one(self, Tier.T3, groups, setting.price)


def _too_close(
    board: Board, person: str, day: int, later: int, minutes: int
) -> Iterator[tuple[list[Term], list[Term]]]:
    """Yield (shifts, shifts of the later day none of which is far enough from any of the first)."""
    facts = board.facts
    first, second = board.works(person, day), board.works(person, later)
    starts = {t: facts.instants(t, later)[0] for t in second}
    close = {}
    for t in first:
        end = facts.instants(t, day)[1]
        near = frozenset(s for s, start in starts.items() if start - end < minutes)
        if near:
            close[t] = near
    if facts.contract(person).one_shift.most > 1:
        for t, near in close.items():
            yield from (([first[t]], [second[s]]) for s in sorted(near))
        return
    for near in dict.fromkeys(close.values()):
        ends = [first[t] for t, others in close.items() if others >= near]
        yield ends, [second[s] for s in sorted(near)]
