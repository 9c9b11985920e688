"""A solver's process that is killed, stopped or out of memory costs its search, and no more."""

from __future__ import annotations

import os
import queue
import resource
import signal
import threading
import time
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from typing import TYPE_CHECKING, Any

import pytest

from solvers.process import Died, Hung, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.process import BaseProcess

    from solvers.process import Worker

FOREVER = 600.0
MEGABYTE = 2**20


@dataclass(frozen=True)
class Says:
    """Tells some things, and then comes to a bad end or to none."""

    count: int = 0
    then: str = ""
    ballast: bytes = b""

    def run(self, tell: Callable[[Any], None]) -> None:
        """Do it."""
        for number in range(self.count):
            tell(number)
        if self.then == "is killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.then == "hangs":
            os.kill(os.getpid(), signal.SIGSTOP)
        elif self.then == "overruns":
            time.sleep(FOREVER)
        elif self.then == "runs out of memory":
            resource.setrlimit(resource.RLIMIT_AS, (512 * MEGABYTE, 512 * MEGABYTE))
            tell(len(bytes(1024 * MEGABYTE)))
        elif self.then == "fails":
            raise KeyError("a-1042")


@dataclass(frozen=True)
class ClosesOnItsWay(Says):
    """A job whose worker is ended by another thread while the job is being handed over."""

    worker: Worker | None = None

    def __reduce__(self) -> tuple[type[Says], tuple[int]]:
        """Close the connection between what `send` asks of it and what it writes."""
        assert self.worker is not None
        self.worker.connection.close()
        return Says, (1,)


@pytest.fixture(name="workers")
def a_stock_of_workers() -> Iterator[Workers]:
    """Lend a stock of its own."""
    workers = Workers()
    yield workers
    workers.close()


def told(workers: Workers, task: Says, seconds: float | None = None) -> list[Any]:
    """Return all that a task tells until it ends, or so many seconds have passed."""
    deadline = None if seconds is None else time.monotonic() + seconds
    with workers.borrow() as worker:
        return list(worker.run(task, deadline))


@pytest.mark.parametrize("count", [0, 1, 7])
@pytest.mark.parametrize("end", ["is killed", "runs out of memory"])
def test_what_a_process_told_before_it_died_is_kept(workers: Workers, count: int, end: str) -> None:
    heard = told(workers, Says(count, end))
    assert heard[:count] == list(range(count))
    assert [type(last) for last in heard[count:]] == [Died]
    assert told(workers, Says(2)) == [0, 1]


def test_an_error_in_a_process_is_told_without_what_it_says(
    workers: Workers, capfd: pytest.CaptureFixture[str]
) -> None:
    *heard, died = told(workers, Says(2, "fails"))
    assert heard == [0, 1]
    assert isinstance(died, Died)
    assert died.sentence.startswith("the solver's process failed: KeyError at test_process.py:")
    assert "a-1042" not in "".join(capfd.readouterr())
    assert told(workers, Says(2)) == [0, 1]


@pytest.mark.parametrize("end", ["hangs", "overruns"])
def test_a_process_that_does_not_end_is_ended_at_the_deadline(workers: Workers, end: str) -> None:
    told(workers, Says())
    assert told(workers, Says(3, end), 2.0) == [0, 1, 2]
    assert told(workers, Says(2)) == [0, 1]


@pytest.mark.parametrize("end", ["hangs", "overruns"])
def test_a_task_that_was_to_end_by_itself_and_does_not_is_owned_up_to(
    workers: Workers, end: str
) -> None:
    told(workers, Says())
    with workers.borrow() as worker:
        heard = list(worker.run(Says(2, end), None, guard=time.monotonic() + 2.0))
        assert not worker.alive
    assert heard[:2] == [0, 1]
    assert [type(last) for last in heard[2:]] == [Hung]
    assert told(workers, Says(2)) == [0, 1]


def test_a_process_that_is_long_in_starting_is_not_waited_for(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    let, pids = threading.Event(), queue.SimpleQueue[int]()
    launch = ForkServerProcess._Popen

    def late(process: BaseProcess) -> Any:
        let.wait(FOREVER)
        launched = launch(process)
        pids.put(launched.pid)
        return launched

    monkeypatch.setattr(ForkServerProcess, "_Popen", staticmethod(late))
    with workers.borrow() as worker:
        assert list(worker.run(Says(1), time.monotonic() + 0.2)) == []
        assert not worker.alive
    let.set()
    pid = pids.get(timeout=FOREVER)
    until = time.monotonic() + FOREVER
    while _is_there(pid) and time.monotonic() < until:
        time.sleep(0.01)
    assert not _is_there(pid)
    assert told(workers, Says(2)) == [0, 1]


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_process_that_cannot_be_started_is_a_lost_one(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(process: BaseProcess) -> Any:
        raise OSError(f"no more processes: {process}")

    with monkeypatch.context() as without, workers.borrow() as worker:
        without.setattr(ForkServerProcess, "_Popen", staticmethod(refused))
        assert list(worker.run(Says(1), None)) == [
            Died("the solver's process could not be started")
        ]
        assert not worker.alive
    assert told(workers, Says(2)) == [0, 1]


def test_a_process_that_does_not_even_listen_is_not_waited_for(workers: Workers) -> None:
    with workers.borrow() as worker:
        assert list(worker.run(Says(1), None)) == [0]
        assert worker.process.pid is not None
        os.kill(worker.process.pid, signal.SIGSTOP)
        much = Says(ballast=bytes(MEGABYTE))
        assert list(worker.run(much, time.monotonic() + 0.5)) == []
        assert not worker.alive
    assert told(workers, Says(2)) == [0, 1]


def test_a_connection_closed_under_a_job_on_its_way_is_a_lost_process(workers: Workers) -> None:
    with workers.borrow() as worker:
        heard = list(worker.run(ClosesOnItsWay(worker=worker), None))
        assert [type(last) for last in heard] == [Died]
        assert not worker.alive
    assert told(workers, Says(2)) == [0, 1]
