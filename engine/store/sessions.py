"""Sessions of people who signed in with a key; the secret in their cookie is kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select, update

from engine.store.audit import record
from engine.store.keys import Key, key_of_row
from engine.store.tables import keys, now, sessions

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Session:
    """A session that goes on.

    Attributes:
        digest: SHA-256 of its secret.
        key: the key it was opened with, whose scope and sites are the session's.
        seen_at: when it was last noted that somebody asked by it.
        ends_at: when it ends in any case.
    """

    digest: str
    key: Key
    seen_at: datetime
    ends_at: datetime


def open_session(conn: Connection, key: Key, idle: timedelta, lasts: timedelta) -> str:
    """Open a session and return its secret; sessions that have ended are removed.

    Args:
        conn: an open connection.
        key: whose scope and sites it has; it ends with the key at the latest.
        idle: after how long without a request it ends.
        lasts: after how long it ends in any case.
    """
    at = now()
    ended = or_(sessions.c.ends_at <= at, sessions.c.seen_at <= at - idle)
    conn.execute(delete(sessions).where(ended))
    secret = secrets.token_urlsafe(32)
    ends = min(at + lasts, key.expires_at)
    conn.execute(
        insert(sessions).values(digest=_digest(secret), key=key.id, at=at, seen_at=at, ends_at=ends)
    )
    record(conn, key.principal.actor, "session opened", None, _called(secret))
    return secret


def find_session(conn: Connection, secret: str, at: datetime, idle: timedelta) -> Session | None:
    """Return the session of a secret, if it goes on at that instant and its key opens still."""
    # The secret is looked up by its hash. How long that takes says something of hashes alone.
    asked = (
        select(keys, sessions.c.digest.label("session"), sessions.c.seen_at, sessions.c.ends_at)
        .join(keys, keys.c.id == sessions.c.key)
        .where(sessions.c.digest == _digest(secret))
    )
    row = conn.execute(asked).mappings().one_or_none()
    if row is None:
        return None
    session = Session(row["session"], key_of_row(row), row["seen_at"], row["ends_at"])
    goes_on = at < session.ends_at and at < session.seen_at + idle
    return session if goes_on and session.key.opens(at) else None


def note_seen(conn: Connection, session: Session, at: datetime) -> None:
    """Note that somebody asked by a session."""
    of_session = sessions.c.digest == session.digest
    conn.execute(update(sessions).where(of_session).values(seen_at=at))


def close_session(conn: Connection, secret: str, by: str) -> None:
    """End a session; one that has ended is left alone."""
    if conn.execute(delete(sessions).where(sessions.c.digest == _digest(secret))).rowcount:
        record(conn, by, "session closed", None, _called(secret))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _called(secret: str) -> str:
    return f"session {_digest(secret)[:12]}"
