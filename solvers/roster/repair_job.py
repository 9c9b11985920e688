"""Repair and build as tasks for a process of their own: what is asked, and what they tell."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from models.roster_answer import Lean
from solvers.roster.outcome import Disagreement

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.roster import RosterPlan
    from models.roster_case import RosterCase
    from solvers.roster.outcome import Progress, RosterLimits

TELLING = 0.05
"""The part of the time in which a search may tell of what it has, before it has ended."""


class Aim(StrEnum):
    """What a repair makes as small as can be, one aim after the other.

    People short (T0); people missing for the best (T2); cells changed; cells changed of people who
    are neither volunteers nor on call; unfairness; most cells changed of one person; cost.
    """

    SHORT = "short"
    OPTIMUM = "optimum"
    CHANGES = "changes"
    UNASKED = "unasked"
    FAIRNESS = "fairness"
    MOST = "most"
    COST = "cost"


ORDERS: dict[Lean, tuple[Aim, ...]] = {
    Lean.FEWEST_CHANGES: (Aim.SHORT, Aim.CHANGES, Aim.UNASKED, Aim.COST),
    Lean.FAIREST: (Aim.SHORT, Aim.FAIRNESS, Aim.MOST, Aim.CHANGES, Aim.COST),
    Lean.CHEAPEST: (Aim.SHORT, Aim.COST, Aim.CHANGES, Aim.UNASKED),
    Lean.BEST_COVERED: (Aim.SHORT, Aim.OPTIMUM, Aim.CHANGES, Aim.UNASKED, Aim.COST),
}
"""The aims of each way to lean, in their order."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of one way to lean once another of its aims was searched for.

    Attributes:
        lean: which.
        plan: the best roster so far.
        bounds: for each aim searched so far, what no roster has less of that is as good in the
            aims before it.
        done: whether every aim was proven.
        spent: how long the search has taken so far, on the clock of its limits.
    """

    lean: Lean
    plan: RosterPlan
    bounds: dict[Aim, int]
    done: bool
    spent: float = 0.0


@dataclass(frozen=True, slots=True)
class Impossible:
    """No roster keeps all that must be."""


@dataclass(frozen=True, slots=True)
class RepairJob:
    """One repair to be searched for.

    Attributes:
        case: the case; its published roster is what changes are counted from.
        limits: seconds for all ways to lean together, seed, workers.
        start: a roster to begin with; a legal one is told as a first step.
        leans: the ways to lean; the first has most of the time.
    """

    case: RosterCase
    limits: RosterLimits
    start: RosterPlan
    leans: tuple[Lean, ...]

    def run(self, tell: Callable[[Any], None]) -> None:
        """Search, telling what is found."""
        # Imported where it runs: it brings the solver along.
        from solvers.roster.repair import Repair  # noqa: PLC0415

        Repair(self, tell).run()


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What a search has come to before its end, for whoever must end it.

    Attributes:
        plan: the best roster so far, unchecked; None where none of those told is to be shown.
        gap_bound: no roster is short of fewer people (T0).
        bound: no roster that is as short of people costs less.
    """

    plan: RosterPlan | None
    gap_bound: int = 0
    bound: int = 0


@dataclass(frozen=True, slots=True)
class BuildJob:
    """One roster to be built in a process of its own; it tells what it has, and the outcome."""

    case: RosterCase
    limits: RosterLimits

    def run(self, tell: Callable[[Any], None]) -> None:
        """Search, telling what is found."""
        from solvers.roster.search import search  # noqa: PLC0415

        try:
            tell(search(self.case, self.limits, _Seldom(tell)))
        except Disagreement:
            tell(Meanwhile(None))
            raise


class _Seldom:
    """Tells of better rosters, and takes a small part of the time for that."""

    def __init__(self, tell: Callable[[Any], None]) -> None:
        self._tell = tell
        self._began, self._spent = time.monotonic(), 0.0
        self._lock = threading.Lock()

    def __call__(self, progress: Progress) -> None:
        if progress.plan is None or not self._lock.acquire(blocking=False):
            return
        try:
            began = time.monotonic()
            if self._spent <= TELLING * (began - self._began):
                self._tell(Meanwhile(progress.plan(), progress.gap_bound, progress.bound))
                self._spent += time.monotonic() - began
        finally:
            self._lock.release()
