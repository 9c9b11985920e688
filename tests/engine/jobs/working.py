"""What the tests of the jobs share: a quick pace, a planner that waits, and waiting for things."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from engine.absences.kept_absence import KeptDay, repair_with_days
from engine.asked import Asked, Progress
from engine.jobs.jobs import Jobs
from engine.jobs.settings import JobSettings, Pace
from engine.jobs.worker import Worker
from engine.jobs.workplace import Figures
from engine.opening.roster_events import Happened
from engine.store.database import Database
from engine.store.proposals import KeptProposal, Status, proposal_of
from models.kept_roster import KeptRepair
from models.office import Office
from models.proposal import Comparison, Proposal
from models.roster import Roster
from models.roster_answer import BuiltRoster, RepairedRoster
from tests.api import examples
from tests.engine.store.keeping import FixedKeys, put_day

PATIENCE = 120
"""Seconds until a test gives up waiting for something that should have come."""

QUICK = JobSettings(
    asked=Asked(deadline=1.0),
    lanes=2,
    pace=Pace(settle=0.0, window=0.0),
    poll_seconds=0.02,
    watch_seconds=0.02,
    beat_seconds=0.1,
    takeover_seconds=1.5,
    shutdown_seconds=30.0,
    chunk_seconds=0.0,
    keys=FixedKeys(),
    private_webhooks=True,
)
"""Nothing waits longer than it must."""

Found = TypeVar("Found")


@dataclass
class SlowPlanner:
    """Answers when it is told to, or to stop; remembers what it was asked."""

    waits: bool = False
    answer: Proposal = field(default_factory=examples.proposal)
    refusal: Exception | None = None
    tells: Sequence[Progress] = ()
    asked: list[dict[str, Any]] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    stopped: list[int] = field(default_factory=list)

    def resolve(self, office: object, day: object, **asked: Any) -> Proposal:
        self._ask(office=office, day=day, **asked)
        return self.answer

    def what_if(self, office: object, day: object, variants: Any, **asked: Any) -> Comparison:
        self._ask(office=office, day=day, variants=variants, **asked)
        return examples.comparison()

    def build_roster(self, office: Office, roster: Roster, **asked: Any) -> BuiltRoster:
        self._ask(office=office, roster=roster, **asked)
        return examples.built_roster(office, roster)

    def repair_roster(self, office: Office, roster: Roster, **asked: Any) -> RepairedRoster:
        self._ask(office=office, roster=roster, **asked)
        return examples.repaired_roster(office, roster)

    def repair_with_days(
        self, office: Office, stands: Happened, days: Sequence[KeptDay], **asked: Any
    ) -> KeptRepair:
        self._ask(office=office, stands=stands, days=days, **asked)
        quick = replace(asked["asked"], deadline=0.0, options=False)
        return repair_with_days(office, stands, days, **asked | {"asked": quick})

    def _ask(self, *, stop: threading.Event, **asked: Any) -> None:
        number = len(self.asked)
        self.asked.append(asked)
        if self.refusal is not None:
            raise self.refusal
        for told in self.tells:
            asked["progress"](told)
        while self.waits and not self.release.wait(0.005):
            if stop.is_set():
                self.stopped.append(number)
                break


def wait_for(look: Callable[[], Found | None], what: str = "it") -> Found:
    """Look again and again until there is something to be seen; return it."""
    give_up = time.monotonic() + PATIENCE
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < give_up, f"waited in vain for {what}"
        time.sleep(0.02)


def proposal_now(database: Database, proposal: str) -> KeptProposal:
    with database.reading() as conn:
        return proposal_of(conn, proposal)


def wait_until(database: Database, proposal: str, *statuses: Status) -> KeptProposal:
    """Wait until a proposal has come to one of some statuses."""

    def look() -> KeptProposal | None:
        found = proposal_now(database, proposal)
        return found if found.status in statuses else None

    return wait_for(look, f"proposal {proposal} to be {' or '.join(statuses)}")


@contextmanager
def opened(database: Database, settings: JobSettings = QUICK) -> Iterator[Jobs]:
    """Give the jobs of a database in which there is one day."""
    with database.writing() as conn:
        put_day(conn)
    jobs = Jobs.open(database, settings)
    try:
        yield jobs
    finally:
        jobs.close()


@contextmanager
def at_work(jobs: Jobs, planner: SlowPlanner, figures: Figures | None = None) -> Iterator[Worker]:
    """Have a worker in this process."""
    worker = Worker(jobs, planner, figures)
    worker.start()
    try:
        yield worker
    finally:
        planner.release.set()
        worker.stop()
