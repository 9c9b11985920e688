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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    from models.case import Case
    from models.plan import Plan
    from solvers.day.limits import Key, Limits

PRELOAD = ["solvers.day.search", "solvers.day.forced"]


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


class Worker:
    """A process that waits for one job after another."""

    def __init__(self, context: ForkServerContext) -> None:
        here, there = context.Pipe()
        self.connection: Connection[Any, Any] = here
        self.process: ForkServerProcess = context.Process(
            target=_serve, args=(there,), daemon=True, name="huddle-solver"
        )
        self.process.start()
        there.close()

    def run(
        self, job: Task, deadline: float | None, stop: threading.Event | None = None
    ) -> Iterator[Any]:
        """Yield what the task tells, or `Died`, until it ends, `deadline` passes, or `stop` is set.

        `deadline` is a value of `time.monotonic()`. The process is killed when it has not ended
        by itself; ask `alive` before giving it another job.
        """
        finished = False
        told: queue.SimpleQueue[Any] = queue.SimpleQueue()
        # A process that hangs neither reads nor ends what it has begun to say: the deadline
        # must not wait for either.
        for work in (self._hand_over, self._listen):
            threading.Thread(target=work, args=(job, told), daemon=True).start()
        try:
            while True:
                wait = 0.05 if deadline is None else min(0.05, deadline - time.monotonic())
                if (deadline is not None and wait <= 0) or (stop is not None and stop.is_set()):
                    return
                try:
                    message = told.get(timeout=max(0.0, wait))
                except queue.Empty:
                    continue
                if isinstance(message, _Done):
                    finished = True
                    return
                if isinstance(message, _Lost):
                    self.process.join(1)
                    yield Died(f"the solver's process ended with code {self.process.exitcode}")
                    return
                yield message
        finally:
            if not finished:
                self.kill()

    def _hand_over(self, job: Task, told: queue.SimpleQueue[Any]) -> None:
        try:
            self.connection.send(job)
        # TypeError: `kill` closed the connection between two writes of a long job.
        except (OSError, TypeError, ValueError):
            told.put(_Lost())

    def _listen(self, _job: Task, told: queue.SimpleQueue[Any]) -> None:
        message: Any = None
        while not isinstance(message, _Done | _Lost):
            try:
                message = self.connection.recv()
            except (EOFError, OSError, TypeError, pickle.UnpicklingError):
                message = _Lost()
            told.put(message)

    @property
    def alive(self) -> bool:
        """Whether the process can take another job."""
        return self.process.is_alive()

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join(1)
        self.connection.close()


class Workers:
    """A stock of warm workers."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOAD)
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    def warm(self, count: int) -> None:
        """Have so many workers waiting."""
        with self._lock:
            self._idle = [worker for worker in self._idle if worker.alive]
            missing = count - len(self._idle)
        fresh = [Worker(self._context) for _ in range(missing)]
        with self._lock:
            self._idle += fresh

    @contextlib.contextmanager
    def borrow(self) -> Iterator[Worker]:
        """Lend a worker; it comes back to the stock if it is still alive."""
        with self._lock:
            self._idle = [worker for worker in self._idle if worker.alive]
            worker = self._idle.pop() if self._idle else None
        worker = worker or Worker(self._context)
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


def _serve(connection: Connection[Any, Any]) -> None:
    # The terminal's Ctrl-C reaches the whole group; whoever asked decides when a search ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while os.getppid() == parent:
            job: Task = connection.recv()
            job.run(connection.send)
            connection.send(_Done())
