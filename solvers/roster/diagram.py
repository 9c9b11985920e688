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
    from solvers.roster.rows import Mask, Values

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
    states = np.zeros((0, 1), dtype=np.int64)
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
        states = np.vstack([states, np.zeros((len(begun), states.shape[1]), dtype=np.int64)])
        walk = _Walk(rows, day, today, states)
        if not walk.through(least[day + 1], most[day + 1], widest):
            return None
        if not len(walk.tail):
            return []
        goes_on = last[today] > day
        active = today[goes_on]
        left = _forget(walk.reached(goes_on), rows, active, (least[day + 1], most[day + 1]))
        at, head = _alike(left)
        states = left[:, at]
        at, choice = _alike(walk.taken)
        choices = np.ascontiguousarray(walk.taken[:, at].T)
        layers.append(Layer(walk.variables, choices, walk.tail, head, choice, walk.began))
    return _smallest(layers)


class _Walk:
    """One day from all its states: each variable in turn, each value that it may have.

    Of states there is a column each, so that a row that changes is one piece of memory; rows that
    the day does not name are left where they are.
    """

    def __init__(self, rows: PersonRows, day: int, today: Values, states: Values) -> None:
        self.rows, self._states = rows, states
        self.began = states.shape[1]
        self.variables = rows.order[rows.day[rows.order] == day]
        self.tail = np.arange(self.began)
        self.taken = np.zeros((len(self.variables), self.began), dtype=np.int64)
        factors = rows.matrix[np.ix_(today, self.variables)]
        self._named = np.flatnonzero(factors.any(axis=1))
        self._today, self._factors = today[self._named], factors[self._named]
        self._sums = states[self._named]
        self._place = {int(row): place for place, row in enumerate(self._today)}
        self._one = int(rows.is_cell[self.variables].sum()) if day in rows.one else 0

    def reached(self, wanted: Mask) -> Values:
        """Return what the rows that are wanted have come to."""
        moved = np.zeros(len(wanted), dtype=bool)
        moved[self._named] = True
        reached = np.empty((int(wanted.sum()), len(self.tail)), dtype=np.int64)
        reached[~moved[wanted]] = self._states[wanted & ~moved][:, self.tail]
        reached[moved[wanted]] = self._sums[wanted[self._named]]
        return reached

    def through(self, least: Values, most: Values, widest: int) -> bool:
        """Go through the day; tell whether there are not too many ways through it.

        `least` and `most` are what later days can add to each row.
        """
        rows, today, factors = self.rows, self._today, self._factors
        low, high = rows.low[self.variables], rows.high[self.variables]
        room = _after(np.minimum(factors * low, factors * high)) + least[today][:, None]
        reach = _after(np.maximum(factors * low, factors * high)) + most[today][:, None]
        fewest, greatest = rows.least[today][:, None] - reach, rows.most[today][:, None] - room
        if self._one:
            self._choose(
                fewest[:, self._one - 1 : self._one], greatest[:, self._one - 1 : self._one]
            )
        for position, variable in enumerate(self.variables.tolist()):
            if len(self.tail) > widest:
                return False
            if position < self._one:
                continue
            values = self._take(position, variable)
            named = np.flatnonzero(factors[:, position])
            sums = self._sums[named]
            kept = (sums >= fewest[named, position : position + 1]).all(axis=0)
            kept &= (sums <= greatest[named, position : position + 1]).all(axis=0)
            kept &= values <= rows.high[variable]
            if not kept.all():
                self._keep(np.flatnonzero(kept))
        return len(self.tail) <= widest

    def _keep(self, kept: Values) -> None:
        self._sums, self.taken = self._sums[:, kept], self.taken[:, kept]
        self.tail = self.tail[kept]

    def _choose(self, fewest: Values, greatest: Values) -> None:
        """Take one of the cells of the day, or none: no more is allowed."""
        cells = self._factors[:, : self._one]
        named = np.flatnonzero(cells.any(axis=1))
        ways = [(np.zeros(len(named), dtype=np.int64), -1)]
        open_cells = np.flatnonzero(self.rows.high[self.variables[: self._one]] > 0)
        ways += [(cells[named, cell], cell) for cell in open_cells.tolist()]
        sums, taken, tail = [], [], []
        for factors, cell in ways:
            moved = self._sums[named] + factors[:, None]
            kept = (moved >= fewest[named]).all(axis=0) & (moved <= greatest[named]).all(axis=0)
            at = np.flatnonzero(kept)
            all_sums = self._sums[:, at]
            all_sums[named] = moved[:, at]
            of = self.taken[:, at]
            if cell >= 0:
                of[cell] = 1
            sums.append(all_sums)
            taken.append(of)
            tail.append(self.tail[at])
        self._sums, self.taken = np.hstack(sums), np.hstack(taken)
        self.tail = np.concatenate(tail)

    def _take(self, position: int, variable: int) -> Values:
        """Give the variable the value that follows, or each that it may have."""
        rows, factors = self.rows, self._factors[:, position]
        if variable in rows.decided:
            values = self._value(variable)
        else:
            values = np.arange(rows.low[variable], rows.high[variable] + 1)
            many, before = len(values), len(self.tail)
            values = np.tile(values, before)
            self._keep(np.repeat(np.arange(before), many))
        named = np.flatnonzero(factors)
        self._sums[named] += factors[named][:, None] * values
        self.taken[position] = values
        return values

    def _value(self, variable: int) -> Values:
        """Return the least that the rows that decide a variable leave to it."""
        rows, said = self.rows, self.rows.decided[variable]
        values = np.full(len(self.tail), rows.low[variable], dtype=np.int64)
        for row, factor in zip(said.rows.tolist(), said.factors.tolist(), strict=True):
            sums = self._sums[self._place[row]]
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
    free = np.where(high < INFINITE, greatest, np.where(low > -INFINITE, fewest, 0))[:, None]
    return np.where((sums >= fewest[:, None]) & (sums <= greatest[:, None]), free, sums)


