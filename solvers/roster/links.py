"""The rows that link people: what each person's row adds to them, and what they are worth to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.roster.blocks import SHARED
from solvers.roster.person_rows import INFINITE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from solvers.roster.blocks import Blocks
    from solvers.roster.rows import Rows, Values

    Floats = NDArray[np.float64]
    Entries = tuple[Values, Values, Values]
    """(link, place among the variables, factor) of each entry of the links."""

SCALE = 1000
"""Multipliers are whole thousandths, so that people's costs are whole numbers."""


class Links:
    """The links of a model that is taken apart by person.

    Attributes:
        low: the least that each link may come to.
        high: the greatest.
        shared: the variables that are nobody's alone.
        shared_entries: their entries.
        entries: those of each person.
    """

    def __init__(self, rows: Rows, blocks: Blocks) -> None:
        self._rows, self._blocks = rows, blocks
        self.low = np.array([rows.bounds[row][0] for row in blocks.links], dtype=float)
        self.high = np.array([rows.bounds[row][-1] for row in blocks.links], dtype=float)
        self.shared = np.flatnonzero(blocks.owner == SHARED)
        self.entries = [self._of(part.free) for part in blocks.parts]
        self.shared_entries = self._of(self.shared)

    def _of(self, variables: Values) -> Entries:
        rows = self._rows
        place = np.full(len(rows.low), -1, dtype=np.int64)
        place[variables] = np.arange(len(variables))
        link = np.full(len(rows.bounds), -1, dtype=np.int64)
        link[self._blocks.links] = np.arange(len(self._blocks.links))
        chosen = (place[rows.columns] >= 0) & (link[rows.row_of] >= 0)
        return link[rows.row_of[chosen]], place[rows.columns[chosen]], rows.factors[chosen]

    def named(self) -> NDArray[np.bool_]:
        """Return which variables a link names."""
        named = np.zeros(len(self._rows.low), dtype=bool)
        inside = np.isin(self._rows.row_of, self._blocks.links)
        named[self._rows.columns[inside]] = True
        return named

    def used(self, person: int, row: Values) -> Values:
        """Return what a person's row adds to each link."""
        link, place, factor = self.entries[person]
        used = np.bincount(link, weights=factor * row[place], minlength=len(self.low))
        return np.round(used).astype(np.int64)

    def whole(self, paid: Floats) -> Values:
        """Return multipliers in thousandths, none on a side that a link does not have."""
        whole = np.round(paid * SCALE).astype(np.int64)
        whole[(whole > 0) & (self.low <= -INFINITE)] = 0
        whole[(whole < 0) & (self.high >= INFINITE)] = 0
        return whole

    def worth(self, whole: Values) -> int:
        """Return what links and shared variables are worth at these multipliers, in thousandths.

        With what people come to at them, it is a bound for all rosters.
        """
        rows = self._rows
        total = float(np.where(whole > 0, whole * self.low, 0.0).sum())
        total += float(np.where(whole < 0, whole * self.high, 0.0).sum())
        shared = self._reduced(self.shared, self.shared_entries, whole)
        least, most = rows.low[self.shared], rows.high[self.shared]
        total += float(np.where(shared > 0, shared * least, shared * most).sum())
        return round(total) + SCALE * rows.same

    def prices(self, person: int, whole: Values) -> Values:
        """Return what each of a person's variables costs at these multipliers, in thousandths."""
        return self._reduced(self._blocks.parts[person].free, self.entries[person], whole)

    def _reduced(self, variables: Values, entries: Entries, whole: Values) -> Values:
        link, place, factor = entries
        worth = np.bincount(place, weights=whole[link] * factor, minlength=len(variables))
        return SCALE * self._rows.prices[variables] - np.round(worth).astype(np.int64)
