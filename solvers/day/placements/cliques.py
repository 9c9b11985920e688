"""Rows over time: which spans go on at the same minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solvers.day.model.board import Literal
    from solvers.day.model.occupancy import Taken


def cliques(taken: Sequence[Taken]) -> Iterator[list[Literal]]:
    """Yield, for the start of each span, the literals of all spans that go on then.

    In an interval graph every maximal clique is met at the start of one of its members, so these
    rows say all that pairwise conflicts say. Rows that are part of the one before are left out.
    """
    ordered = sorted(taken, key=lambda span: (span[0], span[1], span[2].index))
    running: list[Taken] = []
    position = 0
    while position < len(ordered):
        start = ordered[position][0]
        ended = [span for span in running if span[1] <= start]
        if ended and running:
            yield [literal for _, _, literal in running]
        running = [span for span in running if span[1] > start]
        while position < len(ordered) and ordered[position][0] == start:
            running.append(ordered[position])
            position += 1
    if running:
        yield [literal for _, _, literal in running]
