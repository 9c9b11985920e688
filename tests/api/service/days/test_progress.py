"""How a proposal comes along is told as it happens, and told on from where it was broken off."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.service.days import progress
from api.service.security import lasting
from engine.asked import Progress
from engine.store.database import Database
from engine.store.progress import tell
from engine.store.signals import of_proposal
from engine.store.solves import clock, plan_solve, take
from tests.api import examples
from tests.api.service.conftest import assert_problem
from tests.api.service.days.conftest import HERE, SITE, JobsOnCall, send
from tests.engine.jobs.working import wait_for
from tests.engine.store.keeping import DATE

COSTS = (900, 640, 512)


@pytest.fixture
def working(booked: TestClient, database: Database) -> str:
    """Return the id of a proposal that is being worked out, of which some is told."""
    proposal: str = send(booked, examples.ABSENT).json()["proposal"]
    with database.writing() as conn:
        plan_solve(conn, proposal, SITE, DATE, clock(conn))
        take(conn, proposal, "attempt")
        for cost in COSTS:
            told = Progress("search", 1, cost, 510, 0.1, 0.5, f"Within {cost}")
            assert tell(conn, proposal, "attempt", told) is not None
    return proposal


def events(text: str) -> Iterator[tuple[str, str | None, dict[str, object]]]:
    """Yield the kind, id and data of server-sent events."""
    for block in text.replace("\r\n", "\n").split("\n\n"):
        fields = dict(
            line.split(": ", 1)
            for line in block.splitlines()
            if ": " in line and not line.startswith(":")
        )
        if fields:
            yield fields["event"], fields.get("id"), json.loads(fields["data"])


def follow(
    client: TestClient, proposal: str, **headers: str
) -> list[tuple[str, str | None, object]]:
    answer = client.get(f"{HERE}/proposals/{proposal}/progress", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [(kind, id_, data.get("cost", data)) for kind, id_, data in events(answer.text)]


ENDED = ("ended", None, {"status": "open"})


def test_all_is_told_in_order_and_the_end(
    booked: TestClient, jobs: JobsOnCall, working: str
) -> None:
    jobs.answer(working)

    assert follow(booked, working) == [
        ("progress", "1", 900),
        ("progress", "2", 640),
        ("progress", "3", 512),
        ENDED,
    ]


@pytest.mark.parametrize(("last", "costs"), [("", 3), ("0", 3), ("1", 2), ("3", 0), ("77", 0)])
def test_it_goes_on_from_the_last_event_that_was_seen(
    booked: TestClient, jobs: JobsOnCall, working: str, last: str, costs: int
) -> None:
    jobs.answer(working)

    told = follow(booked, working, **{"Last-Event-ID": last})

    assert [cost for _, _, cost in told[:-1]] == list(COSTS[len(COSTS) - costs :])
    assert told[-1] == ENDED


def test_what_comes_later_is_told_then(
    booked: TestClient, jobs: JobsOnCall, database: Database, working: str
) -> None:
    heard: list[list[tuple[str, str | None, object]]] = []
    listening = threading.Thread(target=lambda: heard.append(follow(booked, working)))
    listening.start()
    with database.writing() as conn:
        told = Progress("search", 2, 511, 510, 0.1, 0.9, "Within 511")
        assert tell(conn, working, "attempt", told) == 4
    assert heard == []
    jobs.answer(working)
    wait_for(lambda: heard, "the end to be told")
    listening.join()

    assert heard[0][-2:] == [("progress", "4", 511), ENDED]
    assert len(heard[0]) == 5


def test_a_stream_is_woken_and_need_not_look(
    booked: TestClient,
    jobs: JobsOnCall,
    database: Database,
    working: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (progress, lasting):
        monkeypatch.setattr(module, "EACH_SECONDS", 3600.0)
    heard: list[list[tuple[str, str | None, object]]] = []
    listening = threading.Thread(target=lambda: heard.append(follow(booked, working)))
    listening.start()
    # What waits for a signal has looked before.
    wait_for(lambda: database.signals.awaited(of_proposal(working)), "the stream to wait")

    jobs.answer(working)

    wait_for(lambda: heard, "the end to be told")
    listening.join()
    assert heard[0][-1] == ENDED


def test_what_is_given_up_ends(booked: TestClient, working: str) -> None:
    booked.post(f"{HERE}/proposals/{working}/cancel")

    assert follow(booked, working)[-1] == ("ended", None, {"status": "cancelled"})


@pytest.mark.parametrize("last", ["x", "-1", "1.0", "9" * 30])
def test_a_last_event_that_is_none_is_refused(booked: TestClient, working: str, last: str) -> None:
    where = f"{HERE}/proposals/{working}/progress"

    problem = assert_problem(booked.get(where, headers={"Last-Event-ID": last}), 422)

    assert problem["faults"][0]["field"] == "Last-Event-ID"


def test_of_what_is_not_there_nothing_is_told(booked: TestClient, working: str) -> None:
    assert_problem(booked.get(f"{HERE}/proposals/none/progress"), 404)
    elsewhere = HERE.replace("2026-11-23", "2026-11-24")
    assert_problem(booked.get(f"{elsewhere}/proposals/{working}/progress"), 404)
