"""Events accepted for a day: each once, one after the other."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select, update

from engine.store import about
from engine.store.audit import record
from engine.store.documents import EVENT, digest_of, document_of, text_of
from engine.store.errors import KeyReused, NotThere, Stale
from engine.store.locks import insert_unless_there, lock_day
from engine.store.marks import marks_of
from engine.store.recent import Recent
from engine.store.tables import days, now
from engine.store.tables import events as table

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection, Row

    from engine.store.marks import Marks
    from models.events import Event

_recent = Recent(most=100_000)
"""Events by their day; counted in events."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An event that the store has, for good.

    Attributes:
        id: its id.
        position: its place among the events of its day, counted from 1.
        fresh: whether it came for the first time; False when the same key brought it before.
    """

    id: str
    position: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event of a day, as it was accepted."""

    id: str
    site: str
    date: dt.date
    position: int
    event: Event
    digest: str
    by: str
    at: dt.datetime


def accept(
    conn: Connection,
    site: str,
    date: dt.date,
    event: Event,
    key: str,
    by: str,
    judged: Marks | None = None,
) -> Accepted:
    """Take an event in, once for each idempotency key of a site.

    Args:
        conn: an open connection that may write.
        site: the site.
        date: its day.
        event: what happened.
        key: the sender's own name for this event; sent again, it is answered as at first.
        by: who sent it.
        judged: how far the day had come when it was found that the event makes sense; by default
            it is taken to make sense.

    Raises:
        NotThere: there is no such day.
        KeyReused: the key came before with another event, or for another day.
        Stale: the day has come further than when the event was judged.
    """
    day = lock_day(conn, site, date)
    known = accepted_before(conn, site, date, event, key)
    if known is not None:
        return known
    moved = () if judged is None else judged.differences(marks_of(conn, site, date)[0])
    if moved:
        raise Stale(moved)
    digest, hidden = digest_of(event), _hidden(key)
    event_id, position = str(uuid.uuid4()), day.last_position + 1
    fresh = conn.execute(
        insert_unless_there(conn, table)
        .values(
            id=event_id,
            site=site,
            date=date,
            position=position,
            key=hidden,
            digest=digest,
            document=text_of(event),
            by=by,
            at=now(),
        )
        .on_conflict_do_nothing(index_elements=["site", "key"])
        .returning(table.c.id)
    ).one_or_none()
    if fresh is None:
        # The key came for another day at the very same time.
        raise KeyReused
    conn.execute(
        update(days).where(days.c.site == site, days.c.date == date).values(last_position=position)
    )
    record(conn, by, "event accepted", site, about.event(date, event_id), digest)
    return Accepted(event_id, position, fresh=True)


def accepted_before(
    conn: Connection, site: str, date: dt.date, event: Event, key: str
) -> Accepted | None:
    """Return what an event was answered with when its key came before; None when it did not.

    Raises:
        KeyReused: the key came before with another event, or for another day.
    """
    row = conn.execute(
        select(*table.c["id", "date", "position", "digest"]).where(
            table.c.site == site, table.c.key == _hidden(key)
        )
    ).one_or_none()
    if row is None:
        return None
    if (row.date, row.digest) != (date, digest_of(event)):
        raise KeyReused
    return Accepted(row.id, row.position, fresh=False)


def _hidden(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def events_of(
    conn: Connection, site: str, date: dt.date, up_to: int | None = None
) -> list[KeptEvent]:
    """Return the events of a day in their order, by default all; `up_to` is the last position."""
    asked = select(table).where(table.c.site == site, table.c.date == date)
    if up_to is not None:
        asked = asked.where(table.c.position <= up_to)
    return [_kept(row) for row in conn.execute(asked.order_by(table.c.position))]


def events_known(conn: Connection, site: str, date: dt.date) -> tuple[KeptEvent, ...]:
    """Return the events of a day in their order, those that were read before out of memory.

    Events are neither changed nor removed one by one. The last one that is known is read again,
    which shows whether those in memory are still the day's: a purge takes them all, and another
    database has others.
    """
    known: tuple[KeptEvent, ...] = cast("Any", _recent.get((site, date))) or ()
    on = table.c.position >= (known[-1].position if known else 0)
    asked = select(table).where(table.c.site == site, table.c.date == date)
    rows = conn.execute(asked.where(on).order_by(table.c.position)).all()
    if known and (not rows or rows[0].id != known[-1].id):
        known = ()
        rows = conn.execute(asked.order_by(table.c.position)).all()
    found = (*known[:-1], *map(_kept, rows))
    _recent.put((site, date), found, len(found))
    return found


def event_of(conn: Connection, event: str) -> KeptEvent:
    """Return an event by its id.

    Raises:
        NotThere: there is no such event.
    """
    row = conn.execute(select(table).where(table.c.id == event)).one_or_none()
    if row is None:
        raise NotThere(f"there is no event {event}")
    return _kept(row)


def _kept(row: Row[Any]) -> KeptEvent:
    event = document_of(EVENT, row.document, f"event {row.id}", remember=True)
    return KeptEvent(row.id, row.site, row.date, row.position, event, row.digest, row.by, row.at)
