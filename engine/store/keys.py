"""Keys that open the service: shown once, kept as a hash, for a scope, some sites and a while.

The hash is plain SHA-256, and that is enough: the secret is 256 random bits, so whoever has the
hash would have to try 2**255 secrets. Slow hashes make up for secrets that people think of; here
one would only make every request dear, and give strangers a way to keep the service busy.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, insert, select, update

from engine.store.audit import record
from engine.store.errors import NotThere
from engine.store.locks import insert_unless_there
from engine.store.tables import keys, now, sessions
from models.access import Principal, Scope
from models.base import Ref
from models.errors import BadInput, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

PREFIX = "hk_"
"""What every key begins with, so that people and scanners of code know one when they see it."""

FIRST = "0" * 12
"""The id of the key made when the service starts for the first time; no other can have it."""

LONGEST = timedelta(days=3650)
"""No key lasts longer."""

_TEXT = re.compile(r"hk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})", re.ASCII)
_REFERENCE: TypeAdapter[str] = TypeAdapter(Ref)
_SHOWN = [column for column in keys.c if column.name != "digest"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept, without its secret.

    Attributes:
        id: what it is called; no secret.
        label: an opaque reference to whoever or whatever has it.
        scope: how far it goes.
        sites: for which sites; None is every site.
        by: who made it.
        at: when.
        expires_at: from when on it opens nothing.
        revoked_at: since when it opens nothing; None while it is not revoked.
        used_on: the last day (UTC) on which it was used; None when it never was.
        follows: the key that it replaces, or None.
    """

    id: str
    label: str
    scope: Scope
    sites: frozenset[str] | None
    by: str
    at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_on: date | None = None
    follows: str | None = None

    def opens(self, at: datetime) -> bool:
        """Tell whether it is neither revoked nor expired."""
        return self.revoked_at is None and at < self.expires_at

    @property
    def principal(self) -> Principal:
        """Who asks when this key is shown."""
        return Principal(f"key:{self.id}", self.scope, self.sites)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made, with the text that is shown once and kept nowhere."""

    key: Key
    text: str = field(repr=False)


def create_key(
    conn: Connection,
    scope: Scope,
    sites: Iterable[str] | None,
    label: str,
    lasts: timedelta,
    by: str,
) -> NewKey:
    """Make a key.

    Args:
        conn: an open connection.
        scope: how far it goes.
        sites: for which sites; None is every site.
        label: an opaque reference to whoever or whatever is to have it.
        lasts: how long it opens anything.
        by: who makes it.

    Raises:
        BadInput: label or site are no references, no site is named, or it is to last too long.
    """
    named = None if sites is None else frozenset(sites)
    _check(named, label, lasts)
    made = now()
    key = Key(secrets.token_hex(6), label, scope, named, by, made, made + lasts)
    return _keep(conn, key)


def first_key(conn: Connection, lasts: timedelta, by: str) -> NewKey | None:
    """Make the first key, for every site and scope; None when there was a first key ever before."""
    made = now()
    key = Key(FIRST, "first", Scope.ADMIN, None, by, made, made + lasts)
    text, digest = _secret(FIRST)
    # Two processes may start for the first time at once: one of them makes the key.
    inserting = insert_unless_there(conn, keys).values(**_row(key), digest=digest)
    inserted = conn.scalar(inserting.on_conflict_do_nothing().returning(keys.c.id))
    if inserted is None:
        return None
    _record(conn, by, "key created", key)
    return NewKey(key, text)


def find_key(conn: Connection, text: str, at: datetime) -> Key | None:
    """Return the key of which somebody shows the text, if it opens anything at that instant."""
    shown = _TEXT.fullmatch(text)
    if shown is None:
        return None
    row = conn.execute(select(keys).where(keys.c.id == shown[1])).mappings().one_or_none()
    # An id that is not known takes as long as a wrong secret.
    kept = row["digest"] if row else "0" * 64
    right = hmac.compare_digest(_digest(shown[2]), kept)
    if row is None or not right:
        return None
    key = key_of_row(row)
    return key if key.opens(at) else None


def key_of(conn: Connection, key_id: str) -> Key:
    """Return a key by its id.

    Raises:
        NotThere: there is none of this id.
    """
    row = conn.execute(select(*_SHOWN).where(keys.c.id == key_id)).mappings().one_or_none()
    if row is None:
        raise NotThere("there is no key of this id; 'huddle keys list' shows those there are")
    return key_of_row(row)


def keys_of(conn: Connection) -> list[Key]:
    """Return every key, also those that open nothing any more, the oldest first."""
    rows = conn.execute(select(*_SHOWN).order_by(keys.c.at, keys.c.id)).mappings()
    return [key_of_row(row) for row in rows]


def revoke_key(conn: Connection, key_id: str, by: str) -> Key:
    """See to it that a key opens nothing any more, and end the sessions opened with it.

    To revoke it again changes nothing.

    Raises:
        NotThere: there is none of this id.
    """
    key = key_of(conn, key_id)
    conn.execute(delete(sessions).where(sessions.c.key == key_id))
    if key.revoked_at is None:
        conn.execute(update(keys).where(keys.c.id == key_id).values(revoked_at=now()))
        _record(conn, by, "key revoked", key)
    return key_of(conn, key_id)


def rotate_key(
    conn: Connection, key_id: str, lasts: timedelta, overlap: timedelta, by: str
) -> NewKey:
    """Make a key that takes the place of another; both open the same for a while.

    Args:
        conn: an open connection.
        key_id: the key to replace.
        lasts: how long the new one opens anything.
        overlap: how long the old one does still.
        by: who does it.

    Raises:
        NotThere: there is none of this id.
        BadInput: it opens nothing any more, or the new one is to last too long.
    """
    old = key_of(conn, key_id)
    at = now()
    if not old.opens(at):
        raise BadInput([Fault("key", key_id, "it opens nothing any more", "create a new one")])
    _check(old.sites, old.label, lasts)
    ends = min(old.expires_at, at + overlap)
    conn.execute(update(keys).where(keys.c.id == key_id).values(expires_at=ends))
    new = Key(
        *(secrets.token_hex(6), old.label, old.scope, old.sites, by, at, at + lasts),
        follows=key_id,
    )
    return _keep(conn, new)


def id_in(text: str) -> str:
    """Return the id in a key's text, or the text where it is none: people have either at hand."""
    shown = _TEXT.fullmatch(text)
    return shown[1] if shown else text


