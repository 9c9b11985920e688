"""The doors with the engine behind them: what one gives, another takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.command_line import app
from api.service.app import create_app
from models.proposal import Comparison, Proposal
from scenarios.library import load


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        yield client


def question(scenario: str, **more: Any) -> dict[str, Any]:
    return {"scenario": scenario, "deadline": 0} | more


@pytest.mark.parametrize("deadline", ["0", "2"])
def test_a_proposal_passes_the_check_of_the_command_line(tmp_path: Path, deadline: str) -> None:
    out = tmp_path / "proposal.json"

    resolved = run("resolve", "infeasible-honest", "--deadline", deadline, "--out", out, "--json")
    checked = run("check", "infeasible-honest", out, "--json")

    proposal = Proposal.model_validate(json.loads(resolved.stdout))
    judgement = json.loads(checked.stdout)
    assert resolved.exit_code == checked.exit_code == (3 if proposal.gaps else 0)
    assert judgement["legal"]
    assert judgement["cost"] == proposal.certificate.cost
    assert judgement["tiers"] == proposal.certificate.tiers


def test_the_service_answers_as_the_command_line_does(client: TestClient) -> None:
    ways = ("plan", "changes", "calls", "kpis", "certificate")
    spoken = client.post("/v1/resolve", json=question("infeasible-honest")).json()
    printed = json.loads(run("resolve", "infeasible-honest", "--deadline", "0", "--json").stdout)

    assert {way: spoken[way] for way in ways} == {way: printed[way] for way in ways}


def test_a_plan_from_the_service_can_be_checked_by_it(client: TestClient) -> None:
    proposal = client.post("/v1/resolve", json=question("infeasible-honest")).json()
    asked = {"scenario": "infeasible-honest", "now": proposal["now"], "plan": proposal["plan"]}

    judgement = client.post("/v1/check", json=asked).json()

    assert judgement["legal"]
    assert judgement["cost"] == proposal["certificate"]["cost"]


def test_what_if_compares_variants(client: TestClient) -> None:
    doctor = load("infeasible-honest").office.people[0].id
    variants = [
        {"name": "as-it-is"},
        {"name": "fewest", "profile": "fewest-calls"},
        {"name": "back-at-noon", "events": [{"type": "late", "person": doctor, "until": "12:00"}]},
    ]

    answer = client.post("/v1/what-if", json=question("infeasible-honest", variants=variants))

    comparison = Comparison.model_validate(answer.json())
    assert comparison.variants == ("as-it-is", "fewest", "back-at-noon")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"profile": "cheapest"}, "profile"),
        ({"events": [{"type": "absent", "person": "nobody"}]}, "events.0.person"),
    ],
)
def test_what_the_engine_refuses_names_its_field(
    client: TestClient, changed: dict[str, Any], field: str
) -> None:
    answer = client.post("/v1/resolve", json=question("infeasible-honest", **changed))

    assert answer.status_code == 422
    assert field in [fault["field"] for fault in answer.json()["faults"]]


def test_the_service_is_ready_once_its_solvers_are_warm(client: TestClient) -> None:
    for _ in range(300):
        answer = client.get("/readyz")
        if answer.status_code == 200:
            break
    assert answer.json() == {"status": "ready"}
