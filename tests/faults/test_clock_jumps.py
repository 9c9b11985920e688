"""The clock is set forward and back by hours: nothing is lost, held up for ever or done twice."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.jobs.jobs import Jobs
from engine.store.database import Database
from engine.store.proposals import Status
from engine.store.solves import clock as time_of
from engine.store.solves import solve_of
from tests import postgres
from tests.api import examples
from tests.api.command_line.serving import Home, told
from tests.engine.jobs.processes import Conduct, working
from tests.engine.jobs.working import QUICK, opened, wait_for, wait_until
from tests.engine.store.keeping import DATE, SITE, absent
from tests.faults.clock import Clock
from tests.faults.homes import Office, running

pytestmark = pytest.mark.thorough  # processes of their own

LONG, SHORT = Conduct("first: ", seconds=300), Conduct("second: ")
FORWARD, BACK = 5.0, -5.0
"""Hours."""

FOR_EVER = 60.0
"""Seconds after which a solve of one second should be over, however long it was put off."""


@pytest.fixture
def clock() -> Iterator[Clock]:
    # PostgreSQL runs as somebody else, who must get there.
    folder = Path(tempfile.mkdtemp(prefix="huddle-clock-"))
    folder.chmod(0o755)
    yield Clock(folder)
    shutil.rmtree(folder)


@pytest.fixture
def server(clock: Clock) -> Iterator[postgres.Server]:
    """Give a server whose clock is the one that is set."""
    postgres.insist_or_skip()
    with postgres.running(environment=clock.environment) as started:
        yield started


def attempts(database: Database, proposal: str) -> int:
    with database.reading() as conn:
        return solve_of(conn, proposal).attempts


@pytest.mark.parametrize("hours", [BACK, pytest.param(FORWARD, marks=pytest.mark.long)])
def test_a_worker_is_not_taken_for_dead_nor_a_dead_one_for_alive(
    server: postgres.Server, clock: Clock, hours: float
) -> None:
    url = server.url(server.create())
    database = Database.open(url)
    database.migrate()
    with opened(database) as jobs, working(url, LONG) as first:
        proposal = accepted(jobs)
        wait_for(lambda: attempts(database, proposal) == 1)
        with working(url, SHORT):
            # The second one has been there for long enough to tell who is silent.
            time.sleep(2 * QUICK.takeover_seconds)
            before = database_time(database)
            clock.set(hours)
            jumped = (database_time(database) - before).total_seconds()
            assert abs(jumped - 3600 * hours) < 60
            time.sleep(3 * QUICK.takeover_seconds)
            assert attempts(database, proposal) == 1
            # What it said last is at a time that is to come, or long past.
            clock.set(2 * hours)
            first.kill()
            kept = wait_until(database, proposal, Status.OPEN)
    database.close()

    assert kept.document is not None
    assert kept.document.summary == "second: 1 events"


def accepted(jobs: Jobs) -> str:
    return jobs.accept(SITE, DATE, absent(), "k-1", "ann").proposal


def database_time(database: Database) -> dt.datetime:
    with database.reading() as conn:
        return time_of(conn)


@pytest.fixture
def office(database_kind: str, clock: Clock, tmp_path: Path, request: Any) -> Iterator[Office]:
    """Give processes whose clock is the one that is set, and the database's with it."""
    url = f"sqlite:///{tmp_path / 'huddle.db'}"
    if database_kind == "postgresql":
        server = request.getfixturevalue("server")
        url = server.url(server.create())
    settings = {
        "HUDDLE_DATABASE_URL": url,
        "HUDDLE_SOLVE_DEADLINE": "1",
        "HUDDLE_WORKERS": "1",
        "HUDDLE_TAKEOVER_SECONDS": "3",
        "HUDDLE_LOG_LEVEL": "warning",
    }
    with running(Home(tmp_path, settings | clock.environment)) as there:
        yield there


@pytest.mark.parametrize(
    ("database_kind", "jumps"),
    [
        pytest.param("sqlite", [BACK]),
        pytest.param("sqlite", [FORWARD, BACK, 0.0], marks=pytest.mark.long),
        pytest.param("postgresql", [FORWARD, BACK, 0.0], marks=pytest.mark.long),
    ],
    indirect=["database_kind"],
)
def test_events_are_answered_and_people_let_in_whatever_the_clock_says(
    office: Office, clock: Clock, jumps: list[float]
) -> None:
    client, today = office.client, dt.datetime.now(dt.UTC).date()
    here = f"/v1/sites/corner/days/{today}"
    book = examples.DAY | {"date": str(today), "open_slots": []}
    told(client.put("/v1/sites/corner/office", json=examples.OFFICE))
    told(client.put(f"{here}/book", json=book))
    sent: list[str] = []

    def send() -> str:
        number = len(sent)
        event = {"type": "call-outcome", "appointment": "a-1", "outcome": "no-answer"}
        key = {"Idempotency-Key": f"k-{number}"}
        taken = told(client.post(f"{here}/events", json=event, headers=key), 202)
        sent.append(taken["event"])
        return f"{here}/proposals/{taken['proposal']}"

    def answered(where: str) -> float:
        """Wait until the newest event has its answer; return after how long."""
        began = time.monotonic()

        def look() -> bool:
            found = told(client.get(where))
            assert found["status"] in {"working", "open"}, found
            return bool(found["status"] == "open")

        wait_for(look, "an answer")
        return time.monotonic() - began

    assert answered(send()) < FOR_EVER
    token = told(client.post("/v1/session"), 200)
    assert token
    for hours in jumps:
        # One that is put off for some seconds, for another was just begun.
        where = send()
        clock.set(hours)
        assert answered(where) < FOR_EVER
        if len(jumps) > 1:
            # One that is begun where the clock stands now; the third within a minute waits.
            assert answered(send()) < 2 * FOR_EVER
        assert client.get("/v1/session").status_code == 200
        assert office.is_well()
    events = told(client.get(f"{here}/events"))["events"]
    assert [each["id"] for each in events] == sent