def note_use(conn: Connection, key_id: str, day: date) -> None:
    """Note the day on which a key was used."""
    conn.execute(update(keys).where(keys.c.id == key_id).values(used_on=day))


def key_of_row(row: Any) -> Key:  # noqa: ANN401 -- a mapping of columns
    """Read a key from a row that has its columns, and perhaps others."""
    told = {column.name: row[column.name] for column in _SHOWN}
    sites = None if told["sites"] is None else frozenset(json.loads(told["sites"]))
    return Key(**told | {"scope": Scope(told["scope"]), "sites": sites})


def _keep(conn: Connection, key: Key) -> NewKey:
    text, digest = _secret(key.id)
    conn.execute(insert(keys).values(**_row(key), digest=digest))
    _record(conn, key.by, "key created", key)
    return NewKey(key, text)


def _row(key: Key) -> dict[str, Any]:
    row = {column.name: getattr(key, column.name) for column in _SHOWN}
    sites = None if key.sites is None else json.dumps(sorted(key.sites))
    return row | {"scope": str(key.scope), "sites": sites}


def _secret(key_id: str) -> tuple[str, str]:
    """Return a new key's text and the hash of the secret in it."""
    secret = secrets.token_urlsafe(32)
    return f"{PREFIX}{key_id}_{secret}", _digest(secret)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(conn: Connection, by: str, action: str, key: Key) -> None:
    where = "every site" if key.sites is None else ", ".join(sorted(key.sites))
    replaces = f", in place of {key.follows}" if key.follows else ""
    record(conn, by, action, None, f"key {key.id}: {key.scope} for {where}{replaces}")


def _check(sites: frozenset[str] | None, label: str, lasts: timedelta) -> None:
    named = [("label", label), *(("site", site) for site in sorted(sites or ()))]
    faults = [
        Fault(what, repr(text[:40]), "not a reference", "letters, digits, '.', '_', ':' and '-'")
        for what, text in named
        if not _is_reference(text)
    ]
    if sites is not None and not sites:
        faults.append(Fault("site", "", "no site is named", "name one, or say every site"))
    if not timedelta() < lasts <= LONGEST:
        expected = f"more than none, and at most {LONGEST.days}"
        faults.append(Fault("days", str(lasts.days), "a key cannot last so long", expected))
    if faults:
        raise BadInput(faults)


def _is_reference(text: str) -> bool:
    try:
        _REFERENCE.validate_python(text)
    except ValidationError:
        return False
    return True
