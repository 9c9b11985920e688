"""What time a search has: that of the wall, or work done, which is the same on every machine.

A search that is to give the same roster each time must not look at the wall's clock. It counts what
it does: CP-SAT's deterministic time, and what is done beside CP-SAT in steps that take about as
long as so many units. A unit is about a second of one core.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SOLVE = 0.01
"""Units that it takes to hand CP-SAT a model, and to presolve it, beside what CP-SAT counts."""

ENTRY = 2e-7
"""Units for each entry of a matrix that is read, written or multiplied."""


class Clock:
    """Seconds of wall time, as `time.monotonic()` has them.

    Attributes:
        counts: whether it counts work; then nothing may run beside anything else.
    """

    counts = False

    def now(self) -> float:
        """Return what time it is; times to end by are compared with it."""
        return time.monotonic()

    def limit(self, solver: cp_model.CpSolver, ends: float, effort: float = math.inf) -> None:
        """Have CP-SAT end when it is `ends`, or after so many of its deterministic seconds."""
        solver.parameters.max_time_in_seconds = max(0.01, ends - self.now())
        if math.isfinite(effort):
            solver.parameters.max_deterministic_time = effort

    def solved(self, solver: cp_model.CpSolver) -> None:
        """Take note of what CP-SAT has done."""

    def worked(self, entries: float) -> None:
        """Take note of what was done with so many entries of a matrix."""


class Work(Clock):
    """Units of work, from nothing on."""

    counts = True

    def __init__(self) -> None:
        self._done = 0.0

    def now(self) -> float:
        """Return the units of work done so far."""
        return self._done

    def limit(self, solver: cp_model.CpSolver, ends: float, effort: float = math.inf) -> None:
        """Have CP-SAT end when so much is done, or after so many of its deterministic seconds."""
        left = min(effort, max(0.0, ends - self._done))
        if math.isfinite(left):
            solver.parameters.max_deterministic_time = left

    def solved(self, solver: cp_model.CpSolver) -> None:
        """Count what CP-SAT has done."""
        self._done += SOLVE + solver.response_proto.deterministic_time

    def worked(self, entries: float) -> None:
        """Count what was done with so many entries of a matrix."""
        self._done += ENTRY * entries


WALL = Clock()
"""The clock of whoever asks for no other."""
