"""What columns weigh in the relaxation's rows: limits and cuts alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from solvers.day.bounds.cuts import Cut

    Floats = NDArray[np.float64]


class Weights:
    """The rows of the relaxation, those that its master has and those that it may yet have."""

    def __init__(self, rows: Sequence[Cut]) -> None:
        self.most = np.array([row.most for row in rows], dtype=np.float64)
        self.rows = rows
        none = np.zeros(0, dtype=np.int64)
        self._columns = np.concatenate([none, *(row.columns for row in rows)])
        self._weights = np.concatenate([np.zeros(0), *(row.weights for row in rows)])
        self._row = np.repeat(np.arange(len(rows)), [len(row.columns) for row in rows])

    def among(self, row: int, which: NDArray[np.bool_]) -> Iterator[tuple[int, float]]:
        """Yield those columns of a row that are told, with their weights."""
        columns, weights = self.rows[row][:2]
        chosen = which[columns]
        return zip(columns[chosen].tolist(), weights[chosen].tolist(), strict=True)

    def over(self, share: Floats) -> Floats:
        """Return by how much each row is exceeded, given how much of each column is taken."""
        weighed = share[self._columns]
        here = np.flatnonzero(weighed)
        sums = np.bincount(
            self._row[here], weights=weighed[here] * self._weights[here], minlength=len(self.rows)
        )
        return np.asarray(sums - self.most, dtype=np.float64)

    def charged(self, paid: Floats, columns: int) -> Floats:
        """Return what each of so many columns pays at a price of each row."""
        total = np.zeros(columns)
        for row in np.flatnonzero(paid).tolist():
            weighed, weights = self.rows[row][:2]
            total[weighed] += paid[row] * weights
        return total
