"""Searches for rosters in processes of their own, ended when time is up; what they told is kept."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.asked import guard_of
from engine.solving.warm import WORKERS
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
        deadline: seconds within which the answer is there. With `deterministic`, units of work for
            each search instead; a unit takes about a second of one core.
        seed: random seed of the search.
        workers: solver workers; by default two. A deterministic search has one, whatever is asked.
        options: whether the other ways to lean are worked out too.
        deterministic: whether the same input gives the same bytes.
    """

    deadline: float = 15.0
    seed: int = 0
    workers: int | None = None
    options: bool = True
    deterministic: bool = False

    def check(self) -> None:
        """Raise `BadInput` when something asked for cannot be."""
        if not 0 <= self.deadline <= LONGEST:
            expected = f"seconds from 0 to {LONGEST}"
            raise BadInput([Fault("deadline", str(self.deadline), "out of range", expected)])

    def limits(self, search: Search) -> RosterLimits:
        """Return the limits of a search that begins now."""
        seconds = self.deadline if self.deterministic else search.left * MARGIN
        return RosterLimits(max(0.0, seconds), self.seed, self.workers or 2, self.deterministic)

    def search(self, began: float, stop: threading.Event | None = None) -> Search:
        """Return what is searched from a time of `time.monotonic()` on, until the deadline."""
        if self.deterministic:
            return Search(None, stop, guard_of(self.deadline))
        return Search(began + self.deadline, stop)

    def said(self, search: Search) -> dict[str, Any]:
        """Return what an answer says that its search was held to."""
        return {
            "deadline": round(self.deadline, 3),
            "seed": self.seed,
            "workers": self.limits(search).cores,
            "deterministic": self.deterministic,
            "reproducible": self.deterministic and not search.cut_short,
        }


@dataclass(slots=True)
class Search:
    """One search: what it tells, and what went wrong with it.

    Attributes:
        deadline: the `time.monotonic()` at which it is ended; None for one that ends by itself.
        stop: when set, it is ended with the best it has.
        guard: seconds after which one that is to end by itself is ended all the same.
        troubles: what should never happen.
    """

    deadline: float | None
    stop: threading.Event | None = None
    guard: float | None = None
    troubles: list[str] = field(default_factory=list)
    _ended: bool = field(default=False, init=False)

    @property
    def left(self) -> float:
        """Seconds left until the deadline."""
        return math.inf if self.deadline is None else self.deadline - time.monotonic()

    @property
    def cut_short(self) -> bool:
        """Whether it was ended, or died, before it had ended by itself."""
        return self._ended or (self.stop is not None and self.stop.is_set())

    def told(self, task: Task) -> Iterator[Any]:
        """Yield what the task tells until the deadline."""
        guard = None if self.guard is None else time.monotonic() + self.guard
        with WORKERS.borrow() as worker:
            for message in worker.run(task, self.deadline, self.stop, guard):
                if isinstance(message, Died | Hung):
                    log.error("roster search: %s", message.sentence)
                    self.troubles.append(message.sentence)
                    self._ended = True
                else:
                    yield message
