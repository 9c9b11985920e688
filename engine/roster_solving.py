"""Searches for rosters in processes of their own, ended when time is up; what they told is kept."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.warm import WORKERS
from models.errors import BadInput, Fault
from solvers.process import Died, Hung
from solvers.roster.outcome import RosterLimits

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator
    from typing import Any

    from solvers.process import Task

log = logging.getLogger("huddle.roster")

MARGIN = 0.9
"""The part of the time that the search has; the rest is for words, and for what overruns."""

LONGEST = 24 * 3600


@dataclass(frozen=True, slots=True)
class RosterAsked:
    """How to solve.

    Attributes:
        deadline: seconds within which the answer is there.
        seed: random seed of the search.
        workers: solver workers; by default two.
        options: whether the other ways to lean are worked out too.
    """

    deadline: float = 15.0
    seed: int = 0
    workers: int | None = None
    options: bool = True

    def check(self) -> None:
        """Raise `BadInput` when something asked for cannot be."""
        if not 0 <= self.deadline <= LONGEST:
            expected = f"seconds from 0 to {LONGEST}"
            raise BadInput([Fault("deadline", str(self.deadline), "out of range", expected)])

    def limits(self, seconds: float) -> RosterLimits:
        """Return the limits of a search of so many seconds."""
        return RosterLimits(max(0.0, seconds), self.seed, self.workers or 2)


@dataclass(slots=True)
class Search:
    """One search: what it tells, and what went wrong with it."""

    deadline: float
    stop: threading.Event | None = None
    troubles: list[str] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Seconds left until the deadline, a value of `time.monotonic()`."""
        return self.deadline - time.monotonic()

    def told(self, task: Task) -> Iterator[Any]:
        """Yield what the task tells until the deadline."""
        with WORKERS.borrow() as worker:
            for message in worker.run(task, self.deadline, self.stop):
                if isinstance(message, Died | Hung):
                    log.error("roster search: %s", message.sentence)
                    self.troubles.append(message.sentence)
                else:
                    yield message
