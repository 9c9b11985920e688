"""Spans of providers' time that are paid for as a whole, in the relaxation.

Each is a decision of its own: it is used by whatever goes on in it, and costs once. Spans of one
provider may lie within each other. Their multipliers, one for each minute, stand in one array.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from solvers.day.bounds.columns import Shared

    Floats = NDArray[np.float64]


class SharedTime:
    """The shared spans of some columns.

    Attributes:
        size: minutes of all spans.
        groups: the groups that cap spans, with their positions among the multipliers of groups.
        group_most: of each group, how many spans at the most are used.
    """

    def __init__(self, spans: Sequence[Shared], resources: int) -> None:
        self.spans = spans
        self.first = np.cumsum([0, *(span.end - span.start for span in spans)])
        self.size = int(self.first[-1])
        self.on: list[list[tuple[int, Shared]]] = [[] for _ in range(resources)]
        for number, span in enumerate(spans):
            self.on[span.resource].append((number, span))
        most = {name: float(most) for span in spans for name, most in span.caps}
        self.groups = {name: position for position, name in enumerate(most)}
        self.group_most = np.array(list(most.values()))

    def at(self, resource: int, point: int) -> Iterator[int]:
        """Yield the numbers of the spans that a minute of a resource lies in."""
        return (number for number, span in self.on[resource] if span.start <= point < span.end)

    def position(self, number: int, point: int) -> int:
        """Return where the multiplier of a minute of a span stands."""
        return int(self.first[number]) + point - self.spans[number].start

    def by_minute(self, paid: Floats, minutes: int) -> Floats:
        """Return what each minute of each resource costs who uses shared spans."""
        total = np.zeros((len(self.on), minutes))
        for number, span in enumerate(self.spans):
            total[span.resource, span.start : span.end] += self._of(paid, number)
        return total

    def gain(self, paid: Floats, groups: Floats) -> float:
        """Return by how much the spans that are worth using lower the bound."""
        total = 0.0
        for number, span in enumerate(self.spans):
            dear = span.price + sum(groups[self.groups[name]] for name, _ in span.caps)
            total += max(0.0, float(self._of(paid, number).sum() - dear))
        return total

    def _of(self, paid: Floats, number: int) -> Floats:
        return paid[self.first[number] : self.first[number + 1]]