def _alike(table: Values) -> tuple[Values, Values]:
    """Return where each different column of a table is first, and which of them each column is."""
    key = np.zeros(table.shape[1], dtype=np.int64)
    many = 1
    lows, highs = table.min(axis=1, initial=INFINITE), table.max(axis=1, initial=-INFINITE)
    for row in np.flatnonzero(lows < highs).tolist():
        values, low, high = table[row], int(lows[row]), int(highs[row])
        if many * (high - low + 1) > INFINITE:
            different, key = np.unique(key, return_inverse=True)
            many = len(different)
        if many * (high - low + 1) > INFINITE:
            kinds, values = np.unique(values, return_inverse=True)
            low, high = 0, len(kinds)
        key = key * (high - low + 1) + (values - low)
        many *= high - low + 1
    _, at, which = np.unique(key, return_index=True, return_inverse=True)
    return at, which


def _smallest(layers: list[Layer]) -> list[Layer]:
    """Make one of all states that the same choices lead on from; nothing where no path is left.

    A state is told by its arcs in the order of their choices, each a number: few, however many
    choices all states have together.
    """
    same: Values | None = None
    for layer in reversed(layers):
        if same is not None:
            head = same[layer.head]
            alive = head >= 0
            layer.tail, layer.choice = layer.tail[alive], layer.choice[alive]
            layer.head = head[alive]
        else:
            layer.head = np.zeros_like(layer.head)
        if not len(layer.tail):
            return []
        order = np.lexsort((layer.choice, layer.tail))
        tail, heads = layer.tail[order], int(layer.head.max()) + 1
        many = np.bincount(tail, minlength=layer.states)
        place = np.arange(len(tail)) - (np.cumsum(many) - many)[tail]
        table = np.full((int(many.max()), layer.states), -1, dtype=np.int64)
        table[place, tail] = (layer.choice * heads + layer.head)[order]
        at, which = _alike(table)
        dead = many[at] == 0
        same = np.where(dead, -1, np.cumsum(~dead) - 1)[which]
        kinds = table[:, at[~dead]].T
        layer.tail, places = np.nonzero(kinds >= 0)
        layer.choice, layer.head = np.divmod(kinds[layer.tail, places], heads)
        layer.states = len(kinds)
    return layers
