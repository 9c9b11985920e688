"""The database: its address, its settings, and what is said when it does not answer."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg.errors
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine.store import database as module
from engine.store.database import Database
from engine.store.errors import (
    BadAddress,
    DatabaseBusy,
    DatabaseFull,
    DatabaseGone,
    DatabaseTrouble,
)
from engine.store.offices import put_office, sites_of
from engine.store.state import state_of
from engine.store.trouble import trouble_of
from tests import postgres
from tests.api import examples
from tests.engine.store.keeping import DATE, SITE, at_once, happened, put_day

ON_POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """Give a database in a file."""
    opened = Database.open(f"sqlite:///{tmp_path / 'huddle.db'}")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have writers wait for a second only."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 1)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "cannot be read"),
        ("huddle.db", "cannot be read"),
        ("mysql://ann:secret@host/name", "neither sqlite nor postgresql"),
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "SQLite needs a file"),
        ("postgresql://ann:secret@host:port/name", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, said: str) -> None:
    with pytest.raises(BadAddress, match=said) as refused:
        Database.open(url)
    assert "secret" not in str(refused.value)


def test_a_file_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAddress, match="No such file"):
        Database.open(f"sqlite:///{tmp_path / 'none' / 'huddle.db'}")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_both_names_of_postgresql_are_understood(scheme: str) -> None:
    opened = Database.open(f"{scheme}://ann@127.0.0.1:1/name")
    assert opened.engine.url.drivername == "postgresql+psycopg"
    assert not opened.is_sqlite


def test_a_new_file_is_for_its_owner_alone(file: Database, tmp_path: Path) -> None:
    with file.writing() as conn:
        put_office(conn, SITE, examples.office(), "ann")
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("huddle.db*")}
    assert set(modes) == {"huddle.db", "huddle.db-wal", "huddle.db-shm"}
    assert set(modes.values()) == {0o600}


def test_sqlite_loses_nothing_when_the_power_fails(file: Database) -> None:
    for give in (file.reading, file.writing):
        with give() as conn:
            wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
            found = {name: conn.scalar(text(f"PRAGMA {name}")) for name in wanted}
            assert found == wanted
            assert conn.scalar(text("PRAGMA busy_timeout")) == module.PATIENCE_SECONDS * 1000


def test_a_writer_on_sqlite_has_the_database_from_the_beginning(
    file: Database, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "huddle.db", timeout=0, isolation_level=None)
    with file.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_who_reads_does_not_wait_for_who_writes(database: Database) -> None:
    with database.writing() as conn:
        put_office(conn, SITE, examples.office(), "ann")
        with database.reading() as other:
            assert sites_of(other) == []
    with database.reading() as other:
        assert sites_of(other) == [SITE]


@ON_POSTGRESQL
def test_nobody_writes_while_reading(database: Database) -> None:
    with pytest.raises(Exception, match="read-only transaction"), database.reading() as conn:
        put_office(conn, SITE, examples.office(), "ann")


def test_what_was_begun_is_undone_when_something_is_raised(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as conn:
        put_office(conn, SITE, examples.office(), "ann")
        raise ZeroDivisionError
    with database.reading() as conn:
        assert sites_of(conn) == []


@pytest.mark.usefixtures("impatient")
def test_who_waits_too_long_to_write_is_told(database_url: str) -> None:
    one, other = Database.open(database_url), Database.open(database_url)
    with one.writing() as conn:
        put_day(conn)
    with one.writing() as conn:
        happened(conn, "k-1")
        for who in (other, one) if one.is_sqlite else (other,):
            with (
                pytest.raises(DatabaseBusy, match="try again in a moment"),
                who.writing() as waiting,
            ):
                happened(waiting, "k-2")
    with other.writing() as conn:
        assert happened(conn, "k-2").position == 2
    one.close()
    other.close()


@ON_POSTGRESQL
def test_two_that_wait_for_each_other_are_parted(database: Database) -> None:
    both = threading.Barrier(2)
    with database.writing() as conn:
        for site in ("east", "west"):
            put_day(conn, site)

    def write(first: str, second: str) -> None:
        with database.writing() as conn:
            lock = text("SELECT 1 FROM sites WHERE site = :site FOR UPDATE")
            conn.execute(lock, {"site": first})
            both.wait(60)
            conn.execute(lock, {"site": second})

    came = at_once(lambda: write("east", "west"), lambda: write("west", "east"))
    assert sorted(type(each).__name__ for each in came) == ["DatabaseBusy", "NoneType"]


def test_a_full_disk_is_told_as_such(file: Database) -> None:
    with file.writing() as conn:
        put_day(conn)
        pages = conn.scalar(text("PRAGMA page_count"))
    with pytest.raises(DatabaseFull, match="no room left"), file.writing() as conn:
        # The pragma is the connection's own: no other test and no other connection sees it.
        conn.execute(text(f"PRAGMA max_page_count = {pages}"))
        conn.execute(text("CREATE TABLE large AS SELECT zeroblob(1000000)"))
    file.close()
    with file.writing() as conn:
        assert happened(conn, "k-1").position == 1
        assert state_of(conn, SITE, DATE).marks.position == 1


def test_a_file_that_is_no_database_is_told_as_gone(tmp_path: Path) -> None:
    path = tmp_path / "huddle.db"
    path.write_text("this is no database" * 100)
    opened = Database.open(f"sqlite:///{path}")
    with pytest.raises(DatabaseGone), opened.reading():
        pass


def test_a_file_that_has_gone_is_told_as_gone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    opened = Database.open(f"sqlite:///{folder / 'huddle.db'}")
    opened.migrate()
    opened.close()
    shutil.rmtree(folder)
    with pytest.raises(DatabaseGone, match="cannot be reached"), opened.writing():
        pass


def test_a_server_that_is_not_there_is_told_as_gone() -> None:
    opened = Database.open("postgresql://ann:secret@127.0.0.1:1/name")
    for give in (opened.reading, opened.writing):
        with pytest.raises(DatabaseGone, match="cannot be reached") as refused, give():
            pass
        assert "secret" not in str(refused.value)
    with pytest.raises(DatabaseGone):
        opened.migrate()
    with pytest.raises(DatabaseGone):
        opened.check()


def test_a_server_that_goes_and_comes_back(tmp_path: Path) -> None:
    postgres.insist_or_skip()
    del tmp_path
    with postgres.running(durable=True) as server:
        opened = Database.open(server.url(server.create()))
        opened.migrate()
        with opened.writing() as conn:
            put_day(conn)
            happened(conn, "k-1")
        with pytest.raises(DatabaseTrouble), opened.writing() as conn:
            happened(conn, "k-2")
            server.kill()
            happened(conn, "k-3")
        with pytest.raises(DatabaseGone), opened.reading() as conn:
            state_of(conn, SITE, DATE)
        server.start()
        with opened.writing() as conn:
            # What was accepted is there, what was under way is not.
            assert [kept.position for kept in state_of(conn, SITE, DATE).events] == [1]
            assert not happened(conn, "k-1").fresh
            assert happened(conn, "k-2").position == 2
        opened.close()


def test_an_error_of_the_caller_is_not_the_database_s(database: Database) -> None:
    with pytest.raises(Exception, match="no_such_table") as raised, database.reading() as conn:
        conn.execute(text("SELECT * FROM no_such_table"))
    assert not isinstance(raised.value, DatabaseTrouble)


def test_an_error_never_shows_what_was_to_be_written(database: Database) -> None:
    with pytest.raises(Exception, match="parameters hidden") as raised, database.writing() as conn:
        conn.execute(text("INSERT INTO purging VALUES (:site)"), {"site": "secret-site"})
        conn.execute(text("INSERT INTO purging VALUES (:site)"), {"site": "secret-site"})
    if database.is_sqlite:
        assert "secret-site" not in str(raised.value)


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        ("40001", DatabaseBusy),
        ("40P01", DatabaseBusy),
        ("53300", DatabaseBusy),
        ("53100", DatabaseFull),
        ("55P03", DatabaseBusy),
        ("57014", DatabaseBusy),
        ("57P01", DatabaseGone),
        ("57P03", DatabaseGone),
        ("58030", DatabaseGone),
        ("08006", DatabaseGone),
        ("23505", None),
        ("42P01", None),
    ],
)
def test_what_postgresql_s_states_mean(state: str, trouble: type[DatabaseTrouble] | None) -> None:
    cause = psycopg.errors.lookup(state)("said")
    found = trouble_of(OperationalError("SELECT 1", None, cause))

    assert type(found) is (trouble or type(None))
