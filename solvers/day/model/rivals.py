"""Uses of a pool that cannot be served at once, told from their numbers alone.

Phases that need several people at once soon leave too few for one another. A cumulative row over
each union of members says so as well, but no solver reads it off several rows that two such
phases exclude each other, and all pairs of a clique together; written down, that is the proof.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from solvers.day.model.pools import Use

MOST_CALLS = 200
"""Phases up to which every pair of them is looked at."""


def joint(uses: Sequence[Use]) -> list[list[Use]]:
    """Return the uses together that one phase makes at the same time, if it makes them at all."""
    calls: dict[object, list[Use]] = {}
    for use in uses:
        together = (use.apart, use.literal.index, use.size)
        calls.setdefault(id(use) if use.apart is None else together, []).append(use)
    return list(calls.values())


def rivals(
    calls: Sequence[Sequence[Use]], places: Mapping[frozenset[str], int]
) -> Iterator[list[int]]:
    """Yield positions of calls no two of which can be served at once; every such pair is in one.

    Where every phase needs one person only there is nothing to say that the rows do not say.
    """
    several = any(len(call) > 1 for call in calls)
    if not several or len(calls) > MOST_CALLS:
        return
    needs = [
        {union: sum(use.allowed <= union for use in call) for union in places} for call in calls
    ]
    apart: list[set[int]] = [set() for _ in calls]
    left: set[tuple[int, int]] = set()
    for one, other in combinations(range(len(calls)), 2):
        if any(needs[one][union] + needs[other][union] > places[union] for union in places):
            apart[one].add(other)
            apart[other].add(one)
            left.add((one, other))
    while left:
        clique = list(min(left))
        common = apart[clique[0]] & apart[clique[1]]
        while common:
            nearest = max(common, key=lambda position: (len(apart[position] & common), -position))
            clique.append(nearest)
            common &= apart[nearest]
        left -= set(combinations(sorted(clique), 2))
        yield sorted(clique)
