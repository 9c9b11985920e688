"""Sure times: when a visit's phases go on whatever its arrival, given when its provider begins.

In the core a visit has a literal for each start with its provider, and of arrivals before that
only the best are offered: nothing is held to them. But what comes before the provider begins, at
the latest, so that it can follow at once, and what comes after ends, at the earliest, when nothing
waits: the time between is taken in every plan that the literal stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.day.model.board import Literal
    from solvers.day.model.visits import OfferVars
    from solvers.day.placements.candidates import Template

    Taken = tuple[int, int, Literal]


def sure_times(tmpl: Template, held: OfferVars, first: int, last: int) -> Iterator[Taken]:
    """Yield (from, to, literal) in which the visit is between two of its phases, both included.

    There may be no time between them that is sure: such a literal is left out.
    """
    if not held.blocks:
        return
    block = min(held.blocks)
    before, after = sure_span(tmpl, block, first, last)
    for start, literal in zip(*held.blocks[block], strict=True):
        if start + before < start + after:
            yield start + before, start + after, literal


def sure_span(tmpl: Template, block: int, first: int, last: int) -> tuple[int, int]:
    """Return from and to how many minutes after a block's start two phases and all between last."""
    return _latest(tmpl, block, first), _earliest(tmpl, block, last)


def _latest(tmpl: Template, block: int, phase: int) -> int:
    """Return the phase's latest start after the block's; below 0 where it comes before."""
    own, offset = tmpl.place(phase)
    if own >= block:
        return offset + _between(tmpl, block, own, most=True)
    return offset - _between(tmpl, own, block, most=False)


def _earliest(tmpl: Template, block: int, phase: int) -> int:
    """Return the phase's earliest end after the block's start."""
    own, offset = tmpl.place(phase)
    end = offset + tmpl.phases[phase].minutes
    if own >= block:
        return end + _between(tmpl, block, own, most=False)
    return end - _between(tmpl, own, block, most=True)


def _between(tmpl: Template, one: int, other: int, *, most: bool) -> int:
    """Return the most or the least minutes from the start of a block to that of a later one."""
    return sum(
        tmpl.blocks[k - 1].length + (tmpl.blocks[k].lag_max if most else tmpl.blocks[k].lag_min)
        for k in range(one + 1, other + 1)
    )
