"""Many days are asked about at once; whoever asked sees the figures, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.days.backend import Backend
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings
from api.service.settings import Settings
from engine.jobs.jobs import Jobs
from engine.store.audit import entries
from engine.store.books import put_book
from engine.store.database import Database
from engine.store.fan_outs import answer_question
from engine.store.keys import create_key
from engine.store.offices import put_office
from models.access import Scope
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import assert_problem
from tests.api.service.days.conftest import DATE, SITE, JobsOnCall
from tests.api.service.security.conftest import shown
from tests.engine.jobs.working import QUICK, SlowPlanner, at_work, wait_for

HERE, WEST = {"site": SITE, "date": DATE}, {"site": "west", "date": DATE}
VARIANT = {"name": "bell-out", "events": [{"type": "absent", "person": "dr-bell"}]}


def ask(client: TestClient, *questions: dict[str, Any], **headers: str) -> Any:
    return client.post("/v1/fan-outs", json=list(questions), headers=headers)


@pytest.fixture
def two_sites(client: TestClient, database: Database) -> TestClient:
    """Give a client of a service that has a day at each of two sites."""
    with database.writing() as conn:
        for site in (SITE, "west"):
            put_office(conn, site, examples.office(), "ann")
            put_book(conn, site, examples.day(), "ann")
    return client


def test_answers_are_figures_by_page(two_sites: TestClient, database: Database) -> None:
    asked = ask(two_sites, HERE, WEST, HERE | {"variant": VARIANT})
    assert asked.status_code == 202, asked.text
    assert asked.json()["asked"] == 3
    where = asked.headers["Location"]
    with database.writing() as conn:
        answer_question(conn, asked.json()["fan_out"], 1, 0.5, examples.proposal())
        answer_question(conn, asked.json()["fan_out"], 2, 0.1, {"title": "no"})

    told = two_sites.get(where).json()
    counts = [told[name] for name in ("asked", "answered", "failed", "over", "cancelled")]
    assert counts == [3, 1, 1, False, False]
    first, second, third = told["answers"]
    assert (first["site"], first["date"], first["variant"]) == (SITE, DATE, None)
    assert (first["status"], first["seconds"]) == ("answered", 0.5)
    assert first["figures"]["cost"] == examples.CERTIFICATE["cost"]
    assert (first["figures"]["outcome"], first["figures"]["calls"]) == ("feasible", 2)
    assert "plan" not in str(first)
    assert (second["status"], second["problem"], second["figures"]) == (
        "failed",
        {"title": "no"},
        None,
    )
    assert (third["status"], third["variant"]) == ("working", "bell-out")

    page = two_sites.get(where, params={"after": 1, "limit": 1}).json()
    assert [each["number"] for each in page["answers"]] == [2]
    assert two_sites.get(where, params={"after": 3}).json()["answers"] == []
    for wrong in ({"after": -1}, {"limit": 0}, {"limit": 1000}, {"after": "x"}, {"after": 2**40}):
        problem = assert_problem(two_sites.get(where, params=wrong), 422)
        assert problem["faults"][0]["field"] in wrong


def test_it_is_given_up(two_sites: TestClient, database: Database) -> None:
    where = ask(two_sites, HERE, WEST).headers["Location"]

    assert two_sites.post(f"{where}/cancel").json()["cancelled"] is True
    assert two_sites.get(where).json()["over"] is True
    assert two_sites.post(f"{where}/cancel").json()["cancelled"] is True
    with database.reading() as conn:
        told = [(entry.action, entry.site) for entry in entries(conn)][-4:]
    assert told == [
        ("fan-out asked", SITE),
        ("fan-out asked", "west"),
        ("fan-out cancelled", SITE),
        ("fan-out cancelled", "west"),
    ]
    for path in ("/v1/fan-outs/none", "/v1/fan-outs/none/cancel"):
        method = "POST" if path.endswith("cancel") else "GET"
        assert_problem(two_sites.request(method, path), 404)


def test_what_makes_no_sense_is_refused(two_sites: TestClient) -> None:
    other = HERE | {"date": "2026-12-24"}
    problem = assert_problem(ask(two_sites, HERE, other, HERE | {"site": "none"}), 422)
    assert [fault["field"] for fault in problem["faults"]] == ["1.date", "2.date"]
    nonsense: list[Any] = [
        [],
        [{}],
        [HERE | {"variant": {}}],
        [HERE | {"date": "soon"}],
        {"questions": []},
    ]
    for wrong in nonsense:
        assert_problem(two_sites.post("/v1/fan-outs", json=wrong), 422)


@pytest.fixture
def guarded(two_sites: TestClient, database: Database, jobs: JobsOnCall) -> Iterator[TestClient]:
    """Give a client of the same with a door."""
    security = Security.guarded(SecuritySettings(), database)
    app = create_app(Settings(), FakePlanner(), security, backend=Backend(database, jobs))
    with TestClient(app) as client:
        yield client


@pytest.fixture
def key(database: Database) -> Callable[..., dict[str, str]]:
    def make(scope: Scope, *sites: str) -> dict[str, str]:
        with database.writing() as conn:
            made = create_key(conn, scope, sites or None, "test", timedelta(days=1), "tester")
        return shown(made.text)

    return make


def test_whoever_asks_may_propose_at_every_site_named(
    guarded: TestClient, key: Callable[..., dict[str, str]]
) -> None:
    here, both = key(Scope.PROPOSE, SITE), key(Scope.PROPOSE, SITE, "west")

    assert ask(guarded, HERE, **here).status_code == 202
    assert ask(guarded, HERE, WEST, **both).status_code == 202
    nowhere = ask(guarded, HERE, HERE | {"site": "nowhere"}, **here)
    elsewhere = ask(guarded, HERE, WEST, **here)
    assert_problem(elsewhere, 403)
    assert elsewhere.content == nowhere.content
    assert elsewhere.content == guarded.get("/v1/sites/west/days", headers=here).content
    assert_problem(ask(guarded, HERE, **key(Scope.READ)), 403)


def test_whoever_asked_sees_it_and_admins_of_every_site(
    guarded: TestClient, key: Callable[..., dict[str, str]]
) -> None:
    own, other = key(Scope.PROPOSE), key(Scope.PUBLISH)
    where = ask(guarded, HERE, **own).headers["Location"]

    assert guarded.get(where, headers=own).status_code == 200
    assert guarded.get(where, headers=key(Scope.ADMIN)).status_code == 200
    for stranger in (other, key(Scope.ADMIN, SITE)):
        assert_problem(guarded.get(where, headers=stranger), 404)
        assert_problem(guarded.post(f"{where}/cancel", headers=stranger), 404)
    assert guarded.get(where, headers=own).json()["cancelled"] is False
    assert guarded.post(f"{where}/cancel", headers=own).status_code == 200


def test_with_a_worker_everything_is_answered(two_sites: TestClient, database: Database) -> None:
    jobs = Jobs.open(database, QUICK)
    app = create_app(planner=FakePlanner(), backend=Backend(database, jobs))
    try:
        with TestClient(app) as client, at_work(jobs, SlowPlanner()):
            where = ask(client, HERE, WEST, HERE | {"variant": VARIANT}).headers["Location"]
            wait_for(lambda: client.get(where).json()["over"])
            told = client.get(where).json()
    finally:
        jobs.close()

    assert (told["answered"], told["failed"]) == (3, 0)
    assert [each["site"] for each in told["answers"]] == [SITE, "west", SITE]
    assert all(each["figures"]["outcome"] == "feasible" for each in told["answers"])
