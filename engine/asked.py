"""How an answer is asked for, and what is told while it is worked out."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import BadInput, Fault

if TYPE_CHECKING:
    from models.plan import Plan
    from models.proposal import Certificate


GUARD_LEAST, GUARD_TIMES = 300.0, 60.0
"""Seconds after which a deterministic search is ended: so many, and so many for each unit asked."""


def guard_of(units: float) -> float:
    """Return the seconds after which a deterministic search of so many units is ended."""
    return GUARD_LEAST + GUARD_TIMES * units


@dataclass(frozen=True, slots=True)
class Asked:
    """How to solve.

    Attributes:
        profile: the profile whose exchange rates decide.
        deadline: seconds within which the answer is there; 0 asks for ring 0 alone. With
            `deterministic`, units of the solver's deterministic time for each search instead.
        seed: random seed of the search.
        workers: solver workers; by default one for each core.
        deterministic: whether the same input gives the same bytes, `timing` apart.
        options: whether the other profiles' plans are worked out too.
        tolerance: relative gap at which the search may stop.
    """

    profile: str = "balanced"
    deadline: float = 15.0
    seed: int = 0
    workers: int | None = None
    deterministic: bool = False
    options: bool = True
    tolerance: float = 0.0

    def check(self, profiles: tuple[str, ...]) -> None:
        """Raise `BadInput` when something asked for cannot be."""
        faults = []
        if self.profile not in profiles:
            known = ", ".join(sorted(profiles))
            faults.append(Fault("profile", self.profile[:64], "unknown", f"one of {known}"))
        if not 0 <= self.deadline <= 24 * 3600:
            faults.append(
                Fault("deadline", str(self.deadline), "out of range", "seconds from 0 to 86400")
            )
        if not 0 <= self.seed < 2**31:
            faults.append(Fault("seed", str(self.seed), "out of range", "from 0 to 2147483647"))
        if self.workers is not None and not 1 <= self.workers <= 256:
            faults.append(Fault("workers", str(self.workers), "out of range", "from 1 to 256"))
        if faults:
            raise BadInput(faults)

    def guarded(self) -> float | None:
        """Return the `time.monotonic()` at which a deterministic search begun now is ended.

        A unit takes about a second of one core, and what is not counted in units about as long
        again; a search that takes so much longer hangs.
        """
        if not self.deterministic:
            return None
        return time.monotonic() + guard_of(self.deadline)

    @property
    def cores(self) -> int:
        """The workers to use, and the searches that may run side by side."""
        return self.workers or len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class Given:
    """A plan from an earlier answer, with what was proven of it, if that was kept."""

    plan: Plan
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands: told whenever a better plan or bound is there.

    `seconds` count from the question; costs are over T2 to T6; `sentence` is for people.
    """

    stage: str
    ring: int
    cost: int | None
    lower_bound: int | None
    gap: float | None
    seconds: float
    sentence: str
