"""Solver processes are killed, out of memory or stand still: the answer comes all the same."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scenarios.library import load
from tests.api.command_line.serving import Home, told
from tests.engine.jobs.working import wait_for
from tests.faults.homes import Office, running

pytestmark = pytest.mark.thorough  # processes of their own

SCENARIO = load("md-out-small-pc")
DATE = str(SCENARIO.day.date)
EVENT = {"type": "late", "person": "np-cruz", "until": "10:00"}
SECONDS = 4
MEGABYTE = 2**20
GIVE_UP = 600
"""Seconds after which a solve hangs. However crowded the machine is, it is answered some time after
its deadline; one that waits for a solver which stands still never is: nothing else would end it."""

LONGEST = 64
"""Seconds, at most, that are given to a search which is to find something."""


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def fork_servers(pid: int) -> list[int]:
    """Return the processes that solvers are forked from."""
    found = []
    for child in children(pid):
        with suppress(OSError):
            if b"forkserver" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
    return found


def solvers(pid: int) -> list[int]:
    """Return the solvers of a process."""
    return [each for server in fork_servers(pid) for each in children(server)]


def kill(pid: int) -> int:
    """Kill the solvers, as the machine does that has no memory left."""
    return sum(_sent(each, signal.SIGKILL) for each in solvers(pid))


def kill_all(pid: int) -> int:
    """Kill the solvers and what they are forked from."""
    servers = fork_servers(pid)
    return kill(pid) + sum(_sent(each, signal.SIGKILL) for each in servers)


def hang(pid: int) -> int:
    """Have the solvers stand still."""
    return sum(_sent(each, signal.SIGSTOP) for each in solvers(pid))


def starve(pid: int) -> int:
    """Have the solvers get no more memory than they have."""
    starved = 0
    for each in solvers(pid):
        with suppress(OSError, ProcessLookupError):
            pages = int(Path(f"/proc/{each}/statm").read_text().split()[0])
            most = pages * resource.getpagesize() + MEGABYTE
            resource.prlimit(each, resource.RLIMIT_AS, (most, most))
            starved += 1
    return starved


def _sent(pid: int, what: signal.Signals) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, what)
        return True
    return False


def is_open(kept: Callable[[str], Any], where: str) -> bool:
    return bool(kept(where)["status"] == "open")


@pytest.fixture
def office(empty_url: str, tmp_path: Path) -> Iterator[Office]:
    settings = {
        "HUDDLE_DATABASE_URL": empty_url,
        "HUDDLE_SOLVE_DEADLINE": str(SECONDS),
        "HUDDLE_WORKERS": "1",
        "HUDDLE_LOG_LEVEL": "warning",
    }
    with running(Home(tmp_path, settings)) as there:
        yield there


Strike = Callable[[int], int]

STRIKES: tuple[Strike, ...] = (kill, kill_all, hang, starve)


@pytest.mark.parametrize(
    ("database_kind", "strikes"),
    [
        pytest.param("sqlite", STRIKES[:1]),
        pytest.param("sqlite", STRIKES, marks=pytest.mark.long),
        pytest.param("postgresql", STRIKES, marks=pytest.mark.long),
    ],
    indirect=["database_kind"],
)
def test_whatever_becomes_of_the_solver_the_day_is_answered(
    office: Office, strikes: Sequence[Strike]
) -> None:
    client = office.client
    body, book = (each.model_dump(mode="json") for each in (SCENARIO.office, SCENARIO.day))
    pid = office.solving.process.pid
    for strike in strikes:
        day = f"/v1/sites/{strike.__name__.replace('_', '-')}/days/{DATE}"
        told(client.put(f"{day.partition('/days')[0]}/office", json=body))
        told(client.put(f"{day}/book", json=book))
        taken = client.post(f"{day}/events", json=EVENT, headers={"Idempotency-Key": "k-1"})
        where = f"{day}/proposals/{told(taken, 202)['proposal']}"
        began, struck = time.monotonic(), 0

        def kept(where: str = where) -> Any:
            found = told(client.get(where))
            assert found["status"] in {"working", "open"}, found
            return found

        # Again and again, as soon as another is there.
        while kept()["status"] == "working":
            struck += strike(pid)
            time.sleep(0.2)
            assert time.monotonic() - began < GIVE_UP, strike
        answer = kept()["proposal"]
        assert struck > 0, strike
        assert answer["violations"] == []
        assert len(answer["plan"]["visits"]) == len(book["appointments"])
        assert office.is_well(), strike

        # And the next one is searched for again; how soon it finds something is the machine's.
        seconds, ring = SECONDS, 0
        while ring == 0:
            assert seconds <= LONGEST, strike
            asked = client.post(f"{day}/proposals", json={"deadline": seconds})
            following = f"{day}/proposals/{told(asked, 202)['proposal']}"
            wait_for(partial(is_open, kept, following), "the next one")
            ring = kept(following)["proposal"]["certificate"]["ring"]
            seconds *= 2
