"""What a search for a roster came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from models.errors import HuddleError
from solvers.roster.clock import WALL, Clock, Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.finding import Verdict
    from models.roster import RosterPlan


class Status(StrEnum):
    """How far a search came."""

    PROVEN = "proven"
    FOUND = "found"
    INFEASIBLE = "infeasible"
    OUT_OF_TIME = "out-of-time"


class Disagreement(HuddleError):
    """Model and check do not say the same of a roster, so nobody is shown it."""


@dataclass(frozen=True, slots=True)
class RosterLimits:
    """Limits of one search.

    Attributes:
        seconds: wall time, the making of the model included; units of work in deterministic mode.
        seed: random seed.
        workers: CP-SAT workers.
        deterministic: whether the same input must give the same roster.
    """

    seconds: float
    seed: int = 0
    workers: int = 2
    deterministic: bool = False

    @property
    def cores(self) -> int:
        """The workers that search: one where it must be the same each time, for several race."""
        return 1 if self.deterministic else self.workers

    def clock(self) -> Clock:
        """Return the clock of a search that begins now."""
        return Work() if self.deterministic else WALL


@dataclass(frozen=True, slots=True)
class Progress:
    """What a search has come to while it goes on; told by whichever thread has found it.

    Attributes:
        plan: makes the best roster so far, unchecked; None before there is one.
        gap_bound: no roster is short of fewer people (T0).
        bound: no roster that is as short of people costs less.
    """

    plan: Callable[[], RosterPlan] | None
    gap_bound: int
    bound: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A roster, if there is one, and what is proven of all rosters.

    Attributes:
        status: how far the search came.
        plan: the best roster found.
        verdict: what the check finds in it.
        gap_bound: no roster is short of fewer people (T0).
        bound: no roster that is as short of people costs less.
        seconds: how long it took, on the clock of its limits.
    """

    status: Status
    plan: RosterPlan | None
    verdict: Verdict | None
    gap_bound: int
    bound: int
    seconds: float

    @property
    def cost(self) -> int | None:
        """What the roster costs; None where there is none."""
        return None if self.verdict is None else self.verdict.cost

    @property
    def gap(self) -> float | None:
        """The part of the cost that may be too much; None where there is no roster."""
        if self.cost is None:
            return None
        return (self.cost - self.bound) / self.cost if self.cost else 0.0
