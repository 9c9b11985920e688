"""Every request is noted, by its route's template: in the log, the figures and the answer."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.operation.logs import Lines
from api.operation.metrics import CONTENT_TYPE_LATEST, METHODS, Metrics
from api.service.app import create_app
from api.service.settings import Settings
from models.errors import BadInput, Fault
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import QUESTION, RawExchange, assert_problem

REFERENCE = "a-1042"
ID = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Return what Huddle logs, as JSON."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines("json"))
    log = logging.getLogger("huddle")
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield written
    log.removeHandler(handler)
    log.setLevel(logging.NOTSET)


def noted(lines: StringIO) -> list[dict[str, Any]]:
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [each for each in told if each["logger"] == "huddle.request"]


def figure(client: TestClient, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.M)
    assert found is not None, name
    return float(found[1])


def test_a_request_is_one_line(client: TestClient, lines: StringIO) -> None:
    response = client.post("/v1/resolve", json=QUESTION)

    (line,) = noted(lines)
    assert (line["level"], line["message"]) == ("info", "answered")
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/resolve", 200)
    assert line["seconds"] >= 0
    assert line["request"] == response.headers["x-request-id"]


def test_a_request_keeps_the_id_it_brings(client: TestClient, lines: StringIO) -> None:
    response = client.get("/v1/packs", headers={"X-Request-ID": ID})

    assert response.headers["x-request-id"] == ID
    assert noted(lines)[0]["request"] == ID


@pytest.mark.parametrize("brought", [REFERENCE, "mrs-jones-1042-is-late", "", "0" * 65, "7f3e"])
def test_an_id_that_may_be_a_name_is_not_taken_over(
    client: TestClient, lines: StringIO, brought: str
) -> None:
    response = client.get("/v1/packs", headers={"X-Request-ID": brought})

    assert re.fullmatch(r"[0-9a-f-]{36}", response.headers["x-request-id"])
    assert noted(lines)[0]["request"] == response.headers["x-request-id"]


def test_refusals_and_failures_carry_an_id_too(client: TestClient, planner: FakePlanner) -> None:
    planner.refusal = KeyError(REFERENCE)

    for response in (client.get("/nowhere"), client.post("/v1/resolve", json=QUESTION)):
        assert response.headers["x-request-id"]


def test_lines_about_a_failure_belong_to_its_request(
    client: TestClient, planner: FakePlanner, lines: StringIO
) -> None:
    planner.refusal = KeyError(REFERENCE)

    response = client.post("/v1/resolve", json=QUESTION)

    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    failed, answered = [each for each in told if each["level"] in {"error", "warning"}]
    assert failed["message"].startswith("KeyError in ")
    assert (answered["status"], answered["level"]) == (500, "warning")
    assert failed["request"] == answered["request"] == response.headers["x-request-id"]


def test_what_is_logged_in_the_solve_belongs_to_the_request(
    client: TestClient, planner: FakePlanner, lines: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(*_about: Any, **_asked: Any) -> Any:
        logging.getLogger("huddle.solve").info("begun")
        return planner.proposal

    monkeypatch.setattr(planner, "resolve", resolve)
    response = client.post("/v1/resolve", json=QUESTION)

    begun = json.loads(lines.getvalue().splitlines()[0])
    assert begun["message"] == "begun"
    assert begun["request"] == response.headers["x-request-id"]


def test_no_path_is_logged_or_counted(app: FastAPI, lines: StringIO) -> None:
    with TestClient(app) as client:
        described = client.get("/openapi.json").json()["paths"]
        for path in (*described, "/nowhere/{x}", "/v1/scenarios/{x}/{y}"):
            address = re.sub(r"\{\w+\}", REFERENCE, path)
            for method in (*METHODS, "A-1042"):
                client.request(method, f"{address}?visit={REFERENCE}", json={"visit": REFERENCE})
        shown = client.get("/metrics").text

    assert REFERENCE not in lines.getvalue() + shown
    assert REFERENCE.upper() not in lines.getvalue() + shown
    assert {each["route"] for each in noted(lines)} == {*described, "(none)"}
    assert {each["method"] for each in noted(lines)} == {*METHODS, "other"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_machines_ask_all_the_time_is_logged_for_debugging_only(
    app: FastAPI, lines: StringIO, path: str
) -> None:
    with TestClient(app) as client:
        while client.get("/readyz").status_code != 200:
            pass
        lines.truncate(0)
        lines.seek(0)
        client.get(path)

    assert [each["level"] for each in noted(lines)] == ["debug"]


def test_a_client_that_leaves_is_noted(app: FastAPI, planner: FakePlanner, lines: StringIO) -> None:
    RawExchange(chunks=[b"{"], ends=False, leaves=True).post(app, "/v1/resolve")

    assert [each["status"] for each in noted(lines)] == [400]


def test_requests_and_solves_are_counted(client: TestClient) -> None:
    for _ in range(2):
        client.post("/v1/resolve", json=QUESTION)

    labels = 'method="POST",route="/v1/resolve"'
    assert figure(client, f'huddle_requests_total{{{labels},status="200"}}') == 2
    assert figure(client, 'huddle_solve_seconds_count{outcome="feasible"}') == 2
    assert figure(client, "huddle_solve_gap_count") == 2


def test_a_what_if_counts_each_of_its_solves(client: TestClient, planner: FakePlanner) -> None:
    client.post("/v1/what-if", json={"scenario": "no-op", "variants": [{"name": "x"}]})

    assert figure(client, "huddle_solve_gap_count") == len(planner.comparison.proposals) > 0


def test_a_failed_solve_is_counted_and_a_refused_one_is_not(
    client: TestClient, planner: FakePlanner
) -> None:
    planner.refusal = BadInput([Fault("day", "", "no day", "write one")])
    client.post("/v1/resolve", json=QUESTION)
    planner.refusal = KeyError(REFERENCE)
    client.post("/v1/resolve", json=QUESTION)

    assert figure(client, 'huddle_solve_seconds_count{outcome="failed"}') == 1
    assert "feasible" not in client.get("/metrics").text


def test_figures_are_prometheus_s_text(client: TestClient) -> None:
    response = client.get("/metrics")

    assert response.status_code == 200
    assert response.headers["content-type"] == CONTENT_TYPE_LATEST
    assert response.headers["cache-control"] == "no-store"


def test_figures_can_be_kept_off(planner: FakePlanner) -> None:
    with TestClient(create_app(Settings(metrics=False), planner)) as client:
        assert_problem(client.get("/metrics"), 404)
        assert "/metrics" not in client.get("/openapi.json").json()["paths"]


def test_a_service_counts_where_it_is_told_to(planner: FakePlanner) -> None:
    metrics = Metrics()
    with TestClient(create_app(Settings(), planner, metrics=metrics)) as client:
        client.get("/v1/packs")

    assert b'route="/v1/packs",status="200"' in metrics.text()
