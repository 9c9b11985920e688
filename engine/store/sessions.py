"""Sessions of people who signed in, with a key or at an issuer; of each secret a hash is kept."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select, update

from engine.store.audit import record
from engine.store.keys import Key, key_of_row
from engine.store.tables import keys, now, sessions
from models.access import Principal, Scope

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection, RowMapping


MOST = 100
"""Sessions of one key or person that go on at a time; a browser that signs in again and again
fills nothing up."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that goes on.

    Attributes:
        digest: SHA-256 of its secret.
        principal: who asks by it.
        key: the key it was opened with, whose scope and sites are the session's; None when an
            issuer said who it is.
        seen_at: when it was last noted that somebody asked by it.
        ends_at: when it ends in any case.
    """

    digest: str
    principal: Principal
    key: Key | None
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """Whoever an issuer has signed in.

    Attributes:
        principal: who.
        sid: a hash of what the issuer calls the session there; None where it does not say.
    """

    principal: Principal
    sid: str | None = None


def open_session(conn: Connection, who: Key | Issued, idle: timedelta, lasts: timedelta) -> str:
    """Open a session and return its secret; sessions that have ended are removed.

    Args:
        conn: an open connection.
        who: a key, whose scope and sites it has, and with which it ends at the latest; or whoever
            an issuer said it is, with a scope.
        idle: after how long without a request it ends.
        lasts: after how long it ends in any case.
    """
    at = now()
    ended = or_(sessions.c.ends_at <= at, sessions.c.seen_at <= at - idle)
    conn.execute(delete(sessions).where(ended))
    secret = secrets.token_urlsafe(32)
    whose: dict[str, Any]
    if isinstance(who, Key):
        actor, ends = who.principal.actor, min(at + lasts, who.expires_at)
        whose = {"key": who.id}
    else:
        said = who.principal
        actor, ends = said.actor, at + lasts
        sites = None if said.sites is None else json.dumps(sorted(said.sites))
        whose = {"actor": actor, "scope": said.scope, "sites": sites, "sid": who.sid}
    conn.execute(
        insert(sessions).values(digest=_digest(secret), at=at, seen_at=at, ends_at=ends, **whose)
    )
    _close_oldest(conn, whose)
    record(conn, actor, "session opened", None, _called(secret))
    return secret


def end_sessions(conn: Connection, actor: str, by: str) -> int:
    """End every session of somebody, as the audit calls them, and return how many went on.

    Whoever an issuer has signed in has no key that could be revoked.
    """
    of_key = sessions.c.key == actor.removeprefix("key:")
    theirs = of_key if actor.startswith("key:") else sessions.c.actor == actor
    count = conn.execute(delete(sessions).where(theirs)).rowcount
    if count:
        record(conn, by, "sessions ended", None, f"{count} of {actor}")
    return count


def end_issued(
    conn: Connection, actor: str | None, sid: str | None, opened_by: datetime, by: str
) -> int:
    """End the sessions of which an issuer says that they are over; return how many went on.

    With both named, those of the person that the issuer calls so end, and those that it called
    nothing when it opened them, which may be the same.

    Args:
        conn: an open connection that may write.
        actor: whose, as the audit calls them; None for whosever they are.
        sid: a hash of what the issuer calls the session; None for all of the person.
        opened_by: those that were opened later go on: the issuer did not know of them.
        by: who the audit says it was.
    """
    meant = [sessions.c.key.is_(None), sessions.c.at <= opened_by]
    if actor is not None:
        meant.append(sessions.c.actor == actor)
    if sid is not None:
        named = sessions.c.sid == sid
        meant.append(named if actor is None else or_(named, sessions.c.sid.is_(None)))
    ended = conn.scalars(delete(sessions).where(*meant).returning(sessions.c.actor)).all()
    for whose in sorted(set(ended)):
        record(conn, by, "sessions ended", None, f"{ended.count(whose)} of {whose}")
    return len(ended)


def find_session(conn: Connection, secret: str, at: datetime, idle: timedelta) -> Session | None:
    """Return the session of a secret, if it goes on at that instant and its key opens still."""
    # The secret is looked up by its hash. How long that takes says something of hashes alone.
    asked = (
        select(keys, *(each.label(f"session_{each.name}") for each in sessions.c))
        .join_from(sessions, keys, keys.c.id == sessions.c.key, isouter=True)
        .where(sessions.c.digest == _digest(secret))
    )
    row = conn.execute(asked).mappings().one_or_none()
    if row is None:
        return None
    key = None if row["id"] is None else key_of_row(row)
    session = Session(
        digest=row["session_digest"],
        principal=_said(row) if key is None else key.principal,
        key=key,
        seen_at=row["session_seen_at"],
        ends_at=row["session_ends_at"],
    )
    goes_on = at < session.ends_at and at < session.seen_at + idle
    return session if goes_on and (key is None or key.opens(at)) else None


def note_seen(conn: Connection, session: Session, at: datetime) -> None:
    """Note that somebody asked by a session."""
    of_session = sessions.c.digest == session.digest
    conn.execute(update(sessions).where(of_session).values(seen_at=at))


def close_session(conn: Connection, secret: str, by: str) -> None:
    """End a session; one that has ended is left alone."""
    if conn.execute(delete(sessions).where(sessions.c.digest == _digest(secret))).rowcount:
        record(conn, by, "session closed", None, _called(secret))


def _close_oldest(conn: Connection, whose: dict[str, Any]) -> None:
    """Leave no more than so many sessions of one key or person: those that were seen last."""
    name = "key" if "key" in whose else "actor"
    theirs = sessions.c[name] == whose[name]
    newest = select(sessions.c.digest).where(theirs).order_by(sessions.c.seen_at.desc()).limit(MOST)
    conn.execute(delete(sessions).where(theirs, sessions.c.digest.not_in(newest)))


def _said(row: RowMapping) -> Principal:
    """Return who an issuer said it is."""
    sites = row["session_sites"]
    return Principal(
        row["session_actor"],
        Scope(row["session_scope"]),
        None if sites is None else frozenset(json.loads(sites)),
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _called(secret: str) -> str:
    return f"session {_digest(secret)[:12]}"
