"""An issuer ends sessions by itself, with a token that it has signed and no other."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.days.backend import Backend
from api.service.security.issuer_keys import IssuerKeys, NoKeys
from api.service.security.keeper import Keeper
from api.service.security.oidc import LOGOUT as EVENT
from api.service.security.oidc import Issuer
from api.service.security.security import (
    FAILURES,
    SIGN_INS_AT_A_TIME,
    THREADS,
    Security,
    sign_in_of,
)
from api.service.security.settings import SecuritySettings, SignInSettings
from api.service.security.sign_in import LOGOUT
from api.service.settings import Settings
from engine.store.audit import entries
from engine.store.database import Database
from engine.store.errors import DatabaseGone
from models.access import Scope
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import assert_problem
from tests.api.service.days.jobs_on_call import JobsOnCall
from tests.api.service.security.conftest import MakeKey, shown
from tests.api.service.security.issuer import CLIENT
from tests.api.service.security.tokens import EC, OIDC, PUBLISHED, STRANGE, token
from tests.engine.jobs.working import PATIENCE, wait_for

JANE, JIM = "jane@example.org", "jim@example.org"


@pytest.fixture
def door() -> SecuritySettings:
    return SecuritySettings(oidc=OIDC, sign_in=SignInSettings(CLIENT, "http://testserver"))


@pytest.fixture
def security(door: SecuritySettings, database: Database) -> Security:
    keys = IssuerKeys("file", read=lambda _: PUBLISHED)
    return Security(door, Keeper(database, door, Issuer(OIDC, keys)), sign_in_of(door, keys))


def signed_in(security: Security, sub: str, sid: str | None = None) -> dict[str, str]:
    """Open a session for somebody whom the issuer has signed in; return its cookie."""
    issuer = Issuer(
        replace(OIDC, oidc_audience=CLIENT), IssuerKeys("file", read=lambda _: PUBLISHED)
    )
    said = token(aud=CLIENT, sub=sub, nonce="n", sid=sid)
    assert security.keeper is not None
    secret = security.keeper.open(issuer.judge_sign_in(said, "n"))
    return {"cookie": f"{security.keeper.cookie.name}={secret}"}


def ending(key: Any = None, alg: str = "RS256", typ: str | None = "logout+jwt", **said: Any) -> str:
    """Return a logout token, for Jane's session 'there-1' unless it says otherwise."""
    claims: dict[str, Any] = {
        "aud": CLIENT,
        "sub": JANE,
        "sid": "there-1",
        "jti": "j-1",
        "events": {EVENT: {}},
        "scope": None,
        "huddle_sites": None,
        "nbf": None,
    }
    signed = {} if key is None else {"key": key}
    return token(alg=alg, header={"typ": typ}, **signed, **(claims | said))


def told(client: TestClient, text: str) -> Any:
    return client.post(LOGOUT, data={"logout_token": text})


def goes_on(client: TestClient, cookie: dict[str, str]) -> bool:
    return bool(client.get("/v1/session", headers=cookie).status_code == 200)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({}, {"jane-2", "jim-1"}),
        ({"sub": None}, {"jane-2", "jim-1"}),
        ({"sid": None}, {"jim-1"}),
        ({"sub": JIM, "sid": None}, {"jane-1", "jane-2"}),
        ({"sub": JIM}, {"jane-1", "jane-2", "jim-1"}),
        ({"sid": "elsewhere"}, {"jane-1", "jane-2", "jim-1"}),
        ({"typ": "JWT"}, {"jane-2", "jim-1"}),
        ({"typ": None}, {"jane-2", "jim-1"}),
        ({"typ": "application/logout+jwt"}, {"jane-2", "jim-1"}),
        pytest.param({"key": EC, "alg": "ES256"}, {"jane-2", "jim-1"}, id="another algorithm"),
        ({"aud": ["another", CLIENT]}, {"jane-2", "jim-1"}),
    ],
)
def test_the_sessions_that_are_named_end(
    client: TestClient, security: Security, said: dict[str, Any], left: set[str]
) -> None:
    opened = {
        "jane-1": signed_in(security, JANE, "there-1"),
        "jane-2": signed_in(security, JANE, "there-2"),
        "jim-1": signed_in(security, JIM, "there-3"),
    }

    answer = told(client, ending(**said))

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["cache-control"] == "no-store"
    assert {name for name, cookie in opened.items() if goes_on(client, cookie)} == left


def test_a_session_that_the_issuer_called_nothing_ends_with_its_person(
    client: TestClient, security: Security
) -> None:
    cookie = signed_in(security, JANE)
    assert told(client, ending(sub=None)).status_code == 200
    assert goes_on(client, cookie)

    assert told(client, ending()).status_code == 200
    assert not goes_on(client, cookie)


def test_told_again_it_ends_nothing_that_was_opened_since(
    client: TestClient, security: Security
) -> None:
    long_ago = int(time.time()) - OIDC.oidc_leeway - 60
    again = ending(sid=None, iat=long_ago)
    cookie = signed_in(security, JANE)

    assert told(client, again).status_code == 200

    assert goes_on(client, cookie)


