"""All rows of one person as a layered graph: a path is a row that keeps every rule about them.

A state is what the days so far have come to in each row that later days are part of; what can no
longer break a row is forgotten. States from which the same days lead to the same are one, so the
graph is the smallest for its order of days. It is read off the model's rows: new rules need nothing
here. The graph stays as it is at all prices, so a row is priced by one walk through it.

Source: decision diagrams as in Bergman, Cire, van Hoeve and Hooker 2016, exact ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solvers.roster.person_rows import INFINITE, span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from solvers.roster.person_rows import PersonRows
    from solvers.roster.rows import Values

WIDEST = 60_000
"""States, times what each may do, beyond which a day is too wide."""


@dataclass(slots=True)
class Layer:
    """One day of a diagram.

    Attributes:
        variables: those decided on the day.
        choices: the values that these may take, one row for each way.
        tail: the state in which each arc begins.
        head: the state of the next day in which it ends.
        choice: the way that it takes.
        states: how many states the day begins with.
    """

    variables: Values
    choices: Values
    tail: Values
    head: Values
    choice: Values
    states: int


def diagram(rows: PersonRows, days: int) -> list[Layer] | None:
    """Return the days of a person's diagram; None where it is too wide or has no path."""
    if not rows.possible:
        return None
    least, most = rows.rest(days)
    active = np.zeros(0, dtype=np.int64)
    states = np.zeros((1, 0), dtype=np.int64)
    first = np.full(len(rows.least), days, dtype=np.int64)
    last = np.full(len(rows.least), -1, dtype=np.int64)
    for number, factors in enumerate(rows.matrix):
        named = rows.day[factors != 0]
        first[number], last[number] = named.min(initial=days), named.max(initial=-1)
    layers = []
    for day in range(days):
        begun = np.flatnonzero(first == day)
        today = np.concatenate([active, begun])
        states = np.hstack([states, np.zeros((len(states), len(begun)), dtype=np.int64)])
        walk = _Walk(rows, day, today, states)
        if not walk.through(least[day + 1], most[day + 1]):
            return None
        active = np.flatnonzero((first <= day) & (last > day))
        left = walk.sums[:, [int(np.flatnonzero(today == row)[0]) for row in active]]
        left = _forget(left, rows, active, (least[day + 1], most[day + 1]))
        states, head = _alike(left)
        choices, choice = _alike(walk.taken)
        layers.append(Layer(walk.variables, choices, walk.tail, head, choice, walk.began))
    return _smallest(layers)


class _Walk:
    """One day from all its states: each variable in turn, each value that it may have."""

    def __init__(self, rows: PersonRows, day: int, today: Values, states: Values) -> None:
        self.rows, self.today, self.sums = rows, today, states
        self.began = len(states)
        self.variables = rows.order[rows.day[rows.order] == day]
        self.tail = np.arange(len(states))
        self.taken = np.zeros((len(states), len(self.variables)), dtype=np.int64)
        self._column = {int(row): column for column, row in enumerate(today)}

    def through(self, least: Values, most: Values) -> bool:
        """Go through the day; tell whether it has an end, and not too many ways to it."""
        rows, today = self.rows, self.today
        for position, variable in enumerate(self.variables.tolist()):
            self._take(position, variable)
            later = self.variables[position + 1 :]
            low, high = span(rows.matrix[np.ix_(today, later)], rows.low[later], rows.high[later])
            low, high = low + least[today], high + most[today]
            kept = self._inside(position)
            named = np.flatnonzero(rows.matrix[today, variable])
            for column in named.tolist():
                row, sums = today[column], self.sums[:, column]
                kept &= (sums + high[column] >= rows.least[row]) & (
                    sums + low[column] <= rows.most[row]
                )
            self.sums, self.taken = self.sums[kept], self.taken[kept]
            self.tail = self.tail[kept]
            if not 0 < len(self.tail) <= WIDEST:
                return False
        return True

    def _take(self, position: int, variable: int) -> None:
        """Give the variable the value that follows, or each that it may have."""
        rows = self.rows
        factors = rows.matrix[self.today, variable]
        if variable in rows.decided:
            values = self._value(variable)
        else:
            values = np.arange(rows.low[variable], rows.high[variable] + 1)
            many = len(values)
            values = np.tile(values, len(self.tail))
            self.sums = np.repeat(self.sums, many, axis=0)
            self.taken = np.repeat(self.taken, many, axis=0)
            self.tail = np.repeat(self.tail, many)
        named = np.flatnonzero(factors)
        self.sums[:, named] += values[:, None] * factors[named]
        self.taken[:, position] = values

    def _value(self, variable: int) -> Values:
        """Return the least that the rows that decide a variable leave to it."""
        rows, said = self.rows, self.rows.decided[variable]
        values = np.full(len(self.tail), rows.low[variable], dtype=np.int64)
        for row, factor in zip(said.rows.tolist(), said.factors.tolist(), strict=True):
            sums = self.sums[:, self._column[row]]
            missing = rows.least[row] - sums if factor > 0 else sums - rows.most[row]
            values = np.maximum(values, -(-missing // abs(factor)))
        return values

    def _inside(self, position: int) -> NDArray[np.bool_]:
        variable, values = self.variables[position], self.taken[:, position]
        inside: NDArray[np.bool_] = values <= self.rows.high[variable]
        return inside


def _forget(
    sums: Values, rows: PersonRows, active: Values, rest: tuple[Values, Values]
) -> Values:
    """Return the sums of the rows that go on, one number for all that can break them no more."""
    least, most = rest[0][active], rest[1][active]
    low, high = rows.least[active], rows.most[active]
    fewest = np.where(low > -INFINITE, low - least, -INFINITE)
    greatest = np.where(high < INFINITE, high - most, INFINITE)
    free = np.where(high < INFINITE, greatest, np.where(low > -INFINITE, fewest, 0))
    return np.where((sums >= fewest) & (sums <= greatest), free, sums)


def _alike(table: Values) -> tuple[Values, Values]:
    """Return the different rows of a table, and which of them each row is."""
    key = np.zeros(len(table), dtype=np.int64)
    many = 1
    for column in table.T:
        low, high = int(column.min(initial=0)), int(column.max(initial=0))
        if many * (high - low + 1) > INFINITE:
            different, key = np.unique(key, return_inverse=True)
            many = len(different)
        if many * (high - low + 1) > INFINITE:
            kinds, column = np.unique(column, return_inverse=True)
            low, high = 0, len(kinds)
        key = key * (high - low + 1) + (column - low)
        many *= high - low + 1
    _, at, which = np.unique(key, return_index=True, return_inverse=True)
    return table[at], which


def _smallest(layers: list[Layer]) -> list[Layer] | None:
    """Make one of all states that the same choices lead on from; None where no path is left."""
    same: Values | None = None
    for layer in reversed(layers):
        if same is not None:
            head = same[layer.head]
            alive = head >= 0
            layer.tail, layer.choice = layer.tail[alive], layer.choice[alive]
            layer.head = head[alive]
        else:
            layer.head = np.zeros_like(layer.head)
        table = np.full((layer.states, len(layer.choices)), -1, dtype=np.int64)
        table[layer.tail, layer.choice] = layer.head
        kinds, which = _alike(table)
        dead = (kinds < 0).all(axis=1)
        number = np.where(dead, -1, np.cumsum(~dead) - 1)
        same = number[which]
        kept = np.flatnonzero(~dead)
        if not len(kept):
            return None
        at, choice = np.nonzero(kinds[kept] >= 0)
        layer.tail, layer.choice = at, choice
        layer.head, layer.states = kinds[kept][at, choice], len(kept)
    return layers
