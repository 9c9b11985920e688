"""No secret ever stands in a log, an answer that is not its own, or a printed object."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.service.security.admission import Admission
from api.service.security.cross_site import token_of
from engine.store.database import Database
from models.access import Principal, Scope
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import QUESTION
from tests.api.service.security.conftest import MakeKey, granting, shown
from tests.api.service.security.tokens import STRANGE, token

PAGE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Collect what is said to the database, values and all."""
    said: list[str] = []

    def note(*told: object) -> None:
        said.append(f"{told[2]} {told[3]}")

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


def test_whatever_happens_no_secret_is_logged(
    app: FastAPI,
    make_key: MakeKey,
    planner: FakePlanner,
    statements: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    key, wrong = make_key(), f"hk_{'a' * 12}_{'b' * 43}"
    good, forged = granting("huddle:admin"), token(STRANGE)
    statements.clear()
    with caplog.at_level(logging.DEBUG), TestClient(app, raise_server_exceptions=False) as client:
        for text in (key, good, wrong, forged, "hk_" + key[3:-1], "x" + key):
            client.get("/v1/scenarios", headers=shown(text))
        client.post("/v1/session", headers=shown(key))
        secret = client.cookies["huddle"]
        page = token_of(secret)
        headers = PAGE | {"x-csrf-token": page}
        client.get("/v1/session")
        client.post("/v1/resolve", json=QUESTION)
        client.post("/v1/resolve", json=QUESTION, headers=headers)
        planner.refusal = KeyError(key, good, secret)
        failed = client.post("/v1/resolve", json=QUESTION, headers=headers)
        failed_too = client.post("/v1/resolve", json=QUESTION, headers=shown(good))
        client.delete("/v1/session", headers=headers)

    assert failed.status_code == failed_too.status_code == 500
    assert "KeyError" in caplog.text
    secrets = [key[-43:], wrong[-43:], good, forged, secret, page]
    logged = "\n".join([caplog.text, *(str(record.__dict__) for record in caplog.records)])
    for each in secrets:
        assert each not in logged
        assert each not in failed.text + failed_too.text
        assert each not in "\n".join(statements)


def test_no_secret_is_in_what_is_refused(client: TestClient, make_key: MakeKey) -> None:
    key = make_key(Scope.READ)
    for response in (
        client.get("/v1/scenarios", headers=shown(key + "x")),
        client.post("/v1/resolve", json={}, headers=shown(key)),
        client.get("/v1/scenarios", headers={"authorization": f"Basic {key}"}),
    ):
        assert response.status_code in {401, 403}
        assert key[3:15] not in response.text
        assert key[-43:] not in response.text


def test_no_secret_is_in_what_is_printed() -> None:
    admission = Admission(Principal("key:1", Scope.READ), None, "the-secret")

    assert "the-secret" not in repr(admission)
