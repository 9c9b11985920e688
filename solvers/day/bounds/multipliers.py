"""Multipliers: what time and limits are worth, and the bound that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(slots=True)
class Multipliers:
    """A price of each minute of each resource, and the bound that follows.

    Attributes:
        bound: no plan costs less.
        reduced: for each column, by how much at least a plan with it costs more than `bound`.
        least: for each job, the least that one of its columns comes to at these prices.
        minutes: the price of each minute of each resource.
        paid: all the multipliers.
    """

    bound: float
    reduced: Floats
    least: Floats
    minutes: Floats
    paid: Floats
