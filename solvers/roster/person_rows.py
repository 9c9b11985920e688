"""The rows about one person in the order of days: what a diagram is made from."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ortools.sat.python.cp_model_helper import ConstraintProto

    from solvers.roster.rows import Part, Values

INFINITE = 2**62
"""What a row's end beyond this says is nothing."""

WIDEST = 16
"""Values beyond which a variable that nothing determines is too much to try."""

LOOSE = 0.4
"""The part of what days can come to beyond which a limit seldom matters."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a variable takes once the others of some rows are known.

    Attributes:
        rows: the rows that say it.
        factors: its factor in each.
    """

    rows: Values
    factors: Values


class PersonRows:
    """The linear rows of one person, and the order in which their variables are decided.

    Attributes:
        low: the least value of each variable.
        high: the greatest.
        least: the least that each row may come to.
        most: the greatest.
        matrix: the factors; a row for each row, a column for each variable.
        is_cell: which variables are cells.
        day: the day on which each variable is decided.
        one: the days on which at most one cell is taken.
        decided: the variables whose value follows from the ones before them.
        possible: whether all that is asked is understood here.
    """

    def __init__(self, part: Part, day: Values, steady: Values) -> None:
        """Read a part; `day` is that of each cell, or -1; `steady` is each price, -1 if it varies.

        A price that is the same at all multipliers, and not negative, lets a variable that nothing
        else needs be as small as can be.
        """
        proto = part.model.proto
        self.low = np.array([v.domain[0] for v in proto.variables], dtype=np.int64)
        self.high = np.array([v.domain[1] for v in proto.variables], dtype=np.int64)
        self.possible = all(len(v.domain) == 2 for v in proto.variables)
        self.is_cell = day >= 0
        entries: list[tuple[dict[int, int], int, int]] = []
        for constraint in proto.constraints:
            read = _linear(constraint)
            self.possible = self.possible and read is not None
            entries += read or []
        self.least = np.array([low for _, low, _ in entries], dtype=np.int64)
        self.most = np.array([high for _, _, high in entries], dtype=np.int64)
        self.matrix = np.zeros((len(entries), len(day)), dtype=np.int64)
        for number, (factors, _, _) in enumerate(entries):
            self.matrix[number, list(factors)] = list(factors.values())
        self.day = self._days(day)
        self.order = np.lexsort((np.arange(len(day)), ~self.is_cell, self.day))
        self._place, self._steady = np.argsort(self.order), steady
        self._restrict()
        free = (~self.is_cell) & (self.high - self.low >= WIDEST)
        self.possible = self.possible and set(np.flatnonzero(free).tolist()) <= set(self.decided)

    def _days(self, day: Values) -> Values:
        """Return the day on which each variable is decided: a made one with the last it is of."""
        days = day.copy()
        last = int(day.max(initial=0))
        named = self.matrix != 0
        numbers = np.arange(len(day))
        newest = np.where(named, numbers, -1).max(axis=1, initial=-1)
        for variable in np.flatnonzero(~self.is_cell).tolist():
            others = named[newest == variable].any(axis=0) & (numbers < variable)
            days[variable] = days[others].max() if others.any() else last
        return days

    def _restrict(self) -> None:
        """Take note of what the rows say of days and of variables."""
        days = set(self.day[self.is_cell].tolist())
        self.one = {
            day for day in days if self._one(np.flatnonzero(self.is_cell & (self.day == day)))
        }
        self._decide()

    def _decide(self) -> None:
        """Note what follows: by rows that leave one value, or since the least is good enough."""
        named = self.matrix != 0
        last = np.where(named, self._place, -1).max(axis=1, initial=-1)
        self.decided: dict[int, Decided] = {}
        for variable in np.flatnonzero(~self.is_cell).tolist():
            factors = self.matrix[:, variable]
            complete = last == self._place[variable]
            equal = np.flatnonzero(named[:, variable] & complete & (self.least == self.most))
            raises = ((factors > 0) & (self.least > -INFINITE)) | (
                (factors < 0) & (self.most < INFINITE)
            )
            pinned = self._pinned(variable, np.flatnonzero(named[:, variable] & complete))
            if len(equal):
                self.decided[variable] = Decided(equal[:1], factors[equal[:1]])
            elif len(pinned):
                self.decided[variable] = Decided(pinned, factors[pinned])
            elif self._steady[variable] >= 0 and not (raises & ~complete).any():
                rows = np.flatnonzero(raises)
                self.decided[variable] = Decided(rows, factors[rows])

    def _pinned(self, variable: int, rows: Values) -> Values:
        """Return the row that leaves a variable one value at most, with those of the same sum.

        So a level is said that rounds a sum: it is in a row with room for less than its factor.
        """
        for row in rows.tolist():
            factor = int(self.matrix[row, variable])
            twins = rows[(self.matrix[rows] == self.matrix[row]).all(axis=1)]
            least, most = self.least[twins], self.most[twins]
            if int(most.min()) - int(least.max()) < abs(factor):
                at = np.argmax(least) if factor > 0 else np.argmin(most)
                pinned: Values = twins[[at]]
                return pinned
        return rows[:0]

    def without(self, rows: list[int]) -> PersonRows:
        """Return the same with some rows left out: more is allowed."""
        less = copy(self)
        kept = np.ones(len(self.least), dtype=bool)
        kept[rows] = False
        less.least, less.most, less.matrix = self.least[kept], self.most[kept], self.matrix[kept]
        less._restrict()  # noqa: SLF001 - it is one of these
        return less

    def loosest(self, days: int) -> list[int]:
        """Return the rows over half of the days or more that most often will not matter.

        Those with much room; where there are none, the one with most. Rows that hold the same sum
        from both sides, and those that say what a variable is, are no candidates.
        """
        least, most = (of[0] for of in self.rest(days))
        ratios: dict[int, float] = {}
        long = [row for row in range(len(self.matrix)) if self._days_of(row) > days // 2]
        sums = {row: self.matrix[row].tobytes() for row in long}
        alike = Counter(sums.values())
        for row in long:
            upper, lower = self.most[row] < INFINITE, self.least[row] > -INFINITE
            of_cells = self.is_cell[self.matrix[row] != 0].all()
            if alike[sums[row]] > 1 or upper == lower or not of_cells:
                continue
            room = self.most[row] - least[row] if upper else most[row] - self.least[row]
            ratios[row] = float(room) / max(1.0, float(most[row] - least[row]))
        loose = [row for row, ratio in ratios.items() if ratio >= LOOSE]
        return loose or sorted(ratios, key=lambda row: -ratios[row])[:1]

    def _days_of(self, row: int) -> int:
        """Return the days from the first that a row names to the last."""
        days = self.day[self.matrix[row] != 0]
        return int(np.ptp(days)) + 1 if len(days) else 0

    def allows(self, values: Values) -> bool:
        """Tell whether the values keep every row."""
        sums = self.matrix @ values
        return bool(((sums >= self.least) & (sums <= self.most)).all())

    def rest(self, days: int) -> tuple[Values, Values]:
        """Return the least and the most that the days from each on can add to each row.

        Both are arrays of (days + 1) times rows. Where a day has one cell at most, it adds one.
        """
        least = np.zeros((days + 1, len(self.least)), dtype=np.int64)
        most = np.zeros_like(least)
        for day in range(days - 1, -1, -1):
            cells = np.flatnonzero(self.is_cell & (self.day == day))
            made = np.flatnonzero(~self.is_cell & (self.day == day))
            low, high = span(self.matrix[:, made], self.low[made], self.high[made])
            least[day], most[day] = least[day + 1] + low, most[day + 1] + high
            of = self.matrix[:, cells]
            if day in self.one:
                least[day] += of.min(axis=1, initial=0)
                most[day] += of.max(axis=1, initial=0)
            else:
                low, high = span(of, self.low[cells], self.high[cells])
                least[day] += low
                most[day] += high
        return least, most

    def _one(self, cells: Values) -> bool:
        """Tell whether some row allows one of these cells at most."""
        if not len(cells) or self.low[cells].any():
            return False
        each = np.flatnonzero((self.matrix[:, cells] == 1).all(axis=1))
        others = self.matrix[each]
        others[:, cells] = 0
        least, _ = span(others, self.low, self.high)
        return bool((self.most[each] - least <= 1).any())


def span(factors: Values, low: Values, high: Values) -> tuple[Values, Values]:
    """Return the least and the most that variables within their domains add to each row."""
    up, down = np.maximum(factors, 0), np.minimum(factors, 0)
    return (up @ low + down @ high).astype(np.int64), (up @ high + down @ low).astype(np.int64)


def _linear(constraint: ConstraintProto) -> list[tuple[dict[int, int], int, int]] | None:
    """Return (factors, least, most) of the rows that say the same; None where there are none."""
    if constraint.has_linear() and not len(constraint.enforcement_literal):
        linear = constraint.linear
        if len(linear.domain) != 2:
            return None
        factors: dict[int, int] = {}
        for index, factor in zip(linear.vars, linear.coeffs, strict=True):
            factors[index] = factors.get(index, 0) + factor
        return [(factors, max(-INFINITE, linear.domain[0]), min(INFINITE, linear.domain[1]))]
    if constraint.has_lin_max():
        return _most_of(constraint)
    return None


def _most_of(constraint: ConstraintProto) -> list[tuple[dict[int, int], int, int]] | None:
    """Return rows that say that one variable is true where any of some literals is."""
    whole, parts = constraint.lin_max.target, constraint.lin_max.exprs
    both = [whole, *parts]
    if any(len(e.vars) != 1 or list(e.coeffs) != [1] or e.offset for e in both):
        return None
    target, names = whole.vars[0], [part.vars[0] for part in parts]
    if any(index < 0 for index in [target, *names]):
        return None
    rows = [({target: 1, name: -1}, 0, INFINITE) for name in names]
    return [*rows, ({target: 1} | dict.fromkeys(names, -1), -INFINITE, 0)]
