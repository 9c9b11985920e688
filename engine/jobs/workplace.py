"""What every job of a worker has at hand, and how a job is broken off for another to go on."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from engine.store.errors import DatabaseTrouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from engine.absences.kept_absence import KeptDay
    from engine.asked import Asked, Progress
    from engine.jobs.jobs import Jobs
    from engine.opening.roster_events import Happened
    from engine.rosters.solving import RosterAsked
    from engine.what_if import Variant
    from models.day import Day
    from models.events import Event
    from models.kept_roster import KeptRepair
    from models.office import Office
    from models.plan import Plan
    from models.proposal import Comparison, Proposal
    from models.roster import Roster
    from models.roster_answer import BuiltRoster, Lean, RepairedRoster

Answer = TypeVar("Answer")

LONGEST_PAUSE = 5.0
"""Seconds, at most, from one try to reach the database to the next."""

_log = logging.getLogger("huddle.jobs")


class Planner(Protocol):
    """What jobs ask of the engine, and the doors besides; tests hand in another.

    Every question raises `BadInput` when it makes no sense. `issued` is the plan last given to the
    office on that day, from which the day goes on.
    """

    def resolve(
        self,
        office: Office,
        day: Day,
        *,
        events: Sequence[Event],
        now: int | datetime | None,
        issued: Plan | None,
        asked: Asked,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event,
    ) -> Proposal:
        """Answer a disruption; soon after `stop` is set with the best plan so far."""

    def what_if(
        self,
        office: Office,
        day: Day,
        variants: Sequence[Variant],
        *,
        now: int | datetime | None,
        issued: Plan | None,
        asked: Asked,
        stop: threading.Event,
    ) -> Comparison:
        """Compare variants of one day."""

    def build_roster(
        self, office: Office, roster: Roster, *, asked: RosterAsked, stop: threading.Event
    ) -> BuiltRoster:
        """Build a roster."""

    def repair_roster(
        self,
        office: Office,
        roster: Roster,
        *,
        lean: Lean,
        asked: RosterAsked,
        stop: threading.Event,
        progress: Callable[[Progress], None] | None = None,
    ) -> RepairedRoster:
        """Repair a published roster; soon after `stop` is set with the best so far."""

    def repair_with_days(
        self,
        office: Office,
        stands: Happened,
        days: Sequence[KeptDay],
        *,
        now: datetime,
        lean: Lean,
        asked: Asked,
        stop: threading.Event,
        progress: Callable[[Progress], None] | None = None,
    ) -> KeptRepair:
        """Repair a kept roster, and plan each kept day anew that this touches."""


class Figures(Protocol):
    """Who counts what the jobs do."""

    def solved(
        self, outcome: str, seconds: float, *, gap: float | None = None, ring: int | None = None
    ) -> None:
        """Count a solve: the proposal's outcome, or 'failed', 'cancelled', 'superseded'."""

    def delivery(self, outcome: str) -> None:
        """Count a try to deliver: 'delivered', 'retried', 'given-up' or 'refused'."""


class Uncounted:
    """Counts nothing."""

    def solved(
        self, outcome: str, seconds: float, *, gap: float | None = None, ring: int | None = None
    ) -> None:
        """Let it pass."""

    def delivery(self, outcome: str) -> None:
        """Let it pass."""


class LeftToOthers(BaseException):
    """Ends a job here without an outcome: it is, or will be, in the hands of another attempt.

    No `Exception`, for of those DBOS takes down the job as failed.
    """


class Workplace:
    """What every job of a worker has at hand.

    Attributes:
        jobs: where further jobs are asked for.
        planner: who plans.
        figures: who counts.
        stopping: set when the worker is told to end.
    """

    def __init__(self, jobs: Jobs, planner: Planner, figures: Figures) -> None:
        self.jobs, self.planner, self.figures = jobs, planner, figures
        self.stopping = threading.Event()
        self._running: Counter[str] = Counter()
        self._changed = threading.Condition()

    @property
    def running(self) -> frozenset[str]:
        """The ids of the jobs that run."""
        with self._changed:
            return frozenset(self._running)

    @contextmanager
    def at_work(self, job: str) -> Iterator[None]:
        """Know of a job as long as it runs.

        Args:
            job: its id.

        Raises:
            LeftToOthers: the worker is told to end.
        """
        if self.stopping.is_set():
            raise LeftToOthers
        with self._changed:
            self._running[job] += 1
        try:
            yield
        finally:
            with self._changed:
                self._running[job] -= 1
                if not self._running[job]:
                    del self._running[job]
                self._changed.notify_all()

    def wait_for_all(self, seconds: float) -> bool:
        """Wait until no job runs any more, and say whether that came true in time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._running, seconds)

    def patiently(self, do: Callable[[], Answer]) -> Answer:
        """Do something with the database, again and again while the database has trouble.

        Raises:
            LeftToOthers: the worker is told to end.
        """
        pause = 0.1
        while True:
            try:
                return do()
            except DatabaseTrouble as trouble:
                _log.warning("a job waits for the database: %s", trouble)
            if self.stopping.wait(pause):
                raise LeftToOthers
            pause = min(2 * pause, LONGEST_PAUSE)


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since then."""
        return time.monotonic() - self._began
