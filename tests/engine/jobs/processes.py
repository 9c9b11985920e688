"""Workers in processes of their own, to be killed, stopped and started again.

They are forked from one that has everything imported, so that starting one again takes no time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from typing import Any

from engine.jobs.jobs import Jobs
from engine.jobs.settings import JobSettings
from engine.jobs.worker import Worker
from engine.store.database import Database
from models.events import Absent
from models.office import Office
from models.proposal import Proposal
from models.roster import Roster
from models.roster_answer import BuiltRoster, RepairedRoster
from tests.api import examples
from tests.engine.jobs.working import PATIENCE, QUICK
from tests.engine.store import keeping_rosters

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.engine.jobs.processes"])

POISON = "poison"
"""Whoever plans a day on which this person is absent ends with the whole process."""


@dataclass(frozen=True)
class Conduct:
    """How a worker's planner behaves.

    Attributes:
        name: what the answers say of themselves.
        seconds: how long it takes.
        heeds: whether it ends when it is told to stop.
    """

    name: str = ""
    seconds: float = 0.0
    heeds: bool = True


class ConductedPlanner:
    """A planner that tells how many events it was given."""

    def __init__(self, conduct: Conduct) -> None:
        self._conduct = conduct

    def resolve(
        self, office: object, day: object, *, events: Any, stop: threading.Event, **asked: Any
    ) -> Proposal:
        if any(isinstance(event, Absent) and event.person == POISON for event in events):
            os.kill(os.getpid(), signal.SIGKILL)
        self._take_time(stop)
        return examples.proposal(summary=f"{self._conduct.name}{len(events)} events")

    def build_roster(
        self, office: Office, roster: Roster, *, stop: threading.Event, **asked: Any
    ) -> BuiltRoster:
        self._take_time(stop)
        answer = examples.built_roster(office, roster)
        return answer.model_copy(update={"troubles": (self._events_in(roster),)})

    def repair_roster(
        self, office: Office, roster: Roster, *, stop: threading.Event, **asked: Any
    ) -> RepairedRoster:
        self._take_time(stop)
        answer = examples.repaired_roster(office, roster)
        return answer.model_copy(update={"troubles": (self._events_in(roster),)})

    def _take_time(self, stop: threading.Event) -> None:
        over = time.monotonic() + self._conduct.seconds
        while time.monotonic() < over and not (self._conduct.heeds and stop.is_set()):
            time.sleep(0.005)

    def _events_in(self, roster: Roster) -> str:
        """Tell how many absences, leaves and demands have come to the month since it was put."""
        return f"{self._conduct.name}{_entries(roster) - _entries(keeping_rosters.roster())} events"

    def repair_with_days(self, *about: object, **asked: Any) -> Any:
        raise AssertionError("no site here keeps both")

    def what_if(self, *about: object, stop: threading.Event, **asked: Any) -> Any:
        raise AssertionError("nobody asks for variants here")


def _entries(roster: Roster) -> int:
    return len(roster.absences) + len(roster.leave) + len(roster.demand)


def _work(url: str, settings: JobSettings, conduct: Conduct, ready: Any) -> None:
    database = Database.open(url)
    jobs = Jobs.open(database, settings)
    worker = Worker(jobs, ConductedPlanner(conduct))
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    worker.start()
    ready.send(worker.name)
    over.wait()
    worker.stop()
    jobs.close()
    database.close()


class Process:
    """A process that runs a function, and its end of the pipe that the function tells through."""

    def __init__(self, target: Callable[..., None], *given: object) -> None:
        self.told, told = _context.Pipe(duplex=False)
        self.process: BaseProcess = _context.Process(target=target, args=(*given, told))
        self.process.start()
        told.close()

    def wait_ready(self) -> str:
        assert self.told.poll(PATIENCE), "the process was not ready in time"
        said: str = self.told.recv()
        return said

    def send(self, what: signal.Signals) -> None:
        pid = self.process.pid
        assert pid is not None
        os.kill(pid, what)

    def kill(self) -> None:
        """End it as a crash would, whatever state it is in."""
        self.process.kill()
        self.wait()

    def wait(self) -> int | None:
        self.process.join(PATIENCE)
        assert not self.process.is_alive(), "the process did not end in time"
        self.told.close()
        return self.process.exitcode


def worker(url: str, conduct: Conduct, settings: JobSettings = QUICK, **changed: Any) -> Process:
    """Start a worker."""
    return Process(_work, url, replace(settings, **changed), conduct)


@contextmanager
def working(url: str, conduct: Conduct, **changed: Any) -> Iterator[Process]:
    """Give a worker that is ready, and kill it in the end, if it still is there."""
    started = worker(url, conduct, **changed)
    try:
        started.wait_ready()
        yield started
    finally:
        if started.process.is_alive():
            started.kill()
