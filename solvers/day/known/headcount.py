"""How many people are there at each time: those who are in any case, and those of some rosters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solvers.day.known.spans import covers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from solvers.day.known.facts import Facts
    from solvers.day.known.rosters import Numbers
    from solvers.day.known.spans import Span
    from solvers.day.model.board import Linear, Literal
    from solvers.day.model.roster_choice import RosterChoice


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time with `fixed` people, and those there in some of their rosters only."""

    start: int
    end: int
    fixed: int
    some: tuple[tuple[str, Numbers], ...]

    def literals(self, rosters: RosterChoice) -> list[Literal]:
        """Return a literal for each person who may be there."""
        return [rosters.one_of(person, numbers) for person, numbers in self.some]

    def people(self, rosters: RosterChoice) -> Linear:
        """Return how many are there."""
        return self.fixed + sum(self.literals(rosters))


def headcount(
    facts: Facts,
    people: Iterable[str],
    spans_of: Callable[[str, int], list[Span]],
    edges: Iterable[int] = (),
) -> list[Piece]:
    """Cut time into pieces in which nobody comes or goes, with how many are there.

    `spans_of` says when a person is there in one of their rosters; `edges` cut as well.
    """
    spans = {p: [spans_of(p, number) for number in facts.numbers(p)] for p in people}
    points = {*edges, *(t for ways in spans.values() for own in ways for s in own for t in s)}
    pieces = []
    for a, b in pairwise(sorted(points)):
        fixed, some = 0, []
        for person, ways in spans.items():
            numbers = frozenset(n for n, own in enumerate(ways) if covers(own, a, b))
            if len(numbers) == len(ways):
                fixed += 1
            elif numbers:
                some.append((person, numbers))
        pieces.append(Piece(a, b, fixed, tuple(some)))
    return pieces
