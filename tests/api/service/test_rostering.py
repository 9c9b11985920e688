"""The routes for rosters: what the planner is asked, what comes back, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.planner import Engine
from api.service.app import create_app
from models.absence_answer import AnsweredAbsence
from models.roster_answer import RepairedRoster
from scenarios.roster_library import load_example_absence, load_example_roster
from tests.api.fakes import FakePlanner

MONTH: dict[str, Any] = {"scenario": "clinic-month", "deadline": 2.5}


def whole() -> dict[str, Any]:
    office, roster = load_example_roster("clinic-month")
    return {
        name: document.model_dump(mode="json", by_alias=True)
        for name, document in (("office", office), ("roster", roster))
    }


@pytest.mark.parametrize("asked", [{"scenario": "clinic-month"}, whole()])
def test_a_repair_is_asked_as_the_request_says(
    client: TestClient, planner: FakePlanner, asked: dict[str, Any]
) -> None:
    how = {"deadline": 2.5, "seed": 7, "lean": "fairest", "options": False, "deterministic": True}
    response = client.post("/v1/roster/repair", json=asked | how)
    assert response.status_code == 200, response.text
    assert RepairedRoster.model_validate(response.json()).certificate.short == 1
    (heard,) = planner.asked
    assert (heard["office"], heard["roster"]) == load_example_roster("clinic-month")
    settings = heard["asked"]
    assert (settings.deadline, settings.seed, settings.options) == (2.5, 7, False)
    assert settings.deterministic
    assert heard["lean"] == "fairest"


def test_a_build_without_a_roster_says_that_it_is_not_known(client: TestClient) -> None:
    response = client.post("/v1/roster/build", json=MONTH)
    assert response.status_code == 200
    assert (response.json()["roster"], response.json()["possible"]) == (None, None)


@pytest.mark.parametrize("plan", [None, {"rows": {"ma-gray": ["early", None]}}])
def test_a_check_is_handed_the_plan(
    client: TestClient, planner: FakePlanner, plan: dict[str, Any] | None
) -> None:
    response = client.post("/v1/roster/check", json={"scenario": "clinic-month", "plan": plan})
    assert response.json()["legal"] is True
    assert (planner.asked[0]["plan"] is None) is (plan is None)


@pytest.mark.parametrize("route", ["build", "repair"])
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"deadline": 1e6}, "deadline"),
        ({"deadline": "5"}, "deadline"),
        ({"seed": -1}, "seed"),
        ({"scenario": "md-out-small-pc"}, "scenario"),
        ({"office": {"id": "x"}}, "office"),
        ({"lean": "nicest"}, "lean"),
    ],
)
def test_what_makes_no_sense_is_a_problem_with_its_field(
    client: TestClient, route: str, more: dict[str, Any], field: str
) -> None:
    response = client.post(f"/v1/roster/{route}", json=MONTH | more)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert any(fault["field"].startswith(field) for fault in response.json()["faults"])


def test_the_engine_repairs_over_http() -> None:
    with TestClient(create_app(planner=Engine())) as client:
        asked = {"scenario": "clinic-month", "deadline": 5, "options": False, "deterministic": True}
        answer = client.post("/v1/roster/repair", json=asked).json()
    assert (answer["certificate"]["changes"], answer["uncovered"]) == (2, [])
    assert answer["limits"]["reproducible"]


def test_a_roster_that_is_none_is_refused_by_the_engine_with_its_field() -> None:
    with TestClient(create_app(planner=Engine())) as client:
        asked = whole()
        asked["roster"]["published"]["ma-gray"] = [None]
        answer = client.post("/v1/roster/repair", json=asked)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["field"] == "roster.published.ma-gray"


def nurse_out() -> dict[str, Any]:
    office, absence = load_example_absence("nurse-out")
    return {
        name: document.model_dump(mode="json", by_alias=True)
        for name, document in (("office", office), ("absence", absence))
    }


@pytest.mark.parametrize("asked", [{"scenario": "nurse-out"}, nurse_out()])
def test_an_absence_is_asked_about_as_the_request_says(
    client: TestClient, planner: FakePlanner, asked: dict[str, Any]
) -> None:
    how = {"deadline": 2.5, "seed": 7, "lean": "fairest", "options": False, "profile": "x"}
    how |= {"deterministic": True}
    response = client.post("/v1/roster/absence", json=asked | how)
    assert response.status_code == 200, response.text
    assert AnsweredAbsence.model_validate(response.json()).staff_calls
    (heard,) = planner.asked
    assert (heard["office"], heard["absence"]) == load_example_absence("nurse-out")
    settings = heard["asked"]
    found = (settings.deadline, settings.seed, settings.options, settings.profile)
    assert found == (2.5, 7, False, "x")
    assert settings.deterministic
    assert heard["lean"] == "fairest"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"deadline": 1e6}, "deadline"),
        ({"seed": -1}, "seed"),
        ({"scenario": "clinic-month"}, "scenario"),
        ({"office": {"id": "x"}}, "office"),
        ({"lean": "nicest"}, "lean"),
        ({"options": "yes"}, "options"),
    ],
)
def test_an_absence_that_makes_no_sense_is_a_problem_with_its_field(
    client: TestClient, more: dict[str, Any], field: str
) -> None:
    response = client.post("/v1/roster/absence", json={"scenario": "nurse-out"} | more)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert any(fault["field"].startswith(field) for fault in response.json()["faults"])


def test_the_engine_answers_an_absence_over_http() -> None:
    with TestClient(create_app(planner=Engine())) as client:
        asked = nurse_out() | {"deadline": 0, "options": False}
        answer = client.post("/v1/roster/absence", json=asked).json()
        asked["absence"]["days"][0]["date"] = "2027-01-01"
        refused = client.post("/v1/roster/absence", json=asked)
    assert (answer["findings"], len(answer["days"])) == ([], 3)
    assert refused.status_code == 422
    assert [fault["field"] for fault in refused.json()["faults"]] == ["days.0.date"]
