"""Sessions: kept as a hash, ended by time, by signing out and with their key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.store.audit import entries
from engine.store.database import Database
from engine.store.keys import Key, create_key, rotate_key
from engine.store.sessions import close_session, find_session, note_seen, open_session
from engine.store.tables import now, sessions
from models.access import Scope

IDLE = timedelta(minutes=30)
LASTS = timedelta(hours=12)
SECOND = timedelta(seconds=1)


@pytest.fixture
def key(database: Database) -> Key:
    with database.writing() as conn:
        return create_key(conn, Scope.PUBLISH, ("east",), "board", timedelta(days=1), "me").key


def opened(database: Database, key: Key, lasts: timedelta = LASTS) -> str:
    with database.writing() as conn:
        return open_session(conn, key, IDLE, lasts)


def test_a_session_is_found_by_its_secret(database: Database, key: Key) -> None:
    secret = opened(database, key)

    with database.reading() as conn:
        found = find_session(conn, secret, now(), IDLE)
        other = find_session(conn, secret[:-1] + ("A" if secret[-1] != "A" else "B"), now(), IDLE)

    assert found is not None
    assert found.key == key
    assert other is None


def test_the_secret_is_kept_nowhere(database: Database, key: Key) -> None:
    secret = opened(database, key)

    with database.reading() as conn:
        said = f"{conn.execute(select(sessions)).all()} {list(entries(conn))}"

    assert secret not in said


def test_a_session_ends_when_nobody_asks(database: Database, key: Key) -> None:
    secret = opened(database, key)
    with database.writing() as conn:
        session = find_session(conn, secret, now(), IDLE)
        assert session is not None
        seen = session.seen_at
        assert find_session(conn, secret, seen + IDLE, IDLE) is None

        note_seen(conn, session, seen + IDLE - SECOND)

        assert find_session(conn, secret, seen + IDLE, IDLE) is not None


def test_a_session_ends_in_any_case(database: Database, key: Key) -> None:
    secret = opened(database, key, lasts=timedelta(minutes=10))
    with database.reading() as conn:
        session = find_session(conn, secret, now(), IDLE)
        assert session is not None
        assert find_session(conn, secret, session.ends_at - SECOND, IDLE) is not None
        assert find_session(conn, secret, session.ends_at, IDLE) is None


def test_a_session_ends_with_its_key(database: Database, key: Key) -> None:
    secret = opened(database, key, lasts=timedelta(days=7))
    with database.reading() as conn:
        session = find_session(conn, secret, now(), IDLE)

    assert session is not None
    assert session.ends_at == key.expires_at


def test_a_session_ends_when_its_key_has_been_replaced(database: Database, key: Key) -> None:
    secret = opened(database, key)
    with database.writing() as conn:
        rotate_key(conn, key.id, timedelta(days=1), timedelta(hours=1), "me")

        assert find_session(conn, secret, now(), LASTS) is not None
        assert find_session(conn, secret, now() + timedelta(hours=1), LASTS) is None


def test_a_session_that_is_closed_is_gone(database: Database, key: Key) -> None:
    secret, other = opened(database, key), opened(database, key)
    with database.writing() as conn:
        close_session(conn, secret, "me")
        close_session(conn, secret, "me")

    with database.reading() as conn:
        assert find_session(conn, secret, now(), IDLE) is None
        assert find_session(conn, other, now(), IDLE) is not None
        actions = [entry.action for entry in entries(conn)]
    assert actions == ["key created", "session opened", "session opened", "session closed"]


def test_sessions_that_have_ended_do_not_stay(database: Database, key: Key) -> None:
    opened(database, key, lasts=timedelta(microseconds=1))
    opened(database, key)

    with database.reading() as conn:
        assert len(conn.execute(select(sessions)).all()) == 1
