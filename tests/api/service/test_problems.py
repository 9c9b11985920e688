"""Every refusal is problem details, and says what would be right."""

from __future__ import annotations

import json
import logging
import threading
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.service.app import create_app
from api.service.settings import Settings
from models.errors import BadInput, Fault
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import JSON_HEADERS, QUESTION, RawExchange, assert_problem

QUESTIONS = ["why", "why-not", "conflict", "help", "frontier"]
ROSTERS = [f"/v1/roster/{doing}" for doing in ("build", "repair", "check", "absence")]
POSTS = [
    "/v1/resolve",
    "/v1/what-if",
    "/v1/check",
    *(f"/v1/day/{about}" for about in QUESTIONS),
    *ROSTERS,
]


def question(**changed: Any) -> dict[str, Any]:
    return QUESTION | changed


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"seed": NaN}',
        b'{"seed": Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\x00"}',
        b"\xff\xfe{}",
        b"[" * 50_000,
        b'{"a":' * 10_000,
        b'{"seed": 1' + b"0" * 5000 + b"}",
        b'{"scenario": "no-op"} trailing',
    ],
    ids=lambda body: body[:12],
)
def test_malformed_json_is_400(client: TestClient, path: str, body: bytes) -> None:
    assert_problem(client.post(path, content=body, headers=JSON_HEADERS), 400)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "body", [b"[]", b"1", b'"day"', b"null", b'{"\\ud800": 1}', b'{"scenario": "\\ud800"}']
)
def test_json_that_is_no_question_is_422(client: TestClient, path: str, body: bytes) -> None:
    problem = assert_problem(client.post(path, content=body, headers=JSON_HEADERS), 422)

    assert problem["faults"]


@pytest.mark.parametrize(
    ("changed", "field", "word"),
    [
        ({"weather": "fine"}, "weather", "unknown"),
        ({"day": None}, "request", "'office' and 'day', or 'scenario' alone"),
        ({"scenario": "no-op"}, "request", "'office' and 'day', or 'scenario' alone"),
        ({"events": [{"type": "vanished"}]}, "events.0", "unknown"),
        ({"events": [{"type": "absent"}]}, "events.0.absent.person", "missing"),
        ({"now": "25 o'clock"}, "now", "HH:MM"),
        ({"deadline": 61}, "deadline", "too long"),
        ({"deadline": -1}, "deadline", "greater than or equal to 0"),
        ({"deadline": "10"}, "deadline", "valid number"),
        ({"deadline": 1e999}, "deadline", ""),
        ({"seed": 1.5}, "seed", "valid integer"),
        ({"seed": 2**31}, "seed", "less than or equal"),
        ({"deterministic": "yes"}, "deterministic", "valid boolean"),
        ({"day": examples.DAY | {"date": "tomorrow"}}, "day.date", "valid date"),
        ({"day": examples.DAY | {"shifts": [1]}}, "day.shifts.0", "valid dictionary"),
    ],
)
def test_a_fault_names_its_field(
    client: TestClient, planner: FakePlanner, changed: dict[str, Any], field: str, word: str
) -> None:
    # The client's own encoder would refuse what is no JSON number.
    body = json.dumps(question(**changed)).replace("Infinity", "1e999")

    response = client.post("/v1/resolve", content=body, headers=JSON_HEADERS)

    faults = assert_problem(response, 422)["faults"]
    (fault,) = [fault for fault in faults if fault["field"] == field]
    assert word in f"{fault['problem']} {fault['expected']}"
    assert planner.asked == []


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["scenario", "office", "day", "events", "now", "profile", "deadline", "seed", "variants"]


