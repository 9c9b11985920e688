"""The disk is full: whoever sends an event is told so, nothing is half done, and it goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from tests import postgres
from tests.api import examples
from tests.api.command_line.serving import Home, service, told
from tests.api.service.conftest import assert_problem
from tests.engine.jobs.working import wait_for
from tests.faults.small_disk import files_that_cannot_grow, mounted

pytestmark = pytest.mark.thorough  # processes of their own

SITE, HERE = "corner", "/v1/sites/corner/days/2026-11-23"
MOST_EVENTS = 3000
"""More than fits into what a database keeps ready for itself."""

IN_A_ROW = 5
"""Refusals after which it is taken to be full."""

QUICK = {"HUDDLE_SOLVE_DEADLINE": "1", "HUDDLE_WORKERS": "1", "HUDDLE_LOG_LEVEL": "warning"}


@dataclass
class Sender:
    """Sends events, and remembers what it was told.

    Attributes:
        client: of the service.
        accepted: of each key, the event's id and position.
        proposal: the last one that was promised.
    """

    client: httpx2.Client
    accepted: dict[str, tuple[str, int]] = field(default_factory=dict)
    proposal: str = ""

    def send(self, number: int) -> httpx2.Response:
        """Send an event; the same number is the same event."""
        event = {
            "type": "call-outcome",
            "appointment": f"a-{1 + number % 2}",
            "outcome": "no-answer",
            "reported": f"{6 + number // 60 % 12:02}:{number % 60:02}",
        }
        key = f"k-{number}"
        answer = self.client.post(f"{HERE}/events", json=event, headers={"Idempotency-Key": key})
        if answer.status_code == 202:
            said = answer.json()
            self.accepted[key] = (said["event"], said["position"])
            self.proposal = said["proposal"]
        return answer

    def accepts(self, number: int) -> bool:
        """Send an event, and say whether it was accepted."""
        return self.send(number).status_code == 202

    def until_full(self, first: int) -> list[int]:
        """Send until nothing is accepted any more; return what was refused."""
        refused: list[int] = []
        for number in range(first, first + MOST_EVENTS):
            answer = self.send(number)
            if answer.status_code == 202:
                continue
            assert answer.status_code in {503, 507}, answer.text
            assert_problem(answer, answer.status_code)
            assert int(answer.headers["Retry-After"]) > 0
            refused.append(number)
            if refused[-IN_A_ROW:] == list(range(number - IN_A_ROW + 1, number + 1)):
                return refused
        raise AssertionError(f"{MOST_EVENTS} events, and the disk is not full")

    def check(self) -> None:
        """See that what was accepted is there, in its place, and nothing else is."""
        events = told(self.client.get(f"{HERE}/events"))["events"]
        assert [each["position"] for each in events] == list(range(1, len(events) + 1))
        assert {each["id"]: each["position"] for each in events} == dict(self.accepted.values())

    def wait_answered(self) -> None:
        """Wait until the last event is answered."""

        def answered() -> Any:
            kept = told(self.client.get(f"{HERE}/proposals/{self.proposal}"))
            assert kept["status"] in {"working", "open"}, kept
            return kept if kept["status"] == "open" else None

        assert wait_for(answered, "the proposal")["position"] == len(self.accepted)


def prepared(client: httpx2.Client) -> Sender:
    """Give a sender to a service that has answered an event already."""
    told(client.put(f"/v1/sites/{SITE}/office", json=examples.OFFICE))
    told(client.put(f"{HERE}/book", json=examples.DAY))
    sender = Sender(client)
    assert sender.send(0).status_code == 202
    sender.wait_answered()
    return sender


def goes_on(home: Home, sender: Sender, refused: list[int]) -> None:
    """See that there is room again, and that all is as if nothing had been."""
    for number in refused:
        wait_for(partial(sender.accepts, number), "room")
    sender.check()
    sender.wait_answered()
    verified = home.run("audit", "verify", "--json")
    assert json.loads(verified.stdout)["whole"] is True, verified.stderr
    audit, after = list[Any](), 0
    while page := told(sender.client.get(f"/v1/audit?after={after}&limit=100"))["entries"]:
        audit, after = audit + page, page[-1]["position"]
    actions = [entry["action"] for entry in audit]
    assert actions.count("event accepted") == len(sender.accepted)


@pytest.mark.long
def test_a_full_disk_under_sqlite(tmp_path: Path) -> None:
    with mounted(megabytes=6) as disk:
        url = f"sqlite:///{disk.folder / 'huddle.db'}"
        home = Home(tmp_path, QUICK | {"HUDDLE_DATABASE_URL": url})
        with service(home) as (client, running):
            sender = prepared(client)
            disk.fill()
            refused = sender.until_full(1)
            # What is there can be seen.
            sender.check()
            assert client.get("/healthz").status_code == 200
            assert running.process.poll() is None
            disk.make_room()
            goes_on(home, sender, refused)
            assert "Traceback" not in running.said


def test_files_that_cannot_grow_under_sqlite(tmp_path: Path) -> None:
    home = Home(tmp_path, QUICK)
    with service(home) as (client, running):
        sender = prepared(client)
        size = max(each.stat().st_size for each in tmp_path.glob("huddle.db*"))
        with files_that_cannot_grow(running.process.pid, size):
            refused = sender.until_full(1)
            sender.check()
            assert running.process.poll() is None
        goes_on(home, sender, refused)
        assert "Traceback" not in running.said


@contextmanager
def on_postgresql(tmp_path: Path, url: str) -> Iterator[tuple[Home, httpx2.Client]]:
    """Give a service, which does its jobs itself, on a PostgreSQL."""
    home = Home(tmp_path, QUICK | {"HUDDLE_DATABASE_URL": url})
    with service(home) as (client, running):
        yield home, client
        assert running.process.poll() is None
        assert "Traceback" not in running.said


def test_a_full_disk_under_postgresql_s_tables(tmp_path: Path) -> None:
    postgres.insist_or_skip()
    with ExitStack() as held:
        disk = held.enter_context(mounted(megabytes=24))
        server = held.enter_context(postgres.running(durable=True))
        place = disk.folder / "tables"
        place.mkdir(mode=0o700)
        server.give(place)
        name = server.create()
        with psycopg.connect(server.url(), autocommit=True) as conn:
            conn.execute(f"CREATE TABLESPACE small LOCATION '{place}'".encode())
            conn.execute(f"ALTER DATABASE {name} SET TABLESPACE small".encode())
        home, client = held.enter_context(on_postgresql(tmp_path, server.url(name)))
        sender = prepared(client)
        disk.fill()
        refused = sender.until_full(1)
        sender.check()
        disk.make_room()
        goes_on(home, sender, refused)


@pytest.mark.long
def test_a_full_disk_under_all_of_postgresql(tmp_path: Path) -> None:
    postgres.insist_or_skip()
    with ExitStack() as held:
        disk = held.enter_context(mounted(megabytes=96))
        place = disk.folder / "server"
        place.mkdir()
        server = postgres.Server(place, durable=True)
        server.start()
        held.callback(server.stop)
        home, client = held.enter_context(on_postgresql(tmp_path, server.url(server.create())))
        sender = prepared(client)
        disk.fill()
        # It cannot write its log of changes any more, and ends by itself.
        refused = sender.until_full(1)
        disk.make_room()
        server.kill()
        server.start()
        goes_on(home, sender, refused)
