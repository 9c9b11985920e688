"""Webhooks are put, listed and removed by admins, and told what is published and taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.days.backend import Backend
from engine.jobs.jobs import Jobs
from engine.jobs.webhooks import signed
from engine.store.audit import entries
from engine.store.database import Database
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import assert_problem
from tests.api.service.days.conftest import DATE, HERE, SITE, JobsOnCall, send, tag_of
from tests.engine.jobs.receiver import Receiver, receiving
from tests.engine.jobs.working import QUICK, SlowPlanner, at_work, wait_for

HOOKS = f"/v1/sites/{SITE}/webhooks"
URL = "https://example.org/hook"


def hooked(client: TestClient, url: str = URL) -> dict[str, Any]:
    made = client.post(HOOKS, json={"url": url})
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == f"{HOOKS}/{made.json()['id']}/deliveries"
    told: dict[str, Any] = made.json()
    return told


def deliveries(client: TestClient, hook: str) -> list[dict[str, Any]]:
    answer = client.get(f"{HOOKS}/{hook}/deliveries")
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["deliveries"]
    return told


@pytest.fixture
def opened(booked: TestClient, jobs: JobsOnCall) -> str:
    """Return where a proposal is that answers an absence."""
    taken = send(booked, examples.ABSENT)
    jobs.answer(taken.json()["proposal"])
    where: str = taken.headers["Location"]
    return where


def test_the_secret_is_shown_once(booked: TestClient, database: Database) -> None:
    made = hooked(booked)

    assert made["secret"].startswith("whsec_")
    (listed,) = booked.get(HOOKS).json()["webhooks"]
    assert (listed["id"], listed["url"], listed["by"]) == (made["id"], URL, "anybody")
    assert "secret" not in listed
    assert deliveries(booked, made["id"]) == []
    with database.reading() as conn:
        last = list(entries(conn, site=SITE))[-1]
    assert (last.action, last.about) == ("webhook put", f"webhook {made['id']}")


@pytest.mark.parametrize(
    "url", ["http://example.org", "https://127.0.0.1/x", "https://[::1]/", "ftp://example.org", "x"]
)
def test_an_address_that_may_not_be_told_is_refused(booked: TestClient, url: str) -> None:
    problem = assert_problem(booked.post(HOOKS, json={"url": url}), 422)

    assert problem["faults"][0]["field"] == "url"
    assert booked.get(HOOKS).json() == {"webhooks": []}


def test_a_webhook_is_a_sites_own(booked: TestClient) -> None:
    made = hooked(booked)
    elsewhere = "/v1/sites/west/webhooks"

    assert_problem(booked.post(elsewhere, json={"url": URL}), 404)
    assert booked.get(elsewhere).json() == {"webhooks": []}
    assert_problem(booked.get(f"{elsewhere}/{made['id']}/deliveries"), 404)
    assert_problem(booked.delete(f"{elsewhere}/{made['id']}"), 404)
    assert len(booked.get(HOOKS).json()["webhooks"]) == 1


def test_what_is_removed_is_told_nothing_more(booked: TestClient, opened: str) -> None:
    made = hooked(booked)
    gone = booked.delete(f"{HOOKS}/{made['id']}")

    assert (gone.status_code, gone.content) == (204, b"")
    assert booked.get(HOOKS).json() == {"webhooks": []}
    assert_problem(booked.get(f"{HOOKS}/{made['id']}/deliveries"), 404)
    assert_problem(booked.delete(f"{HOOKS}/{made['id']}"), 404)


def test_publishing_and_undoing_are_told_by_ids(booked: TestClient, opened: str) -> None:
    made = hooked(booked)
    proposal = opened.rpartition("/")[2]
    refused = booked.post(f"{opened}/publish", json={}, headers={"If-Match": '"other"'})
    assert refused.status_code == 412
    assert deliveries(booked, made["id"]) == []

    where = {"If-Match": tag_of(booked)}
    assert booked.post(f"{opened}/publish", json={}, headers=where).status_code == 200
    where = {"If-Match": tag_of(booked)}
    assert booked.post(f"{HERE}/undo", headers=where).status_code == 200

    undone, published = deliveries(booked, made["id"])
    assert (published["type"], published["date"]) == ("publication.made", DATE)
    assert published["about"] == {"publication": 1, "proposal": proposal}
    assert (undone["type"], undone["about"]) == ("publication.undone", {"publication": 2})
    assert {undone["status"], published["status"]} == {"waiting"}


def test_what_cannot_be_told_is_not_published(
    booked: TestClient, opened: str, jobs: JobsOnCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both or neither: what is published is told."""

    def fail(*of: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "announce", fail)
    where = {"If-Match": tag_of(booked)}

    assert_problem(booked.post(f"{opened}/publish", json={}, headers=where), 500)
    assert booked.get(f"{HERE}/publications").json() == {"publications": []}
    assert booked.get(opened).json()["status"] == "open"


def test_with_a_worker_everything_is_told(database: Database) -> None:
    jobs = Jobs.open(database, QUICK)
    app = create_app(planner=FakePlanner(), backend=Backend(database, jobs))
    try:
        with TestClient(app) as client, receiving(Receiver()) as receiver:
            client.put(f"/v1/sites/{SITE}/office", json=examples.OFFICE)
            client.put(f"{HERE}/book", json=examples.DAY)
            made = hooked(client, receiver.url)
            with at_work(jobs, SlowPlanner()):
                where = send(client, examples.ABSENT).headers["Location"]
                wait_for(lambda: client.get(where).json()["status"] == "open")
                seen = {"If-Match": tag_of(client)}
                done = client.post(f"{where}/publish", json={}, headers=seen)
                assert done.status_code == 200, done.text
                seen = {"If-Match": done.headers["ETag"]}
                assert client.post(f"{HERE}/undo", headers=seen).status_code == 200
                wait_for(
                    lambda: (
                        [each["status"] for each in deliveries(client, made["id"])]
                        == ["delivered"] * 3
                    )
                )
    finally:
        jobs.close()

    told = {json.loads(body)["type"]: (headers, body) for headers, body in receiver.got}
    assert set(told) == {"proposal.open", "publication.made", "publication.undone"}
    headers, body = told["publication.made"]
    assert json.loads(body)["data"] == {
        "site": SITE,
        "date": DATE,
        "publication": 1,
        "proposal": where.rpartition("/")[2],
    }
    sent_at = int(headers["webhook-timestamp"])
    proof = signed(made["secret"], headers["webhook-id"], body, sent_at)
    assert headers["webhook-signature"] == proof["webhook-signature"]