@given(body=st.one_of(st.binary(), st.dictionaries(st.sampled_from([*FIELDS, "plan"]), JSON)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@pytest.mark.parametrize("path", POSTS)
def test_any_body_is_refused_in_words(client: TestClient, path: str, body: object) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    response = client.post(path, content=content, headers=JSON_HEADERS)

    assert response.status_code in {400, 422}
    assert_problem(response, response.status_code)


def test_many_faults_are_listed_but_not_without_end(client: TestClient) -> None:
    day = examples.DAY | {"shifts": [{"person": "!"}] * 200}

    problem = assert_problem(client.post("/v1/resolve", json=question(day=day)), 422)

    assert len(problem["faults"]) == 50


def test_what_the_engine_refuses_is_422(client: TestClient, planner: FakePlanner) -> None:
    planner.refusal = BadInput([Fault("day.shifts.0.person", "'x'", "nobody", "add the person")])

    problem = assert_problem(client.post("/v1/resolve", json=QUESTION), 422)

    assert problem["faults"] == [
        {
            "field": "day.shifts.0.person",
            "value": "'x'",
            "problem": "nobody",
            "expected": "add the person",
        }
    ]


def test_an_unknown_example_day_is_422(client: TestClient) -> None:
    problem = assert_problem(client.post("/v1/resolve", json={"scenario": "../models"}), 422)

    assert problem["faults"][0]["field"] == "scenario"
    assert "no-op" in problem["faults"][0]["expected"]


@pytest.mark.parametrize("variants", [[], [{"name": str(i)} for i in range(4)], [{}], "all"])
def test_variants_that_make_no_sense_are_422(client: TestClient, variants: object) -> None:
    body = {"office": examples.OFFICE, "day": examples.DAY, "variants": variants}

    problem = assert_problem(client.post("/v1/what-if", json=body), 422)

    assert problem["faults"][0]["field"].startswith("variants")


def test_variants_may_not_take_longer_together_than_one_question(client: TestClient) -> None:
    variants = [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    body = {"office": examples.OFFICE, "day": examples.DAY, "variants": variants}

    problem = assert_problem(client.post("/v1/what-if", json=body | {"deadline": 21}), 422)

    assert problem["faults"][0]["field"] == "deadline"
    assert problem["faults"][0]["expected"] == "at most 20 seconds for each of 3"
    assert client.post("/v1/what-if", json=body | {"deadline": 20}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "application/yaml"},
        {"content-type": "text/plain"},
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {},
    ],
)
@pytest.mark.parametrize("path", POSTS)
def test_what_is_not_plain_json_is_415(
    client: TestClient, path: str, headers: dict[str, str]
) -> None:
    assert_problem(client.post(path, content=b"{}", headers=headers), 415)


def test_json_may_name_its_charset(client: TestClient) -> None:
    headers = {"content-type": 'Application/JSON; charset="UTF-8"'}

    assert client.post("/v1/resolve", content=b"{}", headers=headers).status_code == 422


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/resolve/", "/v2/resolve", "/docs", "/v1/scenarios/x", "/v1/schema/x"]
)
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 404)


@pytest.mark.parametrize("path", POSTS)
def test_the_wrong_method_is_405(client: TestClient, path: str) -> None:
    response = client.get(path)

    assert_problem(response, 405)
    assert response.headers["allow"] == "POST"


def test_a_large_body_is_413_before_it_has_all_come(app: FastAPI) -> None:
    spoken = RawExchange(chunks=[b" " * 10_000] * 1000).post(app, "/v1/resolve")

    assert spoken.status == 413
    assert spoken.json()["status"] == 413
    assert spoken.taken == 11


def test_what_the_header_says_of_the_length_does_not_count(app: FastAPI) -> None:
    small = RawExchange(chunks=[b" " * 10_000] * 1000, headers={"content-length": "2"})
    large = RawExchange(chunks=[b"{}"], headers={"content-length": "999999999"})

    assert small.post(app, "/v1/resolve").status == 413
    assert large.post(app, "/v1/resolve").status == 422


def test_a_body_that_never_ends_is_408(app: FastAPI) -> None:
    spoken = RawExchange(chunks=[b"{"], ends=False).post(app, "/v1/resolve")

    assert spoken.status == 408
    assert spoken.json()["status"] == 408


def test_a_body_that_breaks_off_is_400(app: FastAPI, planner: FakePlanner) -> None:
    spoken = RawExchange(chunks=[b"{"], ends=False, leaves=True).post(app, "/v1/resolve")

    assert spoken.status == 400
    assert planner.asked == []


def test_too_many_at_once_are_told_when_to_come_back(
    client: TestClient, planner: FakePlanner
) -> None:
    planner.waits = True
    first = threading.Thread(target=client.post, args=["/v1/resolve"], kwargs={"json": QUESTION})
    first.start()
    assert planner.begun.wait(10)

    response = client.post("/v1/resolve", json=QUESTION)

    planner.release.set()
    first.join(10)
    assert_problem(response, 503)
    assert 1 <= int(response.headers["retry-after"]) <= 15
    assert client.post("/v1/resolve", json=QUESTION).status_code == 200


def test_a_failure_is_500_and_its_words_stay_inside(
    client: TestClient, planner: FakePlanner, caplog: pytest.LogCaptureFixture
) -> None:
    planner.refusal = KeyError("a-1042")

    with caplog.at_level(logging.ERROR):
        problem = assert_problem(client.post("/v1/resolve", json=QUESTION), 500)

    assert "a-1042" not in json.dumps(problem)
    assert "a-1042" not in caplog.text
    assert "KeyError in " in caplog.text
    assert "fakes.py:" in caplog.text


def test_a_seat_is_free_again_after_a_failure(client: TestClient, planner: FakePlanner) -> None:
    planner.refusal = KeyError("x")
    client.post("/v1/resolve", json=QUESTION)
    planner.refusal = None

    assert client.post("/v1/resolve", json=QUESTION).status_code == 200


def test_a_service_that_is_not_warm_is_not_ready() -> None:
    app = create_app(Settings(), FakePlanner(cold=OSError("no more processes")))

    with TestClient(app) as client:
        response = client.get("/readyz")
        assert_problem(response, 503)
        assert response.headers["retry-after"] == "1"
        assert client.get("/healthz").status_code == 200
        assert client.post("/v1/resolve", json=QUESTION).status_code == 200
