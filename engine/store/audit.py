"""The audit: who did what, in a chain of which no link can be changed or removed unseen.

Every entry holds the hash of the one before. Entries hold digests of what they are about, never
content, so that a purge of the documents leaves the chain as it is.

What a transaction records is appended at its very end: whoever writes waits for others at the end
of the chain only when nothing else is left to wait for, and never for long.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from engine.store.documents import digest_of
from engine.store.errors import Tampered
from engine.store.tables import audit_entries, audit_head, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

NOTHING_BEFORE = "0" * 64
"""What the first entry names as the hash before it."""

NOTED = "huddle_audit"
"""The option of a connection that holds what its transaction has recorded so far."""

PAGE = 1000
"""Entries that are read at a time; an audit of years has millions."""


LOOKED_THROUGH = 1_000_000
"""Entries among which one of some time is looked for, at most."""


# Written once, for every transaction that records anything asks it.
_HEAD = select(*audit_head.c["position", "hash"]).with_for_update()
_ENTRIES = insert(audit_entries)
_MOVED = update(audit_head).values(position=bindparam("to"), hash=bindparam("with_hash"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did or saw.

    Attributes:
        position: counted from 1 over all sites.
        at: when, in UTC, by the clock of the machine that wrote it.
        actor: who.
        action: what they did ("event accepted").
        site: where; None when it concerns no site.
        about: with what, by its id, date or version.
        digest: SHA-256 of the document that it was about; None when there was none.
        previous: the hash of the entry before.
        hash: SHA-256 over all the above.
    """

    position: int
    at: dt.datetime
    actor: str
    action: str
    site: str | None
    about: str
    digest: str | None
    previous: str
    hash: str

    def as_json(self) -> dict[str, Any]:
        """Return the entry as plain values."""
        return asdict(self) | {"at": self.at.isoformat(timespec="microseconds")}

    @classmethod
    def of_json(cls, said: dict[str, Any]) -> Entry:
        """Read what `as_json` gave.

        Raises:
            TypeError, ValueError, KeyError: it is no such thing.
        """
        return cls(**{**said, "at": dt.datetime.fromisoformat(said["at"])})

    def hashed(self) -> str:
        """Work out the hash of what the entry says."""
        said = self.as_json()
        del said["hash"]
        return digest_of(said)


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the chain: its position (0 when there is none) and its hash."""

    position: int
    hash: str


def record(
    conn: Connection,
    actor: str,
    action: str,
    site: str | None,
    about: str,
    digest: str | None = None,
) -> None:
    """Record what somebody did or saw; the entry is appended when the transaction ends.

    Args:
        conn: a connection from `Database.writing`.
        actor: who.
        action: what they did, in the past tense ("event accepted").
        site: where; None when it concerns no site.
        about: with what, by its id, date or version; never content.
        digest: the digest of the document that it was about.
    """
    noted: list[Entry] | None = conn.get_execution_options().get(NOTED)
    if noted is None:
        raise RuntimeError("what is recorded needs a connection from Database.writing")
    noted.append(Entry(0, now(), actor, action, site, about, digest, "", ""))


def append(conn: Connection, noted: Sequence[Entry]) -> None:
    """Append what a transaction recorded; `Database.writing` does, when all else is done.

    Whoever appends next waits until this transaction has ended.
    """
    if not noted:
        return
    position, last = conn.execute(_HEAD).one()
    chain = []
    for entry in noted:
        position += 1
        placed = replace(entry, position=position, previous=last)
        last = placed.hashed()
        chain.append(replace(placed, hash=last))
    conn.execute(_ENTRIES, [asdict(entry) for entry in chain])
    conn.execute(_MOVED, {"to": position, "with_hash": last})


def entries(
    conn: Connection, *, site: str | None = None, after: int = 0, most: int | None = None
) -> Iterator[Entry]:
    """Yield the entries in order.

    Args:
        conn: an open connection.
        site: only those of one site.
        after: only those after a position.
        most: no more than so many.
    """
    asked = select(audit_entries).order_by(audit_entries.c.position)
    if site is not None:
        asked = asked.where(audit_entries.c.site == site)
    left, last = most, after
    while left is None or left > 0:
        count = PAGE if left is None else min(PAGE, left)
        page = conn.execute(asked.where(audit_entries.c.position > last).limit(count))
        rows = page.mappings().all()
        yield from (Entry(**row) for row in rows)
        if len(rows) < count:
            return
        last = rows[-1]["position"]
        left = None if left is None else left - count


def recorded_between(conn: Connection, first: dt.datetime, last: dt.datetime) -> bool:
    """Say whether anything was recorded between two instants, of what was recorded last."""
    recent = audit_entries.c.position > head_of(conn).position - LOOKED_THROUGH
    asked = select(audit_entries.c.position).where(recent, audit_entries.c.at.between(first, last))
    return conn.scalar(asked.limit(1)) is not None


def head_of(conn: Connection) -> Head:
    """Return the head of the chain as the database has it."""
    return Head(*conn.execute(select(*audit_head.c["position", "hash"])).one())


def verify(conn: Connection, known: Iterable[Head] = ()) -> Head:
    """See that the chain is as it was written, and return its head.

    Args:
        conn: an open connection.
        known: heads that the chain had at some time, from a place out of reach of whoever can
            write to the database. Without one, a chain of which the end was cut off together
            with the head row, or that was written anew from some entry on, looks whole.

    Raises:
        Tampered: an entry was changed, removed, inserted or moved, or the end was cut off.
    """
    found = verify_entries(entries(conn), known)
    kept = head_of(conn)
    if kept != found:
        raise Tampered(
            min(kept.position, found.position) + (kept.position != found.position),
            f"the chain ends at {found.position}, its head says {kept.position}"
            if kept.position != found.position
            else "the head has another hash",
        )
    return found


def verify_entries(chain: Iterable[Entry], known: Iterable[Head] = ()) -> Head:
    """See that entries are a whole chain, and return its head; see `verify`.

    Raises:
        Tampered: an entry was changed, removed, inserted or moved, or the end was cut off.
    """
    awaited = {head.position: head.hash for head in known}
    last = Head(0, NOTHING_BEFORE)
    for entry in chain:
        expected = last.position + 1
        if entry.position != expected:
            raise Tampered(expected, f"here stands entry {entry.position}")
        if entry.previous != last.hash:
            raise Tampered(expected, "it does not follow from the entry before")
        if entry.hash != entry.hashed():
            raise Tampered(expected, "what it says is not what was written")
        if awaited.pop(entry.position, entry.hash) != entry.hash:
            raise Tampered(expected, "it is not the one that was the head")
        last = Head(entry.position, entry.hash)
    missing = [position for position in awaited if position > 0]
    if missing:
        raise Tampered(last.position + 1, f"the end is cut off: {max(missing)} was the head")
    return last
