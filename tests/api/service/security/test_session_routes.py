"""Signing in and out: the cookie, what it opens, and what it takes to change something by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from http.cookies import SimpleCookie

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.security.issuer_keys import IssuerKeys
from api.service.security.keeper import NOTED_EVERY, Keeper
from api.service.security.oidc import Issuer
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings
from engine.store.database import Database
from engine.store.keys import id_in, revoke_key
from engine.store.tables import now
from models.access import Scope
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import QUESTION, assert_problem
from tests.api.service.security.conftest import MakeKey, granting, shown
from tests.api.service.security.tokens import OIDC, PUBLISHED

PAGE = {"sec-fetch-site": "same-origin"}


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def security(door: SecuritySettings, database: Database, clock: Clock) -> Security:
    issuer = Issuer(OIDC, IssuerKeys("file", read=lambda _: PUBLISHED))
    return Security(door, Keeper(database, door, issuer, clock))


@pytest.fixture
def key(make_key: MakeKey) -> str:
    return make_key(Scope.PUBLISH, "east")


@pytest.fixture
def browser(client: TestClient, key: str) -> TestClient:
    """Sign in; the client keeps the cookie, as a browser does."""
    assert client.post("/v1/session", headers=shown(key)).status_code == 200
    return client


def token(browser: TestClient) -> dict[str, str]:
    return PAGE | {"x-csrf-token": browser.get("/v1/session").json()["token"]}


def test_signing_in_says_who_and_sets_a_cookie(client: TestClient, key: str) -> None:
    response = client.post("/v1/session", headers=shown(key))

    said = response.json()
    assert said == {
        "actor": f"key:{id_in(key)}",
        "scope": "publish",
        "sites": ["east"],
        "token": said["token"],
    }
    cookie = SimpleCookie(response.headers["set-cookie"])["huddle"]
    assert len(cookie.value) == 43
    assert cookie["httponly"]
    assert not cookie["secure"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("strict", "/", "")
    assert cookie["max-age"] == str(12 * 3600)
    assert cookie.value not in response.text


class TestByTls:
    @pytest.fixture
    def door(self) -> SecuritySettings:
        return SecuritySettings(tls_certificate="c", tls_key="k")

    @pytest.fixture
    def client(self, app: FastAPI) -> Iterator[TestClient]:
        with TestClient(app, base_url="https://testserver") as client:
            yield client

    def test_the_cookie_goes_by_tls_to_this_host_alone(self, browser: TestClient, key: str) -> None:
        response = browser.post("/v1/session", headers=shown(key))

        cookie = SimpleCookie(response.headers["set-cookie"])["__Host-huddle"]
        assert cookie["secure"]
        assert (cookie["path"], cookie["domain"]) == ("/", "")
        assert browser.get("/v1/session").status_code == 200

    def test_a_cookie_without_the_prefix_is_none(self, browser: TestClient) -> None:
        secret = browser.cookies["__Host-huddle"]
        browser.cookies.clear()

        response = browser.get("/v1/session", headers={"cookie": f"huddle={secret}"})

        assert_problem(response, 401)


def test_the_cookie_opens_what_the_key_does(browser: TestClient) -> None:
    assert browser.get("/v1/scenarios").status_code == 200
    assert browser.get("/v1/session").json()["scope"] == "publish"


def test_each_session_has_a_secret_of_its_own(client: TestClient, key: str) -> None:
    secrets = set()
    for _ in range(3):
        client.post("/v1/session", headers=shown(key))
        secrets.add(client.cookies["huddle"])

    assert len(secrets) == 3


def test_a_page_changes_something_with_the_token(browser: TestClient) -> None:
    response = browser.post("/v1/resolve", json=QUESTION, headers=token(browser))

    assert response.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        PAGE,
        PAGE | {"x-csrf-token": "guessed"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example.org"},
        {"origin": "http://testserver"},
    ],
    ids=str,
)
def test_without_it_nothing_is_changed(
    browser: TestClient, planner: FakePlanner, headers: dict[str, str]
) -> None:
    assert_problem(browser.post("/v1/resolve", json=QUESTION, headers=headers), 403)
    assert_problem(browser.delete("/v1/session", headers=headers), 403)

    assert planner.asked == []
    assert browser.get("/v1/session").status_code == 200


@pytest.mark.parametrize(
    "changed", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]
)
def test_another_page_with_the_token_changes_nothing(
    browser: TestClient, changed: dict[str, str]
) -> None:
    headers = token(browser) | changed

    assert_problem(browser.post("/v1/resolve", json=QUESTION, headers=headers), 403)


def test_a_token_of_another_session_is_none(browser: TestClient, app: FastAPI, key: str) -> None:
    other = TestClient(app)
    other.post("/v1/session", headers=shown(key))

    assert_problem(browser.post("/v1/resolve", json=QUESTION, headers=token(other)), 403)


def test_whoever_signs_out_is_out(browser: TestClient) -> None:
    secret = browser.cookies["huddle"]

    response = browser.delete("/v1/session", headers=token(browser))

    assert response.status_code == 204
    assert response.content == b""
    assert "huddle" not in browser.cookies
    again = browser.get("/v1/session", headers={"cookie": f"huddle={secret}"})
    assert_problem(again, 401)
    assert again.headers["www-authenticate"].endswith('error="invalid_token"')


def test_a_session_ends_when_nobody_asks(browser: TestClient, clock: Clock) -> None:
    clock.ahead = timedelta(minutes=29)
    assert browser.get("/v1/session").status_code == 200
    clock.ahead = timedelta(minutes=29 + 29)
    assert browser.get("/v1/session").status_code == 200
    clock.ahead += timedelta(minutes=30) + NOTED_EVERY

    assert_problem(browser.get("/v1/session"), 401)


def test_a_clock_that_is_set_back_neither_ends_a_session_nor_keeps_it(
    browser: TestClient, clock: Clock
) -> None:
    clock.ahead = timedelta(hours=-5)
    assert browser.get("/v1/session").status_code == 200
    clock.ahead += timedelta(minutes=29)
    assert browser.get("/v1/session").status_code == 200
    clock.ahead += timedelta(minutes=30) + NOTED_EVERY
    assert_problem(browser.get("/v1/session"), 401)


def test_a_session_ends_in_any_case(browser: TestClient, clock: Clock) -> None:
    for minutes in range(0, 12 * 60, 20):
        clock.ahead = timedelta(minutes=minutes)
        assert browser.get("/v1/session").status_code == 200
    clock.ahead = timedelta(hours=12)

    assert_problem(browser.get("/v1/session"), 401)


def test_a_session_ends_with_its_key(browser: TestClient, key: str, database: Database) -> None:
    with database.writing() as conn:
        revoke_key(conn, id_in(key), "tester")

    assert_problem(browser.get("/v1/session"), 401)


def test_what_is_shown_counts_and_not_the_cookie(browser: TestClient, make_key: MakeKey) -> None:
    other = make_key(Scope.READ)

    assert browser.get("/v1/session", headers=shown(other)).json()["scope"] == "read"
    assert_problem(browser.get("/v1/session", headers=shown("hk_wrong")), 401)


def test_only_a_key_opens_a_session(browser: TestClient) -> None:
    assert_problem(browser.post("/v1/session", headers=token(browser)), 403)


def test_a_bearer_token_opens_no_session(client: TestClient) -> None:
    headers = shown(granting("huddle:read"))

    assert_problem(client.post("/v1/session", headers=headers), 403)
    said = client.get("/v1/session", headers=headers).json()
    assert (said["scope"], said["sites"], said["token"]) == ("read", None, None)
    assert client.delete("/v1/session", headers=headers).status_code == 204


def test_nobody_signs_in_without_a_key(client: TestClient) -> None:
    response = client.post("/v1/session")

    assert_problem(response, 401)
    assert "set-cookie" not in response.headers
