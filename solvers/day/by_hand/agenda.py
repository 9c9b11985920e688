"""An agenda: when one person, room or device is taken; asked often, changed now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.known.spans import overlaps

if TYPE_CHECKING:
    from solvers.day.known.spans import Span


def bits(start: int, end: int) -> int:
    """Return the minutes of [start, end) as bits, by their number from midnight."""
    return ((1 << (end - start)) - 1) << start if start < end else 0


class Agenda:
    """Spans that are taken, which may overlap, and their minutes as bits.

    Attributes:
        minutes: how long the spans are together.
    """

    __slots__ = ("_spans", "_taken", "minutes")

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._taken = 0
        self.minutes = 0

    def append(self, span: Span) -> None:
        """Take a span."""
        self._spans.append(span)
        self._taken |= bits(*span)
        self.minutes += span[1] - span[0]

    def remove(self, span: Span) -> None:
        """Give a span back; what others hold of it stays taken."""
        self._spans.remove(span)
        self.minutes -= span[1] - span[0]
        self._taken = 0
        for start, end in self._spans:
            self._taken |= bits(start, end)

    def meets(self, start: int, end: int) -> bool:
        """Tell whether [start, end) shares a minute with what is taken."""
        if start < end:
            return bool(self._taken & bits(start, end))
        return overlaps(self._spans, start, end)
