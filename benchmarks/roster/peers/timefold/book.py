"""What the Java side knows of an instance, and its numbers in the order in which they are read.

Java sees values (0 is a day off, the others are the format's shifts), people's rows with limits of
kinds of runs, of shifts, minutes and weekends, prices of cells, and cover. A price of 0 is for what
may not be. Where shifts are given out one by one, they are the rows, of one day, and people are the
values: then values have loads, and rows may be apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.roster.answers import Answer

NEVER_REACHED = 1 << 30
"""A limit where there is none."""


@dataclass(frozen=True, slots=True)
class Run:
    """Limits of a run: days at the least and most, how long it is before the first day, its price.

    `is_open` tells whether a run from the first day on may be short.
    """

    least: int
    most: int
    before: int = 0
    price: int = 0
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What one person's row is held to; `cells` has (day, value, price)."""

    allowed: list[list[int]]
    runs: list[Run]
    last: int = 0
    minutes: tuple[int, int] = (0, NEVER_REACHED)
    most: list[int] = field(default_factory=list)
    shifts: tuple[int, int, int, int] = (0, NEVER_REACHED, 0, 0)
    weekends: tuple[int, int, int, int] = (NEVER_REACHED, 0, 0, 0)
    cells: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Loads:
    """What rows are, where values take them; each unit beside what is owed costs one.

    Attributes:
        amounts: how much each row is.
        owed: how much each value is to take, from value 1 on.
        apart: for each row those that may not have the same value.
    """

    amounts: list[int]
    owed: list[int]
    apart: list[list[int]]


@dataclass(frozen=True, slots=True)
class Book:
    """All of an instance.

    Attributes:
        people: by name, in the order of the rows.
        shifts: the values from 1 on, as an answer names them.
        days: how many.
        minutes: of each shift.
        never: (value, value) that may not follow on the next day.
        inside: for each kind of run the values that are inside it.
        rows: what each person's row is held to.
        cover: (day, value, least, best, price of each under, price of each over).
        base: what an answer costs that meets no wish, before anything else.
        loads: None where rows are people's.
    """

    people: list[str]
    shifts: list[str]
    days: int
    minutes: list[int]
    never: set[tuple[int, int]]
    inside: list[set[int]]
    rows: list[Row]
    cover: list[tuple[int, int, int, int, int, int]]
    base: int = 0
    loads: Loads | None = None

    def text(self) -> str:
        """Return all numbers, with a space between them."""
        return " ".join(map(str, self._numbers()))

    def _numbers(self) -> Iterator[int]:
        values = range(len(self.shifts) + 1)
        yield from (len(self.people), self.days, len(values))
        yield min((minutes for minutes in self.minutes if minutes), default=1)
        yield from (0, *self.minutes)
        for one in values:
            yield from (int((one, other) in self.never) for other in values)
        yield len(self.inside)
        for inside in self.inside:
            yield from (int(value in inside) for value in values)
        for row in self.rows:
            yield from _row(row, len(self.shifts))
        yield from (self.base, len(self.cover))
        for cover in self.cover:
            yield from cover
        yield int(self.loads is not None)
        if self.loads is not None:
            for amount, apart in zip(self.loads.amounts, self.loads.apart, strict=True):
                yield from (amount, len(apart), *apart)
            yield from (0, *self.loads.owed)

    def values(self, text: str) -> list[list[int]]:
        """Return the value of each row and day, of a line as Java writes it."""
        numbers = [int(word) for word in text.split()]
        starts = range(0, len(numbers), self.days)
        return [numbers[start : start + self.days] for start in starts]

    def answer(self, text: str) -> Answer:
        """Return people's shifts, where rows are people's."""
        return {
            person: [(self.shifts[value - 1],) if value else () for value in row]
            for person, row in zip(self.people, self.values(text), strict=True)
        }


def _row(row: Row, shifts: int) -> Iterator[int]:
    yield from (row.last, *row.minutes)
    yield from (NEVER_REACHED, *(row.most or [NEVER_REACHED] * shifts))
    yield from (*row.shifts, *row.weekends)
    for run in row.runs:
        yield from (run.least, run.most, run.before, run.price, int(run.is_open))
    for allowed in row.allowed:
        yield from (len(allowed), *allowed)
    yield len(row.cells)
    for cell in row.cells:
        yield from cell
