"""Spans of minutes, half open: what they share, hold and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HORIZON = 40 * 60
"""A minute after everything."""

Span = tuple[int, int]


def without(spans: Iterable[Span], cut: Iterable[Span]) -> list[Span]:
    """Return the spans less the cuts, in order."""
    left = sorted(spans)
    for begin, end in cut:
        left = [
            piece
            for a, b in left
            for piece in ((a, min(b, begin)), (max(a, end), b))
            if piece[0] < piece[1]
        ]
    return left


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the spans with those that touch or overlap made one."""
    result: list[Span] = []
    for a, b in sorted(spans):
        if result and a <= result[-1][1]:
            result[-1] = (result[-1][0], max(b, result[-1][1]))
        else:
            result.append((a, b))
    return result


def overlaps(spans: Iterable[Span], start: int, end: int) -> bool:
    """Tell whether [start, end) shares a minute with one of the spans."""
    return any(a < end and start < b for a, b in spans)


def covers(spans: Iterable[Span], start: int, end: int) -> bool:
    """Tell whether one of the spans holds all of [start, end)."""
    return any(a <= start and end <= b for a, b in spans)


def most_at_once(spans: Iterable[Span], start: int, end: int) -> int:
    """Return how many of the spans hold a minute of [start, end) at the most."""
    near = [(a, b) for a, b in spans if a < end and start < b and start < end]
    times = {start, *(a for a, _ in near if a > start)}
    return max(sum(a <= time < b for a, b in near) for time in times)
