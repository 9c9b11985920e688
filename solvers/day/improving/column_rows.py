"""Rows over columns, column by column: what one more column in a plan breaks or costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from solvers.day.bounds.cuts import Cut

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

ROUNDING = 1e-6
"""What floating point may have added to a row."""


class ColumnRows:
    """How far each row is used by the columns that have been taken."""

    def __init__(self, rows: Sequence[Cut], columns: int) -> None:
        self.most = np.array([row.most for row in rows], dtype=np.float64)
        self.price = np.array([row.price for row in rows], dtype=np.float64)
        self.used = np.zeros(len(rows))
        none = np.zeros(0, dtype=np.int64)
        where = np.concatenate([none, *(row.columns for row in rows)])
        sizes = np.array([len(row.columns) for row in rows], dtype=np.int64)
        number = np.repeat(np.arange(len(rows)), sizes)
        weight = np.concatenate([np.zeros(0), *(row.weights for row in rows)])
        order = np.argsort(where.astype(np.int32))
        self._row, self._weight = number[order], weight[order]
        counts = np.bincount(where, minlength=columns)
        self._first = np.concatenate(([0], np.cumsum(counts)))

    def of(self, column: int) -> tuple[Numbers, Floats]:
        """Return the rows that a column weighs in, and what it weighs there."""
        here = slice(self._first[column], self._first[column + 1])
        return self._row[here], self._weight[here]

    def take(self, column: int, times: int = 1) -> None:
        """Take a column; -1 times to give it back."""
        rows, weights = self.of(column)
        self.used[rows] += times * weights

    def cost(self, column: int) -> float:
        """Return what rows cost more with one more column; infinite where one would be broken."""
        rows, weights = self.of(column)
        before = self.used[rows] - self.most[rows]
        more = np.maximum(0.0, before + weights) - np.maximum(0.0, before)
        changed = np.abs(more) > ROUNDING
        if not changed.any():
            return 0.0
        more, price = more[changed], self.price[rows[changed]]
        hard = np.isinf(price)
        if (more[hard] > 0).any():
            return float("inf")
        return float((more[~hard] * price[~hard]).sum())
