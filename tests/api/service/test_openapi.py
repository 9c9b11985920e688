"""The OpenAPI document: whole, true to the answers, and with examples that work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.service.examples import EXAMPLES
from tests.api import examples
from tests.api.service.conftest import QUESTION


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema | {"components": document["components"]})


def test_every_route_is_there(document: dict[str, Any]) -> None:
    assert {name for name, _ in operations(document)} == {
        "post /v1/resolve",
        "post /v1/what-if",
        "post /v1/check",
        "post /v1/roster/build",
        "post /v1/roster/repair",
        "post /v1/roster/check",
        "post /v1/roster/absence",
        "post /v1/day/why",
        "post /v1/day/why-not",
        "post /v1/day/conflict",
        "post /v1/day/help",
        "post /v1/day/frontier",
        "get /v1/scenarios",
        "get /v1/scenarios/{name}",
        "get /v1/packs",
        "get /v1/packs/{name}",
        "get /v1/schema",
        "get /v1/schema/{document}",
        "get /healthz",
        "get /readyz",
        "get /metrics",
    }


def test_every_route_says_what_it_does(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    for reference in references(document):
        assert reference.startswith("#/components/schemas/")
        assert reference.rpartition("/")[2] in schemas


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_schema_is_one(document: dict[str, Any], kind: str) -> None:
    Draft202012Validator.check_schema(document["components"]["schemas"][kind])


def test_refusals_are_described_as_problems(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, response in operation["responses"].items():
            media_types = list(response["content"])
            if int(status) >= 400:
                assert media_types == ["application/problem+json"], name
        if name.startswith("post"):
            assert {"400", "408", "413", "415", "422"} <= set(operation["responses"])


def test_answers_are_as_described(client: TestClient, document: dict[str, Any]) -> None:
    asked: dict[str, Any] = {
        "post /v1/resolve": QUESTION,
        "post /v1/what-if": {"scenario": "no-op", "variants": [{"name": "x"}]},
        "post /v1/check": QUESTION | {"plan": examples.PLAN},
        "post /v1/day/why": QUESTION | {"visit": "a-1"},
        "post /v1/day/why-not": QUESTION | {"wish": {"visit": "a-1", "provider": "dr-bell"}},
        "post /v1/day/conflict": QUESTION | {"wishes": [{"no_calls": True}]},
        "post /v1/day/help": QUESTION,
        "post /v1/day/frontier": QUESTION,
    }
    for name, operation in operations(document):
        method, _, path = name.partition(" ")
        named = path.replace("packs/{name}", "packs/none").replace("{name}", "no-op")
        address = named.replace("{document}", "plan")
        response: Any = client.request(method, address, json=asked.get(name))
        content = operation["responses"][str(response.status_code)]["content"]
        media_type = response.headers["content-type"]
        answer = response.json() if "json" in media_type else response.text
        schema = content[media_type]["schema"]
        assert list(validator(document, schema).iter_errors(answer)) == [], name


def test_refusals_are_as_described(client: TestClient, document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        if name.startswith("post"):
            response = client.post(name.partition(" ")[2], json={"weather": 1})
            content = operation["responses"]["422"]["content"]["application/problem+json"]
            assert list(validator(document, content["schema"]).iter_errors(response.json())) == []


def test_examples_fit_their_schema_and_are_answered(
    client: TestClient, document: dict[str, Any]
) -> None:
    shown = 0
    for name, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            for example in content["examples"].values():
                judge = validator(document, content["schema"])
                assert list(judge.iter_errors(example["value"])) == []
                answer = client.post(name.partition(" ")[2], json=example["value"])
                assert answer.status_code == 200, answer.text
                shown += 1
    asked = {reference.rpartition("/")[2] for reference in references(document["paths"])}
    assert shown == sum(len(each) for name, each in EXAMPLES.items() if name in asked) > 0
