"""What columns weigh in the relaxation's rows: limits and cuts alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from solvers.day.cuts import Cut

    Floats = NDArray[np.float64]


class Weights:
    """The rows, and those of them that the master has."""

    def __init__(self, rows: Sequence[Cut]) -> None:
        self.most = np.array([row.most for row in rows], dtype=np.float64)
        self.rows = rows
        self.taken_up: dict[int, list[tuple[int, float]]] = {}

    def take_up(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield the columns of a row with their weights; from now on `of` knows it."""
        columns, weights = self.rows[row][:2]
        for column, weight in zip(columns.tolist(), weights.tolist(), strict=True):
            self.taken_up.setdefault(column, []).append((row, weight))
            yield column, weight

    def of(self, column: int) -> Sequence[tuple[int, float]]:
        """Return the rows taken up that a column weighs in, each with its weight."""
        return self.taken_up.get(column, ())

    def over(self, share: Floats) -> Floats:
        """Return by how much each row is exceeded, given how much of each column is taken."""
        sums = [(share[columns] * weights).sum() for columns, weights, *_ in self.rows]
        return np.array(sums, dtype=np.float64) - self.most

    def charged(self, paid: Floats, columns: int) -> Floats:
        """Return what each of so many columns pays at a price of each row."""
        total = np.zeros(columns)
        for row in np.flatnonzero(paid).tolist():
            weighed, weights = self.rows[row][:2]
            total[weighed] += paid[row] * weights
        return total
