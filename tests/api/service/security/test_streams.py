"""Server-sent events end when what opened the door for them opens nothing more."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.security import lasting
from api.service.security.issuer_keys import IssuerKeys
from api.service.security.keeper import Keeper
from api.service.security.oidc import Issuer
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings
from engine.store.books import put_book
from engine.store.database import Database
from engine.store.keys import id_in, revoke_key
from engine.store.proposals import begin, cancel
from engine.store.sessions import close_session
from engine.store.state import state_of
from engine.store.tables import now
from models.access import Scope
from tests.api import examples
from tests.api.service.conftest import assert_problem
from tests.api.service.security.conftest import SITE, MakeKey, granting, shown
from tests.api.service.security.tokens import OIDC, PUBLISHED
from tests.engine.jobs.working import PATIENCE

DATE = dt.date(2026, 11, 23)
QUITE_A_WHILE = 1.0
"""Seconds in which a stream that is let go on does not end."""


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
def proposal(database: Database) -> str:
    with database.writing() as conn:
        put_book(conn, SITE, examples.day(), "tester")
        return begin(conn, state_of(conn, SITE, DATE).marks, "tester")


@pytest.fixture(autouse=True)
def _looked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting, "EACH_SECONDS", 0.05)


class Following:
    """Somebody who follows a proposal, in a thread of their own."""

    def __init__(self, app: FastAPI, proposal: str, headers: dict[str, str]) -> None:
        self.where = f"/v1/sites/{SITE}/days/{DATE}/proposals/{proposal}/progress"
        self.told = ""
        self.status = 0
        self._client = TestClient(app)
        self._headers = headers
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def _follow(self) -> None:
        answer = self._client.get(self.where, headers=self._headers)
        self.status, self.told = answer.status_code, answer.text

    def goes_on(self) -> bool:
        time.sleep(QUITE_A_WHILE)
        return self._thread.is_alive()

    def ended(self) -> bool:
        self._thread.join(PATIENCE)
        return not self._thread.is_alive()

    def again(self) -> int:
        return int(self._client.get(self.where, headers=self._headers).status_code)


Follow = Callable[[dict[str, str]], Following]


@pytest.fixture
def follow(app: FastAPI, proposal: str, database: Database) -> Iterator[Follow]:
    yield lambda headers: Following(app, proposal, headers)
    # Whatever became of a test, nothing is followed after it.
    with database.writing() as conn:
        cancel(conn, proposal, "tester")


def broke_off(following: Following) -> None:
    """Assert that a stream ended without the end being told, and cannot be had again."""
    assert following.ended()
    assert following.status == 200
    assert "ended" not in following.told
    assert following.again() == 401


def test_with_a_key_that_is_revoked(follow: Follow, make_key: MakeKey, database: Database) -> None:
    key, other = make_key(Scope.READ), make_key(Scope.READ, SITE)
    following, kept = follow(shown(key)), follow(shown(other))
    assert following.goes_on()

    with database.writing() as conn:
        revoke_key(conn, id_in(key), "tester")

    broke_off(following)
    assert kept.goes_on()


def test_with_a_key_that_expires(follow: Follow, make_key: MakeKey, clock: Clock) -> None:
    following = follow(shown(make_key(Scope.READ)))
    assert following.goes_on()

    clock.ahead = timedelta(days=1)

    broke_off(following)


def signed_in(client: TestClient, key: str) -> dict[str, str]:
    client.post("/v1/session", headers=shown(key))
    cookie = {"cookie": f"huddle={client.cookies['huddle']}"}
    client.cookies.clear()
    return cookie


def test_with_a_session_that_is_signed_out(
    follow: Follow, client: TestClient, make_key: MakeKey, database: Database
) -> None:
    cookie = signed_in(client, make_key(Scope.READ))
    following = follow(cookie)
    assert following.goes_on()

    with database.writing() as conn:
        close_session(conn, cookie["cookie"].removeprefix("huddle="), "tester")

    broke_off(following)


def test_with_a_session_whose_key_is_revoked(
    follow: Follow, client: TestClient, make_key: MakeKey, database: Database
) -> None:
    key = make_key(Scope.READ)
    following = follow(signed_in(client, key))
    assert following.goes_on()

    with database.writing() as conn:
        revoke_key(conn, id_in(key), "tester")

    broke_off(following)


def test_with_a_session_that_is_over(
    follow: Follow, client: TestClient, make_key: MakeKey, clock: Clock
) -> None:
    following = follow(signed_in(client, make_key(Scope.READ)))
    assert following.goes_on()

    clock.ahead = timedelta(hours=12)

    broke_off(following)


def test_with_a_token_whose_time_is_over(follow: Follow, clock: Clock) -> None:
    following = follow(shown(granting("huddle:read", sites=[SITE])))
    assert following.goes_on()

    clock.ahead = timedelta(seconds=300 + OIDC.oidc_leeway)

    assert following.ended()
    assert "ended" not in following.told


def test_a_token_for_ever_is_none_that_breaks_anything(
    client: TestClient, make_key: MakeKey
) -> None:
    for exp in (2**40, 10**18):
        headers = shown(granting("huddle:read", exp=exp))
        assert client.get("/v1/session", headers=headers).status_code == 200


def test_what_is_not_ones_own_is_not_followed(
    client: TestClient, make_key: MakeKey, proposal: str
) -> None:
    where = f"/v1/sites/{SITE}/days/{DATE}/proposals/{proposal}/progress"

    assert_problem(client.get(where, headers=shown(make_key(Scope.ADMIN, "other"))), 403)
