"""Where entries stand of a matrix whose entries are written one row after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.int64]


def starts_of(sizes: Values) -> Values:
    """Return where each row begins that has so many entries, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def places(starts: Values, rows: Values) -> Values:
    """Return where all entries of these rows stand, in the order of the rows.

    It takes as long as these rows are, however many others there are.
    """
    sizes = starts[rows + 1] - starts[rows]
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts[rows] - before, sizes) + np.arange(int(sizes.sum()))
