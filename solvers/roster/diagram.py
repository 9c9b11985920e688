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

from solvers.roster.person_rows import INFINITE

if TYPE_CHECKING:
    from solvers.roster.person_rows import PersonRows
    from solvers.roster.rows import Values

WIDEST = 20_000
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


def diagram(rows: PersonRows, days: int, widest: int | None = None) -> list[Layer] | None:
    """Return the days of a person's diagram: none where it has no path; None where it is too wide.

    None as well where something is asked that is not understood here. A day is too wide with more
    than `widest` states, times what each may do, or WIDEST where that is left out.
    """
    if not rows.possible:
        return None
    widest = WIDEST if widest is None else widest
    least, most = rows.rest(days)
    active = np.zeros(0, dtype=np.int64)
    states = np.zeros((1, 0), dtype=np.int64)
    first = np.full(len(rows.least), days, dtype=np.int64)
    last = np.full(len(rows.least), -1, dtype=np.int64)
    named = rows.matrix != 0
    if len(rows.day):
        first = np.where(named, rows.day, days).min(axis=1)
        last = np.where(named, rows.day, -1).max(axis=1)
    layers = []
    for day in range(days):
        begun = np.flatnonzero(first == day)
        today = np.concatenate([active, begun])
        states = np.hstack([states, np.zeros((len(states), len(begun)), dtype=np.int64)])
        walk = _Walk(rows, day, today, states)
        if not walk.through(least[day + 1], most[day + 1], widest):
            return None
        if not len(walk.tail):
            return []
        goes_on = last[today] > day
        active = today[goes_on]
        left = _forget(walk.sums[:, goes_on], rows, active, (least[day + 1], most[day + 1]))
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
        self._factors = rows.matrix[np.ix_(today, self.variables)]
        self._column = {int(row): column for column, row in enumerate(today)}

    def through(self, least: Values, most: Values, widest: int) -> bool:
        """Go through the day; tell whether there are not too many ways through it.

        `least` and `most` are what later days can add to each row.
        """
        rows, today, factors = self.rows, self.today, self._factors
        low, high = rows.low[self.variables], rows.high[self.variables]
        room = _after(np.minimum(factors * low, factors * high)) + least[today][:, None]
        reach = _after(np.maximum(factors * low, factors * high)) + most[today][:, None]
        first = self._cells()
        if first > 1:
            self._choose(first, reach[:, first - 1], room[:, first - 1])
        for position, variable in enumerate(self.variables.tolist()):
            if position < first and first > 1:
                continue
            values = self._take(position, variable)
            named = np.flatnonzero(factors[:, position])
            sums, of = self.sums[:, named], today[named]
            kept = (sums + reach[named, position] >= rows.least[of]).all(axis=1)
            kept &= (sums + room[named, position] <= rows.most[of]).all(axis=1)
            kept &= values <= rows.high[variable]
            if not kept.all():
                self.sums, self.taken = self.sums[kept], self.taken[kept]
                self.tail = self.tail[kept]
            if len(self.tail) > widest:
                return False
        return len(self.tail) <= widest

    def _cells(self) -> int:
        """Return how many of the day's variables come first of which one at most is taken."""
        cells = self.rows.cells_first(self.variables)
        return len(cells) if self.rows.one_at_most(cells) else 0

    def _choose(self, many: int, reach: Values, room: Values) -> None:
        """Take none of the first variables, or one; `reach` and `room` are what may follow."""
        rows, named = self.rows, np.flatnonzero(self._factors[:, :many].any(axis=1))
        of = self.today[named]
        choices = np.vstack([np.zeros((1, many), dtype=np.int64), np.eye(many, dtype=np.int64)])
        adds = choices @ self._factors[named, :many].T
        sums = self.sums[:, None, named] + adds
        kept = (sums + reach[named] >= rows.least[of]).all(axis=2)
        kept &= (sums + room[named] <= rows.most[of]).all(axis=2)
        state, choice = np.nonzero(kept)
        self.sums, self.taken, self.tail = self.sums[state], self.taken[state], self.tail[state]
        self.sums[:, named] = sums[state, choice]
        self.taken[:, :many] = choices[choice]

    def _take(self, position: int, variable: int) -> Values:
        """Give the variable the value that follows, or each that it may have."""
        rows, factors = self.rows, self._factors[:, position]
        if variable in rows.decided:
            values = self._value(variable)
        else:
            values = np.arange(rows.low[variable], rows.high[variable] + 1)
            many, before = len(values), len(self.tail)
            values = np.tile(values, before)
            at = np.repeat(np.arange(before), many)
            self.sums, self.taken, self.tail = self.sums[at], self.taken[at], self.tail[at]
        named = np.flatnonzero(factors)
        self.sums[:, named] += values[:, None] * factors[named]
        self.taken[:, position] = values
        return values

    def _value(self, variable: int) -> Values:
        """Return the least that the rows that decide a variable leave to it."""
        rows, said = self.rows, self.rows.decided[variable]
        values = np.full(len(self.tail), rows.low[variable], dtype=np.int64)
        for row, factor in zip(said.rows.tolist(), said.factors.tolist(), strict=True):
            sums = self.sums[:, self._column[row]]
            missing = rows.least[row] - sums if factor > 0 else sums - rows.most[row]
            values = np.maximum(values, -(-missing // abs(factor)))
        return values


def _after(table: Values) -> Values:
    """Return for each column the sum of those after it."""
    after = np.zeros_like(table)
    after[:, :-1] = np.cumsum(table[:, :0:-1], axis=1)[:, ::-1]
    return after


def _forget(sums: Values, rows: PersonRows, active: Values, rest: tuple[Values, Values]) -> Values:
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
    for values in table.T:
        column = values
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


def _smallest(layers: list[Layer]) -> list[Layer]:
    """Make one of all states that the same choices lead on from; nothing where no path is left."""
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
            return []
        at, choice = np.nonzero(kinds[kept] >= 0)
        layer.tail, layer.choice = at, choice
        layer.head, layer.states = kinds[kept][at, choice], len(kept)
    return layers
