"""Searches in processes of their own: warm before they are needed, killed when time is up.

A solver can overrun its limit (presolve does), run out of memory or die. In a process of its own
it can be ended at the deadline, and all it had told by then is kept. Importing the solver takes
about half a second, so workers are started ahead and forked from a server that has done it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import queue
import signal
import threading
import time
import traceback
from dataclasses import dataclass
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from solvers.memory import KEPT_MIB, give_back, held_mib, keep_shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    from models.case import Case
    from models.plan import Plan
    from solvers.day.limits import Key, Limits

PRELOAD = ["solvers.day.search", "solvers.day.explaining.forced"]


@dataclass(frozen=True, slots=True)
class Job:
    """One search to be run: the case, its limits, and the plan to start from with its key."""

    case: Case
    limits: Limits
    start: Plan
    key: Key

    def run(self, tell: Callable[[Any], None]) -> None:
        """Search, telling what is found."""
        # Imported by the fork server, once, and not by whoever asks: it brings the solver along.
        from solvers.day.search import Search  # noqa: PLC0415

        Search(self.case, self.limits, tell, self.start, self.key).run()


class Task(Protocol):
    """Anything that a worker can be handed: it is sent there, run, and tells what it finds."""

    def run(self, tell: Callable[[Any], None]) -> None:
        """Do it."""


class _Done:
    """The search has ended by itself."""


class _Lost:
    """The connection has ended before the search did."""


@dataclass(frozen=True, slots=True)
class Died:
    """The solver's process ended before its search did; `sentence` says how."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Hung:
    """A search that was to end by itself did not, and was ended; `sentence` says so."""

    sentence: str


class Worker:
    """A process that waits for one job after another; it is started with its first one."""

    def __init__(self, context: ForkServerContext, nice: int = 0) -> None:
        here, there = context.Pipe()
        self.connection: Connection[Any, Any] = here
        self.process: ForkServerProcess = context.Process(
            target=_serve, args=(there, nice), daemon=True, name="huddle-solver"
        )
        self._there: Connection[Any, Any] | None = there
        self._starting = threading.Lock()
        self._ended = False
        self._busy: list[threading.Thread] = []

    def start(self) -> None:
        """Start the process unless it runs: half a second where the solver is not loaded yet."""
        with self._starting:
            if self._there is not None and not self._ended:
                self.process.start()
                self._there.close()
                self._there = None

    def run(
        self,
        job: Task,
        deadline: float | None,
        stop: threading.Event | None = None,
        guard: float | None = None,
    ) -> Iterator[Any]:
        """Yield what the task tells, or `Died`, until it ends, `deadline` passes, or `stop` is set.

        `deadline` is a value of `time.monotonic()`, and so is `guard`, for a task that is to end by
        itself: when it passes, `Hung` is the last that is heard. The process is killed when it has
        not ended by itself; ask `alive` before giving it another job.
        """
        finished = False
        told: queue.SimpleQueue[Any] = queue.SimpleQueue()
        # A process that hangs neither reads nor ends what it has begun to say, and one that is
        # started may be long in coming: the deadline must not wait for any of it.
        self._busy = [
            threading.Thread(target=work, args=(job, told), daemon=True)
            for work in (self._hand_over, self._listen)
        ]
        for thread in self._busy:
            thread.start()
        try:
            while True:
                wait = 0.05 if deadline is None else min(0.05, deadline - time.monotonic())
                if (deadline is not None and wait <= 0) or (stop is not None and stop.is_set()):
                    return
                if guard is not None and time.monotonic() >= guard:
                    yield Hung("a search did not end by itself and was ended")
                    return
                try:
                    message = told.get(timeout=max(0.0, wait))
                except queue.Empty:
                    continue
                if isinstance(message, _Done):
                    finished = True
                    return
                if isinstance(message, _Lost):
                    yield Died(f"the solver's process {self._how_it_ended()}")
                    return
                yield message
                if isinstance(message, Died):
                    return
        finally:
            if not finished:
                self.kill()

    def _hand_over(self, job: Task, told: queue.SimpleQueue[Any]) -> None:
        try:
            self.start()
            self.connection.send(job)
        # TypeError: the connection was closed between two writes of a long job.
        except (EOFError, OSError, TypeError, ValueError):
            told.put(_Lost())

    def _listen(self, _job: Task, told: queue.SimpleQueue[Any]) -> None:
        message: Any = None
        while not isinstance(message, _Done | _Lost):
            try:
                message = self.connection.recv()
            except (EOFError, OSError, TypeError, pickle.UnpicklingError):
                message = _Lost()
            told.put(message)

    def _how_it_ended(self) -> str:
        if self.process.pid is None:
            return "could not be started"
        self.process.join(0.1)
        return f"ended with code {self.process.exitcode}"

    @property
    def alive(self) -> bool:
        """Whether the process can take another job."""
        return not self._ended and (self._there is not None or self.process.is_alive())

    def kill(self) -> None:
        """End the process at once, without waiting until all of it is gone."""
        self._ended = True
        if self._there is None:
            self.process.kill()
        threading.Thread(target=self._bury, daemon=True).start()

    def _bury(self) -> None:
        """Close what led to the process; one that was only starting is killed as soon as it is."""
        with self._starting:
            if self._there is None:
                self.process.kill()
                self.process.join()
            else:
                self._there.close()
        # A connection closed under a thread that reads or writes would leave its number to another.
        for thread in self._busy:
            thread.join()
        self.connection.close()


class Workers:
    """A stock of warm workers.

    Attributes:
        nice: by how much those that are started from now on stand back behind other processes,
            as the system counts it: 0 does not, 19 most.
    """

    def __init__(self) -> None:
        self.nice = 0
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOAD)
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Have the server loaded from which workers are forked, without waiting for it."""
        ensure_running()

    def warm(self, count: int) -> None:
        """Have so many workers waiting."""
        with self._lock:
            self._idle = [worker for worker in self._idle if worker.alive]
            missing = count - len(self._idle)
        fresh = [Worker(self._context, self.nice) for _ in range(missing)]
        for worker in fresh:
            worker.start()
        with self._lock:
            self._idle += fresh

    @contextlib.contextmanager
    def borrow(self) -> Iterator[Worker]:
        """Lend a worker; it comes back to the stock if it is still alive."""
        with self._lock:
            self._idle = [worker for worker in self._idle if worker.alive]
            worker = self._idle.pop() if self._idle else None
        worker = worker or Worker(self._context, self.nice)
        try:
            yield worker
        finally:
            if worker.alive:
                with self._lock:
                    self._idle.append(worker)

    def close(self) -> None:
        """End all waiting workers."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()


def _serve(connection: Connection[Any, Any], nice: int) -> None:
    os.nice(nice)
    keep_shared()
    # The terminal's Ctrl-C reaches the whole group; whoever asked decides when a search ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent, most = os.getppid(), held_mib() + KEPT_MIB
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while os.getppid() == parent:
            job: Task = connection.recv()
            try:
                job.run(connection.send)
            except Exception as error:
                # Not the error itself: what it says may name visits, and would stand in the log.
                connection.send(Died(f"the solver's process failed: {_what_and_where(error)}"))
                return
            connection.send(_Done())
            del job
            if held_mib() >= most:
                give_back()


def _what_and_where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = "" if not frames else f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
    return f"{type(error).__name__}{place}"
