"""Each route: what the planner is asked, and what comes back."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from models import rule_packs
from models.clock import minutes_of
from models.finding import Finding, Verdict
from models.plan import Plan
from models.proposal import Comparison, Proposal
from models.rules import Rules
from scenarios.library import load, names
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import QUESTION


def test_resolve_returns_the_proposal(client: TestClient) -> None:
    response = client.post("/v1/resolve", json=QUESTION)

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert Proposal.model_validate(response.json()) == examples.proposal()
    assert response.json()["changes"][0]["from"]["at"] == "09:10"


def test_the_planner_is_asked_what_the_request_says(
    client: TestClient, planner: FakePlanner
) -> None:
    how = {"profile": "keep-times", "deadline": 2.5, "seed": 7, "deterministic": True}
    client.post("/v1/resolve", json=QUESTION | how | {"now": "06:50", "options": False})

    (asked,) = planner.asked
    assert asked["office"] == examples.office()
    assert asked["day"] == examples.day()
    assert [event.type for event in asked["events"]] == ["absent"]
    assert asked["now"] == minutes_of("06:50")
    settings = asked["asked"]
    assert (settings.profile, settings.deadline, settings.seed) == ("keep-times", 2.5, 7)
    assert (settings.deterministic, settings.options, settings.workers) == (True, False, None)


@pytest.mark.parametrize(
    ("route", "more"),
    [
        ("/v1/resolve", {}),
        ("/v1/check", {"plan": examples.PLAN}),
        ("/v1/day/why", {"visit": "a-1"}),
        ("/v1/day/why-not", {"wish": {"visit": "a-1", "provider": "dr-bell"}}),
        ("/v1/day/conflict", {"wishes": [{"visit": "a-1", "provider": "dr-bell"}]}),
        ("/v1/day/help", {}),
        ("/v1/day/frontier", {}),
        ("/v1/what-if", {"events": None, "variants": [{"name": "as-it-is"}]}),
    ],
)
def test_the_issued_plan_is_handed_on(
    client: TestClient, planner: FakePlanner, route: str, more: dict[str, Any]
) -> None:
    question = QUESTION | more | {"issued": examples.PLAN}
    body = {name: value for name, value in question.items() if value is not None}

    response = client.post(route, json=body)

    assert response.status_code == 200, response.text
    assert planner.asked[0]["issued"] == Plan.model_validate(examples.PLAN)


def test_a_broken_issued_plan_is_refused_by_its_field(client: TestClient) -> None:
    response = client.post("/v1/resolve", json=QUESTION | {"issued": {"office": "corner"}})

    assert response.status_code == 422
    assert [fault["field"] for fault in response.json()["faults"]] == ["issued.date"]


def test_an_example_day_stands_for_office_and_day(client: TestClient, planner: FakePlanner) -> None:
    response = client.post("/v1/resolve", json={"scenario": "no-op", "deadline": 0})

    assert response.status_code == 200
    assert planner.asked[0]["day"] == load("no-op").day
    assert planner.asked[0]["asked"].deadline == 0


def test_what_if_returns_the_comparison(client: TestClient, planner: FakePlanner) -> None:
    variants = [{"name": "as-it-is"}, {"name": "video", "events": [examples.ABSENT]}]
    question = {"office": examples.OFFICE, "day": examples.DAY, "variants": variants}

    response = client.post("/v1/what-if", json=question)

    assert response.status_code == 200
    assert Comparison.model_validate(response.json()) == examples.comparison()
    assert [variant.name for variant in planner.asked[0]["variants"]] == ["as-it-is", "video"]


def test_check_returns_findings_and_sums(client: TestClient, planner: FakePlanner) -> None:
    planner.verdict = Verdict(findings=(Finding.model_validate(examples.BREACH),))

    response = client.post("/v1/check", json=QUESTION | {"plan": examples.PLAN})

    assert response.status_code == 200
    assert response.json()["legal"] is False
    assert response.json()["findings"][0]["rule"] == "absence"
    assert planner.asked[0]["plan"] == Plan.model_validate(examples.PLAN)


def test_scenarios_are_listed(client: TestClient) -> None:
    listed = client.get("/v1/scenarios").json()["scenarios"]

    assert [each["name"] for each in listed] == list(names())
    assert all(each["about"] for each in listed)


def test_a_scenario_can_be_sent_back_as_it_is(client: TestClient, planner: FakePlanner) -> None:
    shown = client.get("/v1/scenarios/no-op").json()

    response = client.post("/v1/resolve", json={"office": shown["office"], "day": shown["day"]})

    assert response.status_code == 200
    assert planner.asked[0]["office"] == load("no-op").office
    assert planner.asked[0]["day"] == load("no-op").day


def test_rule_packs_are_listed(client: TestClient) -> None:
    listed = client.get("/v1/packs").json()["packs"]

    assert [each["name"] for each in listed] == list(rule_packs.names())
    assert all(each["title"] for each in listed)
    assert {each["name"]: each["entries"] for each in listed}["none"] == 0


@pytest.mark.parametrize("name", rule_packs.names())
def test_a_rule_pack_can_be_written_into_the_office(
    client: TestClient, planner: FakePlanner, name: str
) -> None:
    shown = client.get(f"/v1/packs/{name}").json()
    office = examples.OFFICE | {"rules": {"pack": shown}}

    response = client.post("/v1/resolve", json={"office": office, "day": examples.DAY})

    assert response.status_code == 200
    rules = planner.asked[0]["office"].rules
    assert rules.pack == rule_packs.pack_of(name)
    assert rules.breaks == Rules.model_validate({"pack": name}).breaks


def test_an_unknown_rule_pack_is_refused_with_the_known_ones(client: TestClient) -> None:
    refused = client.get("/v1/packs/texas")

    assert refused.status_code == 404
    assert refused.headers["content-type"] == "application/problem+json"
    assert all(name in refused.json()["detail"] for name in rule_packs.names())


def test_schemas(client: TestClient) -> None:
    whole = client.get("/v1/schema")
    plan = client.get("/v1/schema/plan")

    assert whole.headers["content-type"] == "application/schema+json"
    assert "soft-terms" in whole.json()
    assert plan.json()["title"] == "Plan"


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "header", ["content-security-policy", "referrer-policy", "x-content-type-options"]
)
@pytest.mark.parametrize("path", ["/healthz", "/nowhere"])
def test_every_answer_carries_the_security_headers(
    client: TestClient, path: str, header: str
) -> None:
    response: Any = client.get(path)

    assert response.headers[header]
    assert response.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in response.headers
