"""The door: who is let in, what others are told, and how many at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.service.app import create_app
from api.service.security.security import FAILURES, Security
from api.service.security.settings import SecuritySettings
from api.service.settings import Settings
from engine.store.database import Database
from engine.store.errors import DatabaseFull, DatabaseGone
from engine.store.keys import id_in, key_of, revoke_key
from engine.store.tables import now
from models.access import Scope
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import QUESTION, RawExchange, assert_problem
from tests.api.service.security.conftest import MakeKey, granting, shown
from tests.api.service.security.tokens import STRANGE, token

ASKED = "/v1/scenarios"


def guarded(database: Database, **changed: object) -> FastAPI:
    settings = replace(SecuritySettings(), **changed)  # type: ignore[arg-type]
    return create_app(Settings(), FakePlanner(), Security.guarded(settings, database))


def test_a_key_opens(client: TestClient, make_key: MakeKey) -> None:
    assert client.get(ASKED, headers=shown(make_key(Scope.READ))).status_code == 200


def test_the_word_bearer_may_be_written_any_way(client: TestClient, make_key: MakeKey) -> None:
    key = make_key()

    assert client.get(ASKED, headers={"authorization": f"bearer {key}"}).status_code == 200


def test_a_token_opens(client: TestClient) -> None:
    assert client.get(ASKED, headers=shown(granting("huddle:read"))).status_code == 200


def test_whoever_shows_nothing_is_told_how(client: TestClient) -> None:
    response = client.get(ASKED)

    assert "Authorization: Bearer" in assert_problem(response, 401)["detail"]
    assert response.headers["www-authenticate"] == 'Bearer realm="huddle"'


def test_what_opens_nothing_is_all_the_same(
    client: TestClient, make_key: MakeKey, database: Database
) -> None:
    revoked, expired = make_key(), make_key(lasts=timedelta(microseconds=1))
    with database.writing() as conn:
        revoke_key(conn, id_in(revoked), "tester")
    unknown = f"hk_{'a' * 12}_{'b' * 43}"
    wrong = make_key()[:-43] + "c" * 43

    answers = [
        client.get(ASKED, headers=shown(each))
        for each in (revoked, expired, unknown, wrong, "hk_", "junk", token(STRANGE))
    ]

    assert {response.content for response in answers} == {answers[0].content}
    for response in answers:
        assert_problem(response, 401)
        assert response.headers["www-authenticate"].endswith('error="invalid_token"')


@pytest.mark.parametrize("scheme", ["Basic", "Digest", "", "hk_", "Bearer,"])
def test_other_schemes_are_none(client: TestClient, make_key: MakeKey, scheme: str) -> None:
    response = client.get(ASKED, headers={"authorization": f"{scheme} {make_key()}"})

    assert_problem(response, 401)


def test_two_at_once_are_none(client: TestClient, make_key: MakeKey) -> None:
    shows = ("authorization", f"Bearer {make_key()}")

    assert client.get(ASKED, headers=[shows]).status_code == 200
    assert_problem(client.get(ASKED, headers=[shows, shows]), 401)


def test_a_key_in_the_address_opens_nothing(client: TestClient, make_key: MakeKey) -> None:
    key = make_key()

    assert_problem(client.get(ASKED, params={"key": key, "access_token": key}), 401)


def test_a_stranger_cannot_tell_what_there_is(client: TestClient) -> None:
    answers = [
        client.request(method, path)
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")
        for path in (ASKED, "/v1/nothing", "/v1/resolve", "/", "/v1/schema/plan/x", "/healthz/")
    ]

    assert {response.content for response in answers} == {answers[0].content}
    assert_problem(answers[0], 401)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/openapi.json", "/v1/schema/plan"])
def test_what_is_public_is_so_to_be_read(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {200, 503}
    for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
        assert client.request(method, path).status_code == 401


def test_a_strangers_body_is_not_read(app: FastAPI) -> None:
    spoken = RawExchange(chunks=[b" " * 10_000] * 1000).post(app, "/v1/resolve")

    assert spoken.status == 401
    assert spoken.taken == 0


def test_the_day_of_a_keys_use_is_kept_and_no_more(
    client: TestClient, make_key: MakeKey, database: Database
) -> None:
    key = make_key()
    assert client.get(ASKED, headers=shown(key)).status_code == 200

    with database.reading() as conn:
        assert key_of(conn, id_in(key)).used_on == now().date()


def test_a_use_that_cannot_be_noted_keeps_nobody_out(
    client: TestClient, make_key: MakeKey, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make_key()

    def full() -> None:
        raise DatabaseFull("no room")

    monkeypatch.setattr(database, "writing", full)

    assert client.get(ASKED, headers=shown(key)).status_code == 200


def test_without_the_database_nobody_is_known(
    client: TestClient, make_key: MakeKey, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make_key()

    def gone() -> None:
        raise DatabaseGone("gone")

    monkeypatch.setattr(database, "reading", gone)
    response = client.get(ASKED, headers=shown(key))

    assert_problem(response, 503)
    assert int(response.headers["retry-after"]) >= 1
    assert client.get("/healthz").status_code == 200
    assert client.get("/v1/schema").status_code == 200


def test_whoever_asks_too_often_is_told_when_to_come_back(
    database: Database, make_key: MakeKey
) -> None:
    one, other = make_key(), make_key()
    with TestClient(guarded(database, rate=0.001, burst=2)) as client:
        statuses = [client.get(ASKED, headers=shown(one)).status_code for _ in range(2)]
        response = client.get(ASKED, headers=shown(one))
        others = client.get(ASKED, headers=shown(other)).status_code

    assert statuses == [200, 200]
    assert_problem(response, 429)
    assert 1 <= int(response.headers["retry-after"]) <= 1000
    assert others == 200


def test_whoever_guesses_is_slowed_down_and_nobody_else(
    client: TestClient, make_key: MakeKey
) -> None:
    statuses = [
        client.get(ASKED, headers=shown(f"hk_{number:012x}_{'a' * 43}")).status_code
        for number in range(FAILURES + 1)
    ]

    assert statuses == [401] * FAILURES + [429]
    assert client.get(ASKED, headers=shown(make_key())).status_code == 200


@pytest.fixture
def waiting(
    app: FastAPI, client: TestClient, planner: FakePlanner, make_key: MakeKey
) -> Iterator[str]:
    """Keep a request waiting; give the key that asked."""
    key = make_key()
    planner.waits = True
    asking = threading.Thread(
        target=client.post, args=["/v1/resolve"], kwargs={"json": QUESTION, "headers": shown(key)}
    )
    asking.start()
    assert planner.begun.wait(20)
    yield key
    planner.release.set()
    asking.join(20)


class TestOnePlaceForEach:
    @pytest.fixture
    def door(self) -> SecuritySettings:
        return SecuritySettings(concurrency_per_key=1)

    def test_a_second_request_of_a_key_is_told_to_wait(
        self, client: TestClient, waiting: str, make_key: MakeKey
    ) -> None:
        response = client.get(ASKED, headers=shown(waiting))

        assert_problem(response, 429)
        assert response.headers["retry-after"] == "1"
        assert client.get(ASKED, headers=shown(make_key())).status_code == 200


class TestOnePlaceForAll:
    @pytest.fixture
    def door(self) -> SecuritySettings:
        return SecuritySettings(concurrency=1)

    def test_whoever_comes_second_is_told_to_wait(
        self, client: TestClient, waiting: str, make_key: MakeKey
    ) -> None:
        for path in (ASKED, "/v1/schema"):
            response = client.get(path, headers=shown(make_key()))
            assert_problem(response, 503)
            assert response.headers["retry-after"] == "1"
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("huddle.example.org", 200),
        ("HUDDLE.example.org:8000", 200),
        ("a.local", 200),
        ("[::1]:8000", 200),
        ("evil.example.org", 421),
        ("local", 421),
        ("xhuddle.example.org", 421),
        ("huddle.example.org.evil.org", 421),
        ("huddle.example.org@evil.org", 421),
        ("", 421),
        ("[", 421),
    ],
)
def test_the_service_answers_to_its_own_names(database: Database, host: str, status: int) -> None:
    names = ("huddle.example.org", "*.local", "[::1]")
    with TestClient(guarded(database, trusted_hosts=names)) as client:
        response = client.get("/v1/schema", headers={"host": host})
        assert response.status_code == status
        assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("changed", [{}, {"tls_certificate": "c", "tls_key": "k"}])
def test_by_tls_browsers_are_told_to_keep_to_it(
    database: Database, changed: dict[str, str]
) -> None:
    with TestClient(guarded(database, **changed)) as client:
        for path in ("/healthz", ASKED):
            headers = client.get(path).headers
            assert ("strict-transport-security" in headers) == bool(changed)
            assert headers["x-frame-options"] == "DENY"
            assert headers["content-security-policy"].startswith("default-src 'none'")


def test_nothing_but_http_is_let_in(client: TestClient, make_key: MakeKey) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(ASKED, headers=shown(make_key())),
    ):
        pass


def test_an_open_service_asks_nobody(planner: FakePlanner) -> None:
    with TestClient(create_app(Settings(), planner)) as client:
        assert client.get(ASKED).status_code == 200
        assert client.post("/v1/resolve", json=QUESTION).status_code == 200
        assert client.get("/v1/session").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example.org"}, 403),
        ({"origin": "null"}, 403),
    ],
    ids=str,
)
def test_without_a_door_other_pages_change_nothing(headers: dict[str, str], status: int) -> None:
    """The attack: a page of the web asks this machine, where nobody asks for a key."""
    app = create_app(Settings(), FakePlanner(), Security.opened())
    with TestClient(app) as client:
        assert client.post("/v1/resolve", json=QUESTION, headers=headers).status_code == status
        assert client.get("/v1/scenarios", headers=headers).status_code == 200
