"""The routes of a kept roster whose site keeps booked days: proposed, published, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.absences.kept_absence import repair_with_days
from engine.asked import Asked
from engine.jobs.solve_roster import as_it_stands, read_with_days
from engine.store.audit import entries
from engine.store.database import Database
from engine.store.shelves import ROSTERS
from tests.api.service.conftest import assert_problem
from tests.api.service.days.jobs_on_call import SITE, JobsOnCall
from tests.engine.kept_days import EVENING, FRIDAY, NAME, THURSDAY, books, office, roster

WEEKS = f"/v1/sites/{SITE}/rosters/{NAME}"
OUT = {"type": "absent", "person": "rn-ames", "from": "2026-12-03", "to": "2026-12-04"}
LATE = {"type": "late", "person": "rn-hill", "until": "08:30"}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.jobs.solve_roster.now_at", lambda _: EVENING)


@pytest.fixture
def kept(client: TestClient) -> TestClient:
    put(client, f"/v1/sites/{SITE}/office", office())
    put(client, WEEKS, roster())
    for day in books().values():
        put(client, f"{at(day.date)}/book", day)
    return client


def put(client: TestClient, where: str, document: Any) -> None:
    body = document.model_dump(mode="json", by_alias=True)
    assert client.put(where, json=body).status_code == 200


def at(date: object) -> str:
    return f"/v1/sites/{SITE}/days/{date}"


def publish(client: TestClient, where: str, **what: Any) -> Any:
    tag = client.get(WEEKS).headers["ETag"]
    return client.post(f"{where}/publish", json=what, headers={"If-Match": tag})


def undo(client: TestClient) -> Any:
    return client.post(f"{WEEKS}/undo", headers={"If-Match": client.get(WEEKS).headers["ETag"]})


@pytest.fixture
def where(kept: TestClient, jobs: JobsOnCall) -> str:
    """Have the absence answered without a search, and return where the proposal is."""
    taken = kept.post(f"{WEEKS}/events", json=OUT, headers={"Idempotency-Key": "k-1"}).json()
    with jobs.database.writing() as conn:
        read = read_with_days(conn, SITE, NAME)
        stands = as_it_stands(read.roster)
        quick = Asked(deadline=0.0, options=False, workers=2)
        found = repair_with_days(office(), stands, read.kept_days, now=EVENING, asked=quick)
        ROSTERS.proposals.fill(conn, taken["proposal"], found, read.marks)
    return f"{WEEKS}/proposals/{taken['proposal']}"


def test_a_proposal_shows_roster_days_and_calls(kept: TestClient, where: str) -> None:
    shown = kept.get(where).json()["proposal"]

    assert [(day["date"], day["outcome"]) for day in shown["booked_days"]] == [
        ("2026-12-02", "untouched"),
        ("2026-12-03", "planned"),
        ("2026-12-04", "planned"),
    ]
    thursday = shown["booked_days"][1]
    assert thursday["read"] == {"office": 1, "book": 1, "position": 0, "publication": 0}
    assert thursday["proposal"]["certificate"]["cost"] > 0
    assert {change["appointment"] for change in thursday["proposal"]["changes"]} >= {"d-1", "l-1"}
    assert shown["summary"].startswith("rn-ames out 2026-12-03 to 2026-12-04: ")
    assert len(shown["patient_calls"]) == 4
    assert shown["findings"] == []
    (listed,) = kept.get(f"{WEEKS}/proposals").json()["proposals"]
    assert listed["proposal"] is None


def test_published_whole_the_days_show_their_plans(kept: TestClient, where: str) -> None:
    parts = {day["date"]: day for day in kept.get(where).json()["proposal"]["booked_days"]}
    made = publish(kept, where)
    assert made.status_code == 200, made.text
    assert [(day["date"], day["fate"]) for day in made.json()["days"]] == [
        ("2026-12-03", "published"),
        ("2026-12-04", "published"),
    ]
    assert made.headers["ETag"] == kept.get(WEEKS).headers["ETag"]

    for day in made.json()["days"]:
        standing = kept.get(at(day["date"])).json()
        assert standing["plan"] == parts[day["date"]]["proposal"]["plan"]
        assert (standing["book"], standing["publication"]) == (2, 1)
        own = kept.get(f"{at(day['date'])}/proposals/{day['proposal']}").json()
        assert (own["status"], own["proposal"]) == (
            "published",
            parts[day["date"]]["proposal"],
        )
        (listed,) = kept.get(f"{at(day['date'])}/publications").json()["publications"]
        assert listed["proposal"] == day["proposal"]
    assert kept.get(at("2026-12-02")).json()["plan"] is None
    (listed,) = kept.get(f"{WEEKS}/publications").json()["publications"]
    assert listed["days"] == made.json()["days"]


def test_taken_back_the_days_are_as_before(kept: TestClient, where: str) -> None:
    before = {date: kept.get(f"{at(date)}/book").json()["day"] for date in (THURSDAY, FRIDAY)}
    publish(kept, where)
    back = undo(kept)

    assert back.status_code == 200, back.text
    assert [(day["fate"], day["publication"]) for day in back.json()["days"]] == [("undone", 0)] * 2
    for date, book in before.items():
        assert kept.get(f"{at(date)}/book").json()["day"] == book
        assert kept.get(at(date)).json()["plan"] is None


def test_a_day_that_has_moved_on_is_named_and_nothing_is_published(
    kept: TestClient, where: str
) -> None:
    key = {"Idempotency-Key": "k-2"}
    assert kept.post(f"{at(FRIDAY)}/events", json=LATE, headers=key).status_code == 202
    problem = assert_problem(publish(kept, where), 412)

    assert problem["differences"] == [{"date": "2026-12-04", "what": "events", "then": 0, "now": 1}]
    assert problem["detail"].startswith("The roster's proposal has moved on since: 2026-12-04 even")
    assert kept.get(WEEKS).json()["plan"] is None
    assert kept.get(at(THURSDAY)).json()["plan"] is None
    assert kept.get(where).json()["status"] == "open"


def test_a_part_has_its_days_solved_again(kept: TestClient, where: str) -> None:
    made = publish(kept, where, accepted=[])
    assert made.status_code == 200, made.text
    for day in made.json()["days"]:
        assert (day["fate"], day["publication"]) == ("asked", 0)
        asked = kept.get(f"{at(day['date'])}/proposals/{day['proposal']}").json()
        assert (asked["status"], asked["book"]) == ("working", 2)


def test_a_day_with_a_newer_plan_is_not_taken_back(kept: TestClient, where: str) -> None:
    publish(kept, where)
    seen = {"If-Match": kept.get(at(FRIDAY)).headers["ETag"]}
    assert kept.post(f"{at(FRIDAY)}/undo", headers=seen).status_code == 200
    problem = assert_problem(undo(kept), 412)

    assert problem["differences"] == [
        {"date": "2026-12-04", "what": "publication", "then": 1, "now": 0}
    ]
    assert kept.get(WEEKS).json()["plan"] is not None


def test_the_audit_has_every_day_by_itself(
    kept: TestClient, where: str, database: Database
) -> None:
    publish(kept, where)
    undo(kept)
    with database.reading() as conn:
        done = [(each.action, each.about) for each in entries(conn)]
    told = [each for each in done[6:] if not each[0].endswith("seen")]

    days = ("2026-12-03", "2026-12-04")
    assert told[:5] == [
        *(
            entry
            for day in days
            for entry in (
                ("book put", f"day {day}, book 2"),
                ("plan published", f"day {day}, publication 1"),
            )
        ),
        ("plan published", f"roster {NAME}, publication 1"),
    ]
    assert [action for action, _ in told[5:]] == [
        *["book put", "publication undone"] * 2,
        "publication undone",
    ]
