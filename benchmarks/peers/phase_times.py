"""When the phases of a visit are held, by its arrival and the start of its provider's part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.peers.instance import ModeFacts

    Numbers = NDArray[np.int64]


def known_offsets(mode: ModeFacts) -> list[tuple[bool, int] | None]:
    """Say when each phase starts: (after the ways' start rather than arrival, minutes after it).

    None for a phase that can wait for itself.
    """
    phases = mode.phases
    known: list[tuple[bool, int] | None] = [None] * len(phases)
    first = next((k for k, phase in enumerate(phases) if phase.provider), None)
    known[0] = (False, 0)
    for k in range(1, len(phases)):
        before = known[k - 1]
        if before is None or phases[k].lag[0] != phases[k].lag[1]:
            break
        known[k] = (False, before[1] + phases[k - 1].minutes + phases[k].lag[0])
    if first is None:
        return known
    known[first] = (True, 0)
    for k in range(first + 1, len(phases)):
        before = known[k - 1]
        if before is None or phases[k].lag[0] != phases[k].lag[1]:
            break
        known[k] = (True, before[1] + phases[k - 1].minutes + phases[k].lag[0])
    for k in range(first - 1, -1, -1):
        after, lag = known[k + 1], phases[k + 1].lag
        if after is None or not after[0] or lag[0] != lag[1]:
            break
        known[k] = (True, after[1] - phases[k].minutes - lag[0])
    return known


def room_time(
    mode: ModeFacts,
    offsets: list[tuple[bool, int] | None],
    first: int,
    last: int,
    arrivals: Numbers,
    starts: Numbers,
) -> tuple[Numbers, Numbers]:
    """Return from when to when a room is held at the least."""
    begins = np.full(len(arrivals), 1 << 20, dtype=np.int64)
    ends = np.zeros(len(arrivals), dtype=np.int64)
    for k in range(first, last + 1):
        known = offsets[k]
        if known is not None:
            at = (starts if known[0] else arrivals) + known[1]
            begins, ends = np.minimum(begins, at), np.maximum(ends, at + mode.phases[k].minutes)
    return np.minimum(begins, ends), ends


def used_before(mode: ModeFacts) -> bool:
    """Tell whether a phase whose time goes by the arrival takes up staff, a device or a room."""
    offsets = known_offsets(mode)
    return any(
        bool(phase.groups) or phase.device is not None or phase.room
        for phase, known in zip(mode.phases, offsets, strict=True)
        if known is None or not known[0]
    )
