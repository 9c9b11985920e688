"""A service with a door, a store behind it, an issuer of tokens, and keys to try."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
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
from engine.store.keys import create_key
from engine.store.offices import put_office
from models.access import Scope
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.api.service.days.jobs_on_call import JobsOnCall
from tests.api.service.security.tokens import OIDC, PUBLISHED, token

MakeKey = Callable[..., str]
SITE = "corner"
"""A site that is there."""


@pytest.fixture
def planner() -> FakePlanner:
    return FakePlanner()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database with one site in it, once for all tests."""
    path = tmp_path_factory.mktemp("template") / "huddle.db"
    made = Database.open(f"sqlite:///{path}")
    made.migrate()
    with made.writing() as conn:
        put_office(conn, SITE, examples.office(), "tester")
    made.close()
    return path


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{shutil.copy(template, tmp_path / 'huddle.db')}")
    yield opened
    opened.close()


@pytest.fixture
def door() -> SecuritySettings:
    return SecuritySettings(oidc=OIDC)


@pytest.fixture
def security(door: SecuritySettings, database: Database) -> Security:
    issuer = Issuer(OIDC, IssuerKeys("file", read=lambda _: PUBLISHED), clock=time.time)
    return Security(door, Keeper(database, door, issuer))


@pytest.fixture
def app(planner: FakePlanner, security: Security, database: Database) -> FastAPI:
    backend = Backend(database, JobsOnCall(database))
    return create_app(Settings(), planner, security, backend=backend)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def make_key(database: Database) -> MakeKey:
    """Make a key and return its text."""

    def make(scope: Scope = Scope.ADMIN, *sites: str, lasts: timedelta = timedelta(days=1)) -> str:
        with database.writing() as conn:
            return create_key(conn, scope, sites or None, "test", lasts, "tester").text

    return make


def shown(text: str) -> dict[str, str]:
    """Return the header that shows a key or a token."""
    return {"Authorization": f"Bearer {text}"}


def granting(*words: str, sites: list[str] | str = "*", **claims: Any) -> str:
    """Return a token that says these words, for these sites."""
    return token(scope=" ".join(words), huddle_sites=sites, **claims)
