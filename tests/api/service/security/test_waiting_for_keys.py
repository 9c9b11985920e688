"""Tokens wait for the issuer's keys by themselves: whoever has a key or a session does not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.days.backend import Backend
from api.service.security.issuer_keys import IssuerKeys
from api.service.security.keeper import Keeper
from api.service.security.oidc import Issuer
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings
from api.service.settings import Settings
from engine.store.database import Database
from models.access import Scope
from tests.api.fakes import FakePlanner
from tests.api.service.days.jobs_on_call import JobsOnCall
from tests.api.service.security.conftest import MakeKey, granting, shown
from tests.api.service.security.tokens import OIDC, PUBLISHED
from tests.engine.jobs.working import PATIENCE, wait_for

PLACES = 20


def test_bug_tokens_that_wait_for_the_issuer_hold_up_no_key(
    door: SecuritySettings, database: Database, make_key: MakeKey
) -> None:
    free, asked = threading.Event(), threading.Event()

    def read(_: str) -> bytes:
        asked.set()
        free.wait(PATIENCE)
        return PUBLISHED

    narrow = replace(door, concurrency=PLACES)
    issuer = Issuer(OIDC, IssuerKeys("far", read=read))
    security = Security(narrow, Keeper(database, narrow, issuer))
    backend = Backend(database, JobsOnCall(database))
    app = create_app(Settings(), FakePlanner(), security, backend=backend)
    key, bearer = shown(make_key(Scope.READ)), shown(granting("huddle:read"))
    with TestClient(app) as client, ThreadPoolExecutor(PLACES + 1) as others:
        begun = [others.submit(client.get, "/v1/sites", headers=bearer) for _ in range(PLACES)]
        try:
            assert asked.wait(PATIENCE)
            wait_for(lambda: [each for each in begun if each.done()], "one to be turned away")
            mine = others.submit(client.get, "/v1/sites", headers=key)
            assert mine.result(PATIENCE / 2).status_code == 200
        finally:
            free.set()
        came = [each.result() for each in begun]

    assert {each.status_code for each in came} == {200, 503}
    assert {each.headers.get("retry-after") for each in came if each.status_code == 503} == {"5"}
