"""Proposals are looked at, given up, published: whole or in part, never twice, never stale."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api import examples
from tests.api.service.conftest import assert_problem
from tests.api.service.days.conftest import HERE, SITE, JobsOnCall, send, tag_of

LATE = {"type": "late", "person": "dr-bell", "until": "10:00", "reported": "06:50"}


@pytest.fixture
def opened(booked: TestClient, jobs: JobsOnCall) -> str:
    """Return where a proposal is that answers an absence."""
    taken = send(booked, examples.ABSENT)
    jobs.answer(taken.json()["proposal"])
    where: str = taken.headers["Location"]
    return where


def publish(client: TestClient, where: str, tag: str, **body: Any) -> Any:
    return client.post(f"{where}/publish", json=body, headers={"If-Match": tag})


def test_a_proposal_is_worked_out_then_open(booked: TestClient, jobs: JobsOnCall) -> None:
    taken = send(booked, examples.ABSENT)
    where = taken.headers["Location"]
    assert booked.get(where).json()["status"] == "working"
    assert booked.get(where).json()["proposal"] is None
    jobs.answer(taken.json()["proposal"])
    shown = booked.get(where).json()
    assert (shown["status"], shown["position"]) == ("open", 1)
    assert shown["proposal"]["kpis"]["hit"] == 2
    (listed,) = booked.get(f"{HERE}/proposals").json()["proposals"]
    assert (listed["id"], listed["proposal"]) == (shown["id"], None)


def test_a_proposal_belongs_to_its_day(booked: TestClient, opened: str) -> None:
    other = examples.DAY | {"date": "2026-11-25", "open_slots": []}
    assert booked.put(f"/v1/sites/{SITE}/days/2026-11-25/book", json=other).status_code == 200
    elsewhere = opened.replace("2026-11-23", "2026-11-25")
    assert_problem(booked.get(elsewhere), 404)
    assert_problem(booked.post(f"{elsewhere}/cancel"), 404)
    assert_problem(publish(booked, elsewhere, tag_of(booked)), 404)
    assert booked.get(opened).json()["status"] == "open"


def test_a_day_is_solved_when_asked(booked: TestClient, jobs: JobsOnCall) -> None:
    asked = booked.post(f"{HERE}/proposals", json={"profile": "fewest-calls", "deadline": 2.0})
    assert asked.status_code == 202
    assert jobs.questions == [{"profile": "fewest-calls", "deadline": 2.0}]
    assert booked.get(asked.headers["Location"]).json()["status"] == "working"
    long = booked.post(f"{HERE}/proposals", json={"deadline": 1e6})
    assert assert_problem(long, 422)["faults"][0]["field"] == "deadline"


def test_a_proposal_is_given_up_once(booked: TestClient, opened: str) -> None:
    assert booked.post(f"{opened}/cancel").json()["status"] == "cancelled"
    assert_problem(booked.post(f"{opened}/cancel"), 409)
    assert_problem(publish(booked, opened, tag_of(booked)), 409)


def test_a_proposal_is_published_whole_once(booked: TestClient, opened: str) -> None:
    before = tag_of(booked)
    made = publish(booked, opened, before)
    assert made.status_code == 200, made.text
    assert made.json()["version"] == 1
    assert made.json()["plan"] == booked.get(opened).json()["proposal"]["plan"]
    assert made.headers["ETag"] == tag_of(booked) != before
    assert booked.get(HERE).json()["plan"] == made.json()["plan"]
    assert booked.get(opened).json()["status"] == "published"
    assert publish(booked, opened, tag_of(booked)).status_code in {409, 412}
    assert len(booked.get(f"{HERE}/publications").json()["publications"]) == 1


def test_publishing_says_what_was_seen(booked: TestClient, opened: str) -> None:
    assert_problem(booked.post(f"{opened}/publish", json={}), 428)
    for wrong in ("*", "tag", 'W/"tag"', '"a", "b"'):
        assert_problem(publish(booked, opened, wrong), 400)
    assert_problem(publish(booked, opened, '"other"'), 412)
    assert booked.get(opened).json()["status"] == "open"


def test_a_proposal_that_is_not_ready_is_not_published(booked: TestClient) -> None:
    where = send(booked, examples.ABSENT).headers["Location"]
    assert_problem(publish(booked, where, tag_of(booked)), 409)


def test_what_moved_on_is_told(booked: TestClient, opened: str) -> None:
    booked.put(f"{HERE}/book", json=examples.DAY | {"held_slots": []})
    booked.put(f"{HERE}/book", json=examples.DAY | {"appointments": []})
    problem = assert_problem(publish(booked, opened, tag_of(booked)), 412)
    assert {"what": "book", "then": 1, "now": 2} in problem["differences"]
    assert booked.get(f"{HERE}/publications").json() == {"publications": []}


def test_a_newer_event_makes_a_proposal_old(booked: TestClient, opened: str) -> None:
    send(booked, LATE, "k-2")
    assert booked.get(opened).json()["status"] == "superseded"
    problem = assert_problem(publish(booked, opened, tag_of(booked)), 412)
    assert problem["differences"] == [{"what": "events", "then": 1, "now": 2}]


def test_a_part_is_published(booked: TestClient, opened: str) -> None:
    whole = booked.get(opened).json()["proposal"]["plan"]
    made = publish(booked, opened, tag_of(booked), accepted=["a-1"])
    assert made.status_code == 200, made.text
    assert made.json()["accepted"] == ["a-1"]
    plans = {visit["appointment"]: visit for visit in made.json()["plan"]["visits"]}
    assert plans["a-1"] == {v["appointment"]: v for v in whole["visits"]}["a-1"]
    problem = assert_problem(publish(booked, opened, tag_of(booked), accepted=["a-2"]), 412)
    assert problem["differences"]


def test_a_part_names_visits_of_the_day(booked: TestClient, opened: str) -> None:
    problem = assert_problem(publish(booked, opened, tag_of(booked), accepted=["a-77"]), 422)
    assert problem["faults"][0]["field"] == "accepted.0"
    problem = assert_problem(publish(booked, opened, tag_of(booked), option=7), 422)
    assert problem["faults"][0]["field"] == "option"
    assert booked.get(opened).json()["status"] == "open"


def test_undo_goes_back_step_by_step(booked: TestClient, opened: str, jobs: JobsOnCall) -> None:
    def undo() -> Any:
        return booked.post(f"{HERE}/undo", headers={"If-Match": tag_of(booked)})

    assert_problem(undo(), 404)
    first = publish(booked, opened, tag_of(booked)).json()["plan"]
    taken = send(booked, LATE, "k-2")
    jobs.answer(taken.json()["proposal"])
    assert publish(booked, taken.headers["Location"], tag_of(booked)).status_code == 200
    back = undo()
    assert back.status_code == 200, back.text
    assert (back.json()["version"], back.json()["undoes"], back.json()["restores"]) == (3, 2, 1)
    assert back.json()["plan"] == first
    assert undo().json()["plan"] is None
    assert booked.get(HERE).json()["plan"] is None
    assert_problem(undo(), 404)
    assert_problem(booked.post(f"{HERE}/undo"), 428)


def test_bug_a_proposal_is_not_published_once_its_day_has_ended(
    booked: TestClient, jobs: JobsOnCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(text: str) -> dt.datetime:
        return dt.datetime.fromisoformat(text)

    monkeypatch.setattr("engine.store.proposals.now", lambda: at("2026-11-23T22:00-05:00"))
    where = send(booked, examples.ABSENT).headers["Location"]
    jobs.answer(where.rpartition("/")[2])
    monkeypatch.setattr("api.service.days.publications.now", lambda: at("2026-11-24T00:00-05:00"))

    problem = assert_problem(publish(booked, where, tag_of(booked)), 409)

    assert problem["dates"] == ["2026-11-23"]
    assert booked.get(where).json()["status"] == "open"
    monkeypatch.setattr("api.service.days.publications.now", lambda: at("2026-11-23T23:59-05:00"))
    assert publish(booked, where, tag_of(booked)).status_code == 200
