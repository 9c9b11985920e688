"""Fixtures that give a test a database of its own, on SQLite and on PostgreSQL.

A folder's `conftest.py` imports those that it uses. A test that takes `database` runs on both: on
SQLite in every run, on PostgreSQL where more is tried.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from engine.store.database import Database
from tests import postgres

KINDS = ("sqlite", "postgresql")

_open = ExitStack()
_server: list[postgres.Server] = []
_templates: dict[str, str] = {}


def shared_server() -> postgres.Server:
    """Return the one server that the tests of this process share; started when first asked for."""
    postgres.insist_or_skip()
    if not _server:
        _server.append(_open.enter_context(postgres.running()))
    return _server[0]


@pytest.fixture(scope="session", autouse=True)
def _ends_with_the_session() -> Iterator[None]:
    yield
    _server.clear()
    _templates.clear()
    _open.close()


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)], ids=KINDS
)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Run the test on each kind of database."""
    kind: str = request.param
    return kind


@pytest.fixture
def empty_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database with nothing in it."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'huddle.db'}"
        return
    server = shared_server()
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Give the address of a database with the store's tables and nothing in them."""
    if database_kind == "sqlite":
        path = tmp_path / "huddle.db"
        shutil.copyfile(_sqlite_template(tmp_path_factory), path)
        yield f"sqlite:///{path}"
        return
    server = shared_server()
    name = server.create(_postgresql_template(server))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give an open database with the store's tables and nothing in them."""
    opened = Database.open(database_url)
    yield opened
    opened.close()


def _sqlite_template(folders: pytest.TempPathFactory) -> str:
    if "sqlite" not in _templates:
        path = folders.mktemp("template") / "huddle.db"
        _migrated(f"sqlite:///{path}")
        _templates["sqlite"] = str(path)
    return _templates["sqlite"]


def _postgresql_template(server: postgres.Server) -> str:
    if "postgresql" not in _templates:
        name = server.create()
        _migrated(server.url(name))
        _templates["postgresql"] = name
    return _templates["postgresql"]


def _migrated(url: str) -> None:
    made = Database.open(url)
    made.migrate()
    made.close()
