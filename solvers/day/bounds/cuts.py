"""Cuts: rows over columns that the relaxation is told of where its solution breaks them.

There are thousands, one for each minute and kind of thing that is shared, and few of them matter.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from solvers.day.bounds.columns import Chunk

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]


class Cut(NamedTuple):
    """Of the columns so many at the most, each by its weight, are in a plan.

    Attributes:
        columns: positions of columns, each once.
        weights: what each of them weighs.
        most: what the weights of the columns in a plan come to at the most.
        price: what each unit costs by which they come to more, where they may.
    """

    columns: Numbers
    weights: Floats
    most: float
    price: float = inf


def cut_of(weights: Floats, most: float) -> Cut:
    """Return the row that says what the weights of all columns sum to at the most."""
    columns = np.flatnonzero(weights)
    return Cut(columns, weights[columns], float(most))


class Spans(NamedTuple):
    """Some columns, each with a span of time in which something is taken."""

    columns: Numbers
    begin: Numbers
    end: Numbers

    @property
    def lasting(self) -> Spans:
        """Those whose span is not empty."""
        return self.those(self.begin < self.end)

    def those(self, which: NDArray[np.bool_]) -> Spans:
        """Those that are told."""
        return Spans(self.columns[which], self.begin[which], self.end[which])

    def at(self, minute: int) -> Numbers:
        """Return the columns whose spans go on at a minute, each once, in order."""
        return self.those((self.begin <= minute) & (minute < self.end)).each_once

    @property
    def each_once(self) -> Numbers:
        """The columns, each once, in order."""
        here = np.sort(self.columns)
        first = np.ones(len(here), dtype=np.bool_)
        np.not_equal(here[1:], here[:-1], out=first[1:])
        return np.asarray(here[first], dtype=np.int64)

    def from_(self, minute: int) -> Spans:
        """Those that begin at a minute or after it."""
        return self.those(self.begin >= minute)


def spans_of(chunk: Chunk, before: int, after: int) -> Spans:
    """Return a chunk's columns with the span from and to so many minutes after their start."""
    columns = np.arange(chunk.first, chunk.first + len(chunk.starts), dtype=np.int64)
    return Spans(columns, chunk.starts + before, chunk.starts + after)


def together(spans: Iterable[Spans]) -> Spans:
    """Return all of them as one."""
    none = np.zeros(0, dtype=np.int64)
    listed = [*spans, Spans(none, none, none)]
    return Spans(*(np.concatenate(each) for each in zip(*listed, strict=True)))


def at_each_start(spans: Spans, most: int) -> Iterator[Cut]:
    """Yield, for each minute at which one of the spans begins, that so many go on at the most."""
    yield from ((Cut(c, np.ones(len(c)), most)) for _, c in going_on(spans) if len(c) > most)


def going_on(spans: Spans) -> Iterator[tuple[int, Numbers]]:
    """Yield each minute at which a span begins, and the columns whose spans go on then."""
    spans = spans.lasting
    for minute in np.unique(spans.begin).tolist():
        yield minute, spans.at(minute)
