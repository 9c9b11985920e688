"""What a search is held to, and what it tells while it runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.finding import Tier

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.plan import Plan


TRADED = (Tier.T2, Tier.T3, Tier.T4, Tier.T5, Tier.T6)
"""The tiers that trade against each other at the exchange rates."""

HARM_WEIGHT = 1000
"""What a unit of T1 weighs while the least T1 is not known: more than any plan's gain for it."""

FIRST_FIT, WHOLE = 1, 2
"""The rings after ring 0: visits hit, placed one by one; and the whole office."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one search.

    Attributes:
        seconds: wall time; in deterministic mode, units of CP-SAT's deterministic time instead.
        seed: random seed.
        workers: CP-SAT workers.
        deterministic: whether the same input must give the same bytes.
        tolerance: stop when the gap to a bound for the whole problem is at most this.
        first: stop when what was hit has been placed without moving anybody.
        fitted: that was done before for the plan to start from.
        prices: tell what visits and time are worth, for a search over several parts.
    """

    seconds: float
    seed: int = 0
    workers: int = 2
    deterministic: bool = False
    tolerance: float = 0.0
    first: bool = False
    fitted: bool = False
    prices: bool = False


Key = tuple[int, int, int]
"""What plans are compared by: T0, T1, and the cost over T2 to T6."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan the search has found, with the key that the model gives it."""

    ring: int
    plan: Plan
    key: Key


@dataclass(frozen=True, slots=True)
class Bound:
    """What is proven of the whole problem; None where nothing is yet.

    `t0` is the least T0, `t1` the least T1 with that T0, and `cost` a lower bound on T2 to T6 of
    all plans whose (T0, T1) are at most `given`; `ring` is the ring that gave it.
    """

    t0: int | None = None
    t1: int | None = None
    cost: int | None = None
    given: tuple[int, int] | None = None
    ring: int | None = None

    def said_more_than(self, other: Bound) -> bool:
        """Tell whether it is no weaker than another bound, or one for other (T0, T1)."""
        if other.cost is None or (self.given is not None and self.given != other.given):
            return self.t0 is not None or other.t0 is None
        return self.given == other.given and (self.cost or 0) >= other.cost


ROUNDING = 1e-3
"""What floating point may have added to a sum of bounds; costs are whole numbers."""


def summed(t0: int, t1: int | None, least: float, given: tuple[int, int]) -> Bound:
    """Return the bound on the whole problem that the bounds of its parts add up to."""
    return Bound(t0, t1, max(0, math.ceil(least - ROUNDING)), given, WHOLE)


@dataclass(frozen=True, slots=True)
class Stage:
    """The search has come to a new stage."""

    name: str
    ring: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that should never happen; the answer stands, but somebody must look at it."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Worth:
    """What the relaxation says that things are worth, T1 weighed in.

    Attributes:
        bound: no plan costs less.
        visits: by how much the bound falls when the visit goes elsewhere, by visit.
        minutes: the price of each minute of a provider's time, from midnight on, by provider.
    """

    bound: float
    visits: dict[str, float]
    minutes: dict[str, NDArray[np.float64]]


Message = Found | Bound | Stage | Trouble | Worth


def rounded(least: float) -> float:
    """Return the whole number that a cost above `least` comes to; infinite stays infinite."""
    return math.ceil(least - ROUNDING / 2) if math.isfinite(least) else least
