"""Exclusive sets: of a provider's phases that go on at one minute, one at the most is held.

Whatever follows from a phase (a slot is used, the shift runs over) is said once for each such set
instead of once for each start: fewer rows, and a far better bound, since all starts of all visits
that share a minute share one unit of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.placements.cliques import cliques

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from solvers.day.model.board import Board, Literal
    from solvers.day.model.occupancy import Taken
    from solvers.day.placements.template_time import ProviderPhase


def exclusive(board: Board, phases: Iterable[ProviderPhase]) -> Iterator[list[Literal]]:
    """Yield sets of the phases' literals, all of them in some, of which at most one holds each.

    The provider is one and the same. Phases that may be held as one with others, and those that
    lie in the past, stand alone.
    """
    now = board.facts.now
    spans: dict[bool, list[Taken]] = {True: [], False: []}
    for phase in phases:
        if phase.grouped or phase.end <= now:
            yield [phase.literal]
        else:
            span = (max(phase.start, now), phase.end, phase.literal)
            spans[phase.double].append(span)
    for taken in spans.values():
        yield from cliques(taken)
