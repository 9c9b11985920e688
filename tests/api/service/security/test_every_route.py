"""Every route there is, whoever added it: nobody gets in without a key that is good for it.

The routes are those of the OpenAPI document and of the app itself, and two that are planted here,
so that no route is missed and none passes because there was nothing to try.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient

from api.service.security.access import Doorway, doorways_of, publisher, reader
from api.service.security.issuer_keys import IssuerKeys
from api.service.security.keeper import Keeper
from api.service.security.oidc import Issuer
from api.service.security.security import Security, sign_in_of
from api.service.security.settings import SecuritySettings, SignInSettings
from api.service.security.sign_in import ANSWER, LOGOUT
from engine.store.books import put_book
from engine.store.database import Database
from engine.store.keys import id_in, key_of
from engine.store.offices import put_office
from engine.store.proposals import begin, proposal_of
from engine.store.shelves import ROSTERS
from engine.store.state import state_of
from engine.store.tables import now
from models.access import Scope
from tests.api import examples
from tests.api.service.conftest import assert_problem
from tests.api.service.security.conftest import SITE, MakeKey, granting, shown
from tests.api.service.security.tokens import OIDC, PUBLISHED
from tests.engine.store.keeping_rosters import NAME, put_month

NOWHERE = "http://127.0.0.1:1"

PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/openapi.json"),
    ("GET", "/v1/schema"),
    ("GET", "/v1/schema/{document}"),
    ("GET", "/v1/session/issuer"),
    ("GET", "/v1/session/issuer/answer"),
    ("POST", "/v1/session/issuer/logout"),
}
"""Open to anybody. Whoever adds to these thinks twice: nothing of any office may come out."""

UNTOLD = {("GET", "/openapi.json")}
"""Not in the OpenAPI document, being it."""

CHANGES_NOTHING = {("POST", "/v1/session"), ("DELETE", "/v1/session")}
"""What whoever may read may do by a method that is not for reading: signing in and out."""

OF_NO_SITE = {
    ("POST", "/v1/resolve"),
    ("POST", "/v1/what-if"),
    ("POST", "/v1/check"),
    ("POST", "/v1/day/why"),
    ("POST", "/v1/day/why-not"),
    ("POST", "/v1/day/conflict"),
    ("POST", "/v1/day/help"),
    ("POST", "/v1/day/frontier"),
    ("POST", "/v1/roster/absence"),
    ("POST", "/v1/roster/build"),
    ("POST", "/v1/roster/repair"),
    ("POST", "/v1/roster/check"),
    ("GET", "/v1/scenarios"),
    ("GET", "/v1/scenarios/{name}"),
    ("GET", "/v1/packs"),
    ("GET", "/v1/packs/{name}"),
    ("GET", "/v1/session"),
    ("POST", "/v1/session"),
    ("DELETE", "/v1/session"),
    # They show each only their own, which is tested where they are.
    ("GET", "/v1/sites"),
    ("POST", "/v1/fan-outs"),
    ("GET", "/v1/fan-outs/{fan_out}"),
    ("POST", "/v1/fan-outs/{fan_out}/cancel"),
    ("GET", "/v1/keys"),
    ("POST", "/v1/keys"),
    ("POST", "/v1/keys/{key}/revoke"),
    ("POST", "/v1/keys/{key}/rotate"),
}
"""Open to a key for any site: about none, or keeping to those of whoever asks."""

FILLED = {"roster": NAME, "date": "2026-11-23", "name": "no-op", "document": "plan", "version": "1"}
ASKED = {"idempotency-key": "k-1", "if-match": '"x"'}
"""What some routes take, so that none stops short of what it would do."""

SECRETS = ("traceback", "sqlite", "huddle.db", "select ", SITE)


@pytest.fixture
def door() -> SecuritySettings:
    # There is an issuer to sign in at, and it does not answer.
    own = SignInSettings("huddle", "http://testserver")
    oidc = replace(OIDC, oidc_issuer=NOWHERE)
    return SecuritySettings(oidc=oidc, sign_in=own, rate=1e6, burst=1_000_000)


@pytest.fixture
def security(door: SecuritySettings, database: Database) -> Security:
    keys = IssuerKeys("file", read=lambda _: PUBLISHED)
    return Security(door, Keeper(database, door, Issuer(OIDC, keys)), sign_in_of(door, keys))


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    planted = APIRouter(prefix="/v1/sites/{site}/planted")
    planted.get("", dependencies=[Depends(reader)])(lambda site: {"site": site})
    planted.post("", dependencies=[Depends(publisher)])(lambda site: {"site": site})
    app.include_router(planted)
    return app


@pytest.fixture
def doorways(app: FastAPI) -> list[Doorway]:
    return list(doorways_of(app))


def guarded(doorways: list[Doorway]) -> Iterator[tuple[Doorway, Scope]]:
    for doorway in doorways:
        if not doorway.public:
            assert doorway.needs is not None, doorway
            yield doorway, doorway.needs.scope


def address(path: str, **filled: str) -> str:
    named = {"site": SITE} | FILLED | filled
    for part in path.split("/"):
        if part.startswith("{"):
            path = path.replace(part, named.get(part.strip("{}").partition(":")[0], "x-1"))
    return path


def answer(
    client: TestClient, doorway: Doorway, text: str | None, site: str = SITE, **filled: str
) -> Any:
    headers = ASKED | ({} if text is None else shown(text))
    body: dict[str, Any] | None = None if doorway.method == "GET" else {}
    where = address(doorway.path, site=site, **filled)
    response = client.request(doorway.method, where, headers=headers, json=body)
    client.cookies.clear()
    return response


def told(response: Any, status: int) -> dict[str, Any]:
    """Assert that an answer refuses in words, and reveals nothing; return what it says."""
    problem = assert_problem(response, status)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert not [secret for secret in SECRETS if secret in response.text.lower()]
    assert "set-cookie" not in response.headers
    return problem


def test_what_is_tried_is_all_there_is(app: FastAPI, doorways: list[Doorway]) -> None:
    documented = {
        (method.upper(), path)
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }

    assert {(each.method, each.path) for each in doorways} == documented | UNTOLD
    assert ("GET", "/v1/sites/{site}/planted") in documented
    assert len([path for _, path in documented if "{site}" in path]) > 20
    assert {("GET", "/v1/audit"), ("POST", "/v1/sites/{site}/purge")} <= documented


def test_nothing_is_public_but_these(doorways: list[Doorway]) -> None:
    assert {(each.method, each.path) for each in doorways if each.public} == PUBLIC


def test_every_other_route_asks_who_it_is(doorways: list[Doorway]) -> None:
    assert [each for each in doorways if each.shut] == []


def test_whatever_changes_something_takes_more_than_reading(doorways: list[Doorway]) -> None:
    changing = {
        (each.method, each.path)
        for each, scope in guarded(doorways)
        if each.method != "GET" and scope == Scope.READ
    }

    assert changing == CHANGES_NOTHING


def test_a_route_without_a_site_is_for_every_site_or_said_to_be_for_none(
    doorways: list[Doorway],
) -> None:
    free = {
        (each.method, each.path)
        for each, _ in guarded(doorways)
        if each.needs is not None and each.needs.of_no_site
    }

    assert free <= OF_NO_SITE
    assert not [path for _, path in free if "{site}" in path]


def test_without_a_key_it_is_401(client: TestClient, doorways: list[Doorway]) -> None:
    said = set()
    for doorway, _ in guarded(doorways):
        response = answer(client, doorway, None)
        said.add(told(response, 401)["detail"])
        assert response.headers["www-authenticate"].startswith("Bearer")
    said.add(told(client.get("/v1/sites/nowhere/nothing"), 401)["detail"])

    assert len(said) == 1


def test_with_a_key_that_opens_nothing_it_is_401(
    client: TestClient, doorways: list[Doorway], security: Security
) -> None:
    for doorway, _ in guarded(doorways):
        security.failures = type(security.failures)(1, 1)
        told(answer(client, doorway, f"hk_{'a' * 12}_{'b' * 43}"), 401)


def test_with_too_small_a_scope_it_is_403(
    client: TestClient, doorways: list[Doorway], make_key: MakeKey
) -> None:
    keys = {scope: (make_key(scope), make_key(scope, SITE)) for scope in Scope}
    said, tried = set(), 0
    for doorway, needed in guarded(doorways):
        smaller = [scope for scope in Scope if not scope.covers(needed)]
        for text in [granting("openid"), *(key for scope in smaller for key in keys[scope])]:
            said.add(told(answer(client, doorway, text), 403)["detail"])
            tried += 1

    assert len(said) == 1
    assert tried > len(doorways)


def test_with_another_sites_key_it_is_as_if_there_were_no_such_site(
    client: TestClient, doorways: list[Doorway], make_key: MakeKey
) -> None:
    keys = (make_key(Scope.ADMIN, "elsewhere"), granting("huddle:admin", sites=["elsewhere"]))
    tried = 0
    for doorway, _ in guarded(doorways):
        for text in keys:
            if "{site}" not in doorway.path:
                continue
            there = answer(client, doorway, text, SITE)
            nowhere = answer(client, doorway, text, "nowhere")
            told(there, 403)
            assert there.content == nowhere.content
            assert there.status_code == nowhere.status_code
            tried += 1

    assert tried >= 4


def test_what_is_of_another_site_is_not_there_under_ones_own(
    client: TestClient, doorways: list[Doorway], make_key: MakeKey, database: Database
) -> None:
    date = dt.date.fromisoformat(FILLED["date"])
    with database.writing() as conn:
        put_office(conn, "elsewhere", examples.office(), "tester")
        for site in (SITE, "elsewhere"):
            put_book(conn, site, examples.day(), "tester")
        theirs = begin(conn, state_of(conn, SITE, date).marks, "tester")
        for site in (SITE, "elsewhere"):
            put_month(conn, site)
        marks, _ = ROSTERS.marker.marks_of(conn, SITE, NAME)
        their_roster = ROSTERS.proposals.begin(conn, marks, "tester")
    key = make_key(Scope.ADMIN, "elsewhere")
    other = id_in(make_key(Scope.READ, SITE))
    for doorway, _ in guarded(doorways):
        if "{key}" in doorway.path:
            there, nowhere = (answer(client, doorway, key, key=each) for each in (other, "f" * 12))
            assert there.status_code == nowhere.status_code == 404, doorway
            assert there.text == nowhere.text
        if "{proposal}" in doorway.path:
            asked = their_roster if "{roster}" in doorway.path else theirs
            there = answer(client, doorway, key, "elsewhere", proposal=asked)
            nowhere = answer(client, doorway, key, "elsewhere", proposal="x" * len(asked))
            assert there.status_code == nowhere.status_code, doorway
            assert 400 <= there.status_code < 500, doorway
            assert there.text.replace(asked, "x" * len(asked)) == nowhere.text

    with database.reading() as conn:
        assert proposal_of(conn, theirs).status == "working"
        assert ROSTERS.proposals.status_of(conn, their_roster) == "working"
        assert key_of(conn, other).opens(now())


def test_with_one_sites_key_nothing_is_got_of_every_site(
    client: TestClient, doorways: list[Doorway], make_key: MakeKey
) -> None:
    key = make_key(Scope.ADMIN, SITE)
    for doorway, _ in guarded(doorways):
        if "{site}" not in doorway.path and (doorway.method, doorway.path) not in OF_NO_SITE:
            told(answer(client, doorway, key), 403)


def test_with_the_right_key_it_is_neither(
    client: TestClient, doorways: list[Doorway], make_key: MakeKey
) -> None:
    everywhere = {scope: make_key(scope) for scope in Scope}
    here = {scope: make_key(scope, SITE) for scope in Scope}
    for doorway, scope in guarded(doorways):
        keys = [everywhere[scope]]
        if "{site}" in doorway.path or (doorway.needs and doorway.needs.of_no_site):
            keys.append(here[scope])
        for text in keys:
            response = answer(client, doorway, text)
            assert response.status_code not in {401, 403}, (doorway, response.text)
            assert response.status_code < 500, (doorway, response.text)


def test_with_a_cookie_alone_nothing_is_changed(
    client: TestClient, doorways: list[Doorway], make_key: MakeKey
) -> None:
    signed_in = client.post("/v1/session", headers=shown(make_key()))
    cookie = {"cookie": signed_in.headers["set-cookie"].partition(";")[0]}
    client.cookies.clear()
    for doorway, _ in guarded(doorways):
        if doorway.method != "GET":
            for evil in ({}, {"origin": "https://evil.example.org"}):
                response = client.request(
                    doorway.method, address(doorway.path), headers=cookie | evil, json={}
                )
                told(response, 403)

    assert client.get("/v1/session", headers=cookie).status_code == 200


def test_the_document_tells_what_each_route_asks(app: FastAPI, doorways: list[Doorway]) -> None:
    document = app.openapi()
    schemes = document["components"]["securitySchemes"]
    for doorway in doorways:
        if (doorway.method, doorway.path) in UNTOLD:
            continue
        operation = document["paths"][doorway.path][doorway.method.lower()]
        asked = operation["security"]
        assert bool(asked) == (not doorway.public)
        assert {name for way in asked for name in way} <= set(schemes)
        if doorway.needs is not None:
            assert asked[0] == {"key": [doorway.needs.scope]}
            assert ("page" in asked[-1]) == (doorway.method != "GET")
            assert {"401", "403", "429", "503"} <= set(operation["responses"])


def test_public_routes_answer_without_a_key(client: TestClient, doorways: list[Doorway]) -> None:
    for doorway in doorways:
        if doorway.public:
            response = answer(client, doorway, None)
            # The last wants what an issuer has signed, in a form.
            expected = {ANSWER: {403}, LOGOUT: {415}}.get(doorway.path, {200, 503})
            assert response.status_code in expected, doorway
            assert SITE not in response.text
