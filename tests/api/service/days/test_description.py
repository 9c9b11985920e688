"""What the OpenAPI document tells of the routes over kept days is so."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service.examples import EXAMPLES
from scenarios.library import load
from scenarios.roster_library import load_example_roster
from tests.api.service.days.conftest import HERE, SITE, send
from tests.api.service.test_openapi import operations, references, validator

KEPT = (
    "AskProposal",
    "AskRosterProposal",
    "EventIn",
    "FanOutAsked",
    "Publish",
    "PublishRoster",
    "PurgeIn",
    "Retention",
    "RosterEventIn",
    "WebhookIn",
)


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    assert {reference.rpartition("/")[2] for reference in references(document)} <= set(schemas)


def test_every_route_says_what_it_does(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= tags, name
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], name


@pytest.mark.parametrize("kind", KEPT)
def test_examples_fit_their_schema(document: dict[str, Any], kind: str) -> None:
    judge = validator(document, {"$ref": f"#/components/schemas/{kind}"})

    assert EXAMPLES[kind]
    for example in EXAMPLES[kind].values():
        assert list(judge.iter_errors(example["value"])) == []


def test_example_events_are_taken(client: TestClient) -> None:
    day = load("md-out-small-pc")
    office = day.office.model_dump(mode="json")
    assert client.put(f"/v1/sites/{SITE}/office", json=office).status_code == 200
    book = day.day.model_dump(mode="json")
    assert client.put(f"{HERE}/book", json=book).status_code == 200

    for name, example in EXAMPLES["EventIn"].items():
        assert send(client, example["value"], name).status_code == 202


def test_example_events_of_rosters_are_taken(client: TestClient) -> None:
    office, roster = load_example_roster("clinic-month")
    month = f"/v1/sites/{SITE}/rosters/winter"
    for where, document in ((f"/v1/sites/{SITE}/office", office), (month, roster)):
        written = document.model_dump(mode="json", by_alias=True)
        assert client.put(where, json=written).status_code == 200

    for name, example in EXAMPLES["RosterEventIn"].items():
        sent = client.post(
            f"{month}/events", json=example["value"], headers={"Idempotency-Key": name}
        )
        assert sent.status_code == 202, sent.text
