"""The audit says who did and saw what, by digests; what is old is purged and the audit stays."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.days.backend import Backend
from api.service.days.seen import Seen
from engine.store import sightings
from engine.store.audit import Entry, Head, verify_entries
from engine.store.database import Database
from engine.store.errors import DatabaseFull
from engine.store.sightings import Sight
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import assert_problem
from tests.api.service.days.conftest import DATE, HERE, SITE, JobsOnCall, send, tag_of
from tests.engine.store.keeping import put_day

TODAY = dt.datetime.now(ZoneInfo("America/New_York")).date()
"""At the example office."""


def names(reference: str, text: str) -> bool:
    """Tell whether a text names something; numbers of proposals and digests are hexadecimal."""
    return re.search(rf"(?<![0-9a-f-]){reference}(?![0-9a-f-])", text) is not None


def audited(client: TestClient, **page: int) -> list[dict[str, Any]]:
    answer = client.get("/v1/audit", params=page)
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["entries"]
    return told


def seen(client: TestClient) -> list[tuple[str, str]]:
    told = [each for each in audited(client) if each["action"].endswith(" seen")]
    return [(each["action"], each["about"]) for each in told]


@pytest.fixture
def published(booked: TestClient, jobs: JobsOnCall) -> str:
    """Return where a proposal is that was published."""
    taken = send(booked, examples.ABSENT)
    where: str = taken.headers["Location"]
    jobs.answer(taken.json()["proposal"])
    headers = {"If-Match": tag_of(booked)}
    assert booked.post(f"{where}/publish", json={}, headers=headers).status_code == 200
    return where


def test_entries_are_as_they_are_and_verify(booked: TestClient, published: str) -> None:
    whole = booked.get("/v1/audit").json()

    head = verify_entries([Entry.of_json(each) for each in whole["entries"]])
    assert Head(**whole["head"]) == head
    assert [each["action"] for each in whole["entries"]][:3] == [
        "office put",
        "book put",
        "event accepted",
    ]
    for known in ("dr-lee", "a-1", "follow-up"):
        assert not names(known, str(whole))
    first, second = audited(booked, limit=2)
    assert [first, second] == whole["entries"][:2]
    assert audited(booked, after=2, limit=1) == whole["entries"][2:3]
    assert audited(booked, after=head.position) == []
    for wrong in ({"after": -1}, {"limit": 0}, {"limit": 101}):
        assert_problem(booked.get("/v1/audit", params=wrong), 422)


def test_who_has_seen_what_is_there_once(booked: TestClient, published: str) -> None:
    proposal = published.rpartition("/")[2]
    for _ in range(3):
        assert booked.get(f"{HERE}/book").status_code == 200
        assert booked.get(published).status_code == 200
        assert booked.get(HERE).status_code == 200
        assert booked.get(f"{HERE}/publications").status_code == 200
        assert booked.get(f"{HERE}/proposals").status_code == 200
        assert booked.get(f"{HERE}/events").status_code == 200

    assert seen(booked) == [
        ("book seen", f"day {DATE}, book 1"),
        ("proposal seen", f"day {DATE}, proposal {proposal}"),
        ("publication seen", f"day {DATE}, publication 1"),
    ]


def test_what_is_not_there_yet_is_not_seen(booked: TestClient) -> None:
    where = send(booked, examples.ABSENT).headers["Location"]

    for path in (where, HERE, f"{HERE}/publications"):
        assert booked.get(path).status_code == 200
    assert_problem(booked.get(f"{HERE}/proposals/none"), 404)

    assert seen(booked) == []


def test_it_is_recorded_once_by_all_processes_and_again_the_next_day(
    booked: TestClient, database: Database
) -> None:
    today = [dt.datetime(2026, 11, 23, 23, tzinfo=dt.UTC)]
    processes = [Seen(database, lambda: today[0]) for _ in range(2)]
    book = Sight("book seen", "day 2026-11-23, book 1", None)

    def look() -> int:
        for process in (*processes, *processes):
            process.note("ann", SITE, [book])
        return len(seen(booked))

    assert (look(), look()) == (1, 1)
    today[0] += dt.timedelta(hours=2)
    assert (look(), look()) == (2, 2)


def test_who_looks_again_does_not_write(
    booked: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert booked.get(f"{HERE}/book").status_code == 200

    def full(*of: object, **more: object) -> None:
        raise DatabaseFull("no room")

    monkeypatch.setattr("api.service.days.seen.note_sights", full)
    assert booked.get(f"{HERE}/book").status_code == 200
    assert sightings.note_sights is not full


def test_what_cannot_be_recorded_is_not_shown(
    booked: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*of: object, **more: object) -> None:
        raise DatabaseFull("no room")

    monkeypatch.setattr("api.service.days.seen.note_sights", full)

    answer = booked.get(f"{HERE}/book")
    assert_problem(answer, 507)
    assert not names("a-1", answer.text)


def test_bug_a_day_that_is_over_elsewhere_alone_is_not_purged(
    booked: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Ten in the evening of the day in New York: tomorrow, by the clock that the store goes by.
    late = dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC)
    monkeypatch.setattr("api.service.days.audit.now", lambda: late)

    answer = booked.post(f"/v1/sites/{SITE}/purge", json={"before": "2026-11-24"})

    assert [each["field"] for each in assert_problem(answer, 422)["faults"]] == ["before"]
    assert booked.get(f"/v1/sites/{SITE}/days").json() == {"days": [DATE]}
    answer = booked.post(f"/v1/sites/{SITE}/purge", json={"before": DATE})
    assert answer.json()["days"] == []


def test_days_that_are_over_are_purged(database: Database, jobs: JobsOnCall) -> None:
    old, older = TODAY - dt.timedelta(days=10), TODAY - dt.timedelta(days=20)
    with database.writing() as conn:
        for date in (older, old, TODAY):
            put_day(conn, SITE, date)
    app = create_app(planner=FakePlanner(), backend=Backend(database, jobs))
    with TestClient(app) as client:
        where = f"/v1/sites/{SITE}"
        days = lambda: client.get(f"{where}/days").json()["days"]  # noqa: E731
        assert client.post(f"{where}/purge", json={}).json() == {
            "days": [],
            "rosters": [],
            "rows": {},
        }
        assert client.get(f"{where}/retention").json() == {"days": None}
        assert client.put(f"{where}/retention", json={"days": 15}).json() == {"days": 15}
        assert client.get(f"{where}/retention").json() == {"days": 15}
        gone = client.post(f"{where}/purge", json={}).json()
        assert gone == {"days": [str(older)], "rosters": [], "rows": {"book_versions": 1}}
        assert days() == [str(old), str(TODAY)]
        gone = client.post(f"{where}/purge", json={"before": str(TODAY)}).json()
        assert gone["days"] == [str(old)]
        assert days() == [str(TODAY)]
        assert_problem(client.get(f"{where}/days/{old}/book"), 404)

        later = TODAY + dt.timedelta(days=3)
        problem = assert_problem(client.post(f"{where}/purge", json={"before": str(later)}), 422)
        assert problem["faults"][0]["field"] == "before"
        assert_problem(client.post("/v1/sites/none/purge", json={"before": str(old)}), 404)
        assert_problem(client.post("/v1/sites/none/purge", json={}), 404)
        assert_problem(client.put(f"{where}/retention", json={"days": -1}), 422)
        assert days() == [str(TODAY)]

        told = client.get("/v1/audit").json()["entries"]
        verify_entries([Entry.of_json(each) for each in told])
        actions = [each["action"] for each in told]
        assert (actions.count("purged"), actions.count("retention set")) == (2, 1)