def test_a_session_of_a_key_is_none_of_the_issuers(client: TestClient, make_key: MakeKey) -> None:
    client.post("/v1/session", headers=shown(make_key(Scope.READ)))

    assert told(client, ending(sid=None)).status_code == 200

    assert client.get("/v1/session").status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"key": STRANGE}, id="a key of somebody else"),
        {"iss": "https://elsewhere.example.org/"},
        {"aud": OIDC.oidc_audience},
        {"aud": None},
        {"events": None},
        {"events": {}},
        {"events": [EVENT]},
        {"events": {EVENT: True}},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"nonce": "n"},
        {"sub": None, "sid": None},
        {"sub": ""},
        {"sid": ""},
        {"sid": ["there-1"]},
        {"sid": 7, "sub": None},
        {"jti": None},
        {"iat": None},
        {"iat": "now"},
        {"iat": 2**40},
        {"exp": None},
        {"exp": 1},
        {"typ": "at+jwt"},
    ],
    ids=str,
)
def test_what_is_no_logout_token_ends_nothing(
    client: TestClient, security: Security, said: dict[str, Any]
) -> None:
    cookie = signed_in(security, JANE, "there-1")

    assert_problem(told(client, ending(**said)), 400)

    assert goes_on(client, cookie)


@pytest.mark.parametrize("iat", [0, -(10**18), 1.5])
def test_of_a_strange_time_nothing_breaks(client: TestClient, iat: float) -> None:
    assert told(client, ending(iat=iat)).status_code == 200


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é", "x" * 20_000])
def test_what_is_no_token_is_refused(client: TestClient, text: str) -> None:
    assert_problem(told(client, text), 400)


def test_a_form_is_wanted(client: TestClient) -> None:
    good = ending()
    assert_problem(client.post(LOGOUT, json={"logout_token": good}), 415)
    assert_problem(client.post(LOGOUT, data={"id_token": good}), 400)
    assert_problem(client.post(LOGOUT, data={"logout_token": [good, good]}), 400)
    assert_problem(client.post(LOGOUT, data={"logout_token": "x" * 100_000}), 413)
    assert_problem(client.get(LOGOUT), 401)


def test_neither_kind_of_token_goes_for_the_other(client: TestClient, security: Security) -> None:
    tried: list[dict[str, Any]] = [{}, {"typ": None}, {"events": None}]
    for said in tried:
        bearer = ending(aud=OIDC.oidc_audience, scope="huddle:admin", **said)
        assert_problem(client.get("/v1/session", headers=shown(bearer)), 401)
    cookie = signed_in(security, JANE, "there-1")
    assert_problem(told(client, token(aud=CLIENT, sub=JANE, nonce="n")), 400)
    assert goes_on(client, cookie)


def test_who_guesses_is_slowed_down_and_the_issuer_is_not(client: TestClient) -> None:
    for _ in range(FAILURES):
        assert_problem(told(client, "x"), 400)

    slowed = told(client, "x")

    assert_problem(slowed, 429)
    assert int(slowed.headers["retry-after"]) >= 1
    for _ in range(2 * FAILURES):
        assert told(client, ending()).status_code == 200


def test_the_audit_says_whom_and_names_nobody(
    client: TestClient,
    security: Security,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    signed_in(security, JANE, "there-1")

    told(client, ending())

    with database.reading() as conn:
        last = list(entries(conn))[-1]
    assert (last.actor, last.action) == ("issuer", "sessions ended")
    assert last.about.startswith("1 of oidc:")
    for secret in (JANE, "there-1"):
        assert secret not in f"{last} {caplog.text}"


def test_bug_an_issuer_that_hangs_holds_up_nobody_who_has_a_key(
    door: SecuritySettings, database: Database, make_key: MakeKey
) -> None:
    free, asked = threading.Event(), threading.Event()

    def read(_: str) -> bytes:
        asked.set()
        free.wait(PATIENCE)
        return PUBLISHED

    keys = IssuerKeys("far", read=read)
    security = Security(door, Keeper(database, door), sign_in_of(door, keys))
    backend = Backend(database, JobsOnCall(database))
    app = create_app(Settings(), FakePlanner(), security, backend=backend)
    key = shown(make_key(Scope.READ))
    several = THREADS + SIGN_INS_AT_A_TIME
    with TestClient(app) as client, ThreadPoolExecutor(several + 1) as strangers:
        begun = [strangers.submit(told, client, ending()) for _ in range(several)]
        try:
            assert asked.wait(PATIENCE)
            wait_for(lambda: [each for each in begun if each.done()], "one to be turned away")
            mine = strangers.submit(client.get, "/v1/sites", headers=key)
            assert mine.result(PATIENCE / 2).status_code == 200
        finally:
            free.set()
        assert {each.result().status_code for each in begun} == {200, 503}


@pytest.mark.parametrize("trouble", [NoKeys(), DatabaseGone("gone")])
def test_what_cannot_be_done_just_now_is_to_be_said_again(
    client: TestClient,
    security: Security,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
) -> None:
    def fail(*_: object) -> None:
        raise trouble

    place = security.sign_in if isinstance(trouble, NoKeys) else security.keeper
    monkeypatch.setattr(place, "signed_out" if isinstance(trouble, NoKeys) else "end_issued", fail)

    answer = told(client, ending())

    assert_problem(answer, 503)
    assert answer.headers["retry-after"] == "5"
