"""Sessions: kept as a hash, ended by time, by signing out and with their key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.store.audit import entries
from engine.store.database import Database
from engine.store.keys import Key, create_key, rotate_key
from engine.store.sessions import (
    MOST,
    Issued,
    close_session,
    end_issued,
    end_sessions,
    find_session,
    note_seen,
    open_session,
)
from engine.store.tables import now, sessions
from models.access import Principal, Scope

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


ISSUERS = Principal("oidc:1", Scope.PUBLISH, frozenset({"east", "west"}))


def there(database: Database) -> int:
    with database.reading() as conn:
        return conn.scalar(select(func.count()).select_from(sessions)) or 0


@pytest.mark.parametrize("sites", [None, frozenset({"east", "west"})])
def test_whom_an_issuer_signed_in_is_who_it_said(
    database: Database, sites: frozenset[str] | None
) -> None:
    who = Principal("oidc:1", Scope.PUBLISH, sites)
    with database.writing() as conn:
        secret = open_session(conn, Issued(who), IDLE, LASTS)

    with database.reading() as conn:
        at = now()
        found = find_session(conn, secret, at, IDLE)
        assert found is not None
        assert (found.principal, found.key) == (who, None)
        assert find_session(conn, secret, at + IDLE, IDLE) is None
        assert find_session(conn, secret, at + LASTS, LASTS * 2) is None
        assert list(entries(conn))[-1].actor == "oidc:1"


def test_of_one_no_more_go_on_than_so_many(database: Database, key: Key) -> None:
    with database.writing() as conn:
        other = open_session(conn, Issued(ISSUERS), IDLE, LASTS)
        opened = [open_session(conn, key, IDLE, LASTS) for _ in range(MOST + 3)]

    with database.reading() as conn:
        go_on = [find_session(conn, secret, now(), IDLE) is not None for secret in opened]
        assert go_on == [False] * 3 + [True] * MOST
        assert find_session(conn, other, now(), IDLE) is not None


def test_the_sessions_of_somebody_are_ended(database: Database, key: Key) -> None:
    with database.writing() as conn:
        others = Issued(Principal("oidc:2", Scope.READ))
        for who in (key, Issued(ISSUERS), Issued(ISSUERS), others):
            open_session(conn, who, IDLE, LASTS)
        assert end_sessions(conn, "oidc:1", "me") == 2
        assert end_sessions(conn, "oidc:1", "me") == 0
        assert end_sessions(conn, key.principal.actor, "me") == 1

    assert there(database) == 1
    with database.reading() as conn:
        said = [each.about for each in entries(conn) if each.action == "sessions ended"]
    assert said == ["2 of oidc:1", f"1 of key:{key.id}"]


@pytest.mark.parametrize(
    ("actor", "sid", "left"),
    [
        ("oidc:1", None, ["key", "oidc:2 b"]),
        (None, "a", ["key", "oidc:1 -", "oidc:1 c", "oidc:2 b"]),
        # What the issuer called nothing may be the one that it means now.
        ("oidc:1", "a", ["key", "oidc:1 c", "oidc:2 b"]),
        ("oidc:2", "a", ["key", "oidc:1 -", "oidc:1 a", "oidc:1 c", "oidc:2 b"]),
        ("oidc:3", None, ["key", "oidc:1 -", "oidc:1 a", "oidc:1 c", "oidc:2 b"]),
    ],
)
def test_an_issuer_ends_those_that_it_means(
    database: Database, key: Key, actor: str | None, sid: str | None, left: list[str]
) -> None:
    second = Principal("oidc:2", Scope.READ)
    issued = (
        *(Issued(ISSUERS, each) for each in ("a", "c", None)),
        Issued(second, "b"),
    )
    with database.writing() as conn:
        open_session(conn, key, IDLE, LASTS)
        for who in issued:
            open_session(conn, who, IDLE, LASTS)
        ended = end_issued(conn, actor, sid, now(), "issuer")
    with database.reading() as conn:
        found = [
            "key" if row.key else f"{row.actor} {row.sid or '-'}"
            for row in conn.execute(select(sessions))
        ]
        said = [each for each in entries(conn) if each.action == "sessions ended"]

    assert sorted(found) == left
    assert ended == 5 - len(left)
    assert [(each.actor, each.about) for each in said] == (
        [("issuer", f"{ended} of oidc:1")] if ended else []
    )


def test_what_was_opened_after_the_issuer_spoke_goes_on(database: Database) -> None:
    with database.writing() as conn:
        open_session(conn, Issued(ISSUERS, "a"), IDLE, LASTS)
        assert end_issued(conn, "oidc:1", "a", now() - SECOND, "issuer") == 0
        assert end_issued(conn, "oidc:1", "a", now() + SECOND, "issuer") == 1
