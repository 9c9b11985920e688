"""How long consultations and the pauses between them are: fitted to real ones, drawn from a seed.

The parameters are maximum-likelihood fits of log-normal distributions to the 3,255 consultations
and 241 pauses of an outpatient clinic (Feng et al. 2023, MIT); `python -m scenarios.generator.fit`
prints them again from the data. Greatest distance between the fitted and the observed distribution
function: 0.010 for consultations, 0.073 for pauses.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator

LONGEST_BOOKED = 60
"""Longer consultations are booked as this many minutes."""


@dataclass(frozen=True)
class LogNormal:
    """A log-normal distribution of seconds: mean and deviation of their natural logarithm."""

    mu: float
    sigma: float

    @property
    def mean(self) -> float:
        """The expected seconds."""
        return exp(self.mu + self.sigma**2 / 2)

    def below(self, seconds: float) -> float:
        """Return the probability of fewer seconds."""
        return (1 + erf((log(seconds) - self.mu) / self.sigma / sqrt(2))) / 2

    def draw(self, rng: Generator, count: int) -> np.ndarray:
        """Draw so many seconds."""
        return rng.lognormal(self.mu, self.sigma, count)


CONSULTATION = LogNormal(mu=6.600, sigma=0.427)
"""Seconds with the provider: median 735, mean 805, ninetieth percentile 1,270."""

PAUSE = LogNormal(mu=5.387, sigma=1.527)
"""Seconds between two consultations, where the second does not follow at once."""

PAUSE_SHARE = 0.079
"""How many consultations are followed by a pause."""

OPENING_SPREAD = 5.3
"""Standard deviation, in minutes, of the first start of a session around its usual time."""


def booked_minutes(rng: Generator, count: int, grid: int = 5) -> list[int]:
    """Draw consultations as a book has them: whole multiples of `grid` minutes, at least one."""
    minutes = CONSULTATION.draw(rng, count) / 60
    rounded = np.clip(np.rint(minutes / grid) * grid, grid, LONGEST_BOOKED)
    return [int(value) for value in rounded]


def mean_booked_minutes(grid: int = 5) -> float:
    """Return the mean of what `booked_minutes` draws."""
    steps = range(grid, LONGEST_BOOKED, grid)
    return grid + grid * sum(1 - CONSULTATION.below((at + grid / 2) * 60) for at in steps)


def pause_minutes(rng: Generator, share: float, grid: int = 5, longest: int = 45) -> int:
    """Draw the pause after a visit: none with probability 1 - share; multiples of `grid`."""
    if rng.random() >= share:
        return 0
    minutes = min(float(PAUSE.draw(rng, 1)[0]) / 60, longest)
    return int(np.ceil(minutes / grid) * grid)
