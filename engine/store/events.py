"""Events accepted for a day or a roster: each once, one after the other."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Generic, cast

from sqlalchemy import bindparam, select, update

from engine.store import about
from engine.store.audit import record
from engine.store.documents import digest_of, document_of, text_of
from engine.store.errors import KeyReused, NotThere, Stale
from engine.store.kinds import DAY, Happened, Name
from engine.store.locks import Locks, insert_unless_there
from engine.store.marks import Marker
from engine.store.recent import Recent
from engine.store.tables import now
from models.events import Event

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import Connection, Row

    from engine.store.kinds import Kind
    from engine.store.marks import MarksOf

_recent = Recent(most=100_000)
"""Events by what they happened to; counted in events."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An event that the store has, for good.

    Attributes:
        id: its id.
        position: its place among the events of its day or roster, counted from 1.
        fresh: whether it came for the first time; False when the same key brought it before.
        marks: how far its day or roster has come with it; None when that was not looked at.
    """

    id: str
    position: int
    fresh: bool
    marks: MarksOf[Any] | None = field(default=None, compare=False)


@dataclass(frozen=True)  # a generic one with slots cannot be made by its alias
class KeptEventOf(Generic[Name, Happened]):
    """An event of a day or a roster, as it was accepted; `name` is the day's date."""

    id: str
    site: str
    name: Name
    position: int
    event: Happened
    digest: str
    by: str
    at: dt.datetime


def _hidden(key: str) -> str:
    return sha256(key.encode()).hexdigest()


class Events(Generic[Name, Happened]):
    """The events of one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Any, Happened, Any, Any]) -> None:
        self._kind = kind
        self._table = kind.events
        self._locks, self._marker = Locks(kind), Marker(kind)
        # Written once, for to write what is asked at every event costs more than to ask it.
        self._before = select(*self._table.c["id", kind.column, "position", "digest"]).where(
            self._table.c.site == bindparam("of_site"), self._table.c.key == bindparam("of_key")
        )
        self._moved = (
            update(kind.heads)
            .where(kind.at(kind.heads, bindparam("of_site"), bindparam("of_name")))
            .values(last_position=bindparam("to"))
        )
        self._asked = select(self._table).where(
            kind.at(self._table, bindparam("of_site"), bindparam("of_name")),
            self._table.c.position >= bindparam("since"),
        )
        self._asked = self._asked.order_by(self._table.c.position)

    def accept(
        self,
        conn: Connection,
        site: str,
        name: Name,
        event: BaseModel,
        key: str,
        by: str,
        judged: MarksOf[Name] | None = None,
    ) -> Accepted:
        """Take an event in, once for each idempotency key of a site.

        Args:
            conn: an open connection that may write.
            site: the site.
            name: its name; of a day the date.
            event: what happened.
            key: the sender's own name for this event; sent again, it is answered as at first.
            by: who sent it.
            judged: how far it had come when it was found that the event makes sense; by default
                it is taken to make sense.

        Raises:
            NotThere: there is no such day or roster.
            KeyReused: the key came before with another event, or for another one.
            Stale: it has come further than when the event was judged.
        """
        head = self._locks.lock(conn, site, name, booked=False)
        marks, _ = self._marker.marks_of(conn, site, name)
        moved = () if judged is None else judged.differences(marks)
        if moved:
            known = self.accepted_before(conn, site, name, event, key)
            if known is None:
                raise Stale(moved, self._kind.word)
            return known
        digest, event_id, position = digest_of(event), str(uuid.uuid4()), head.last_position + 1
        fresh = conn.execute(
            insert_unless_there(conn, self._table)
            .on_conflict_do_nothing(index_elements=["site", "key"])
            .returning(self._table.c.id),
            {
                "id": event_id,
                **self._kind.named(site, name),
                "position": position,
                "key": _hidden(key),
                "digest": digest,
                "document": text_of(event),
                "by": by,
                "at": now(),
            },
        ).one_or_none()
        if fresh is None:
            known = self.accepted_before(conn, site, name, event, key)
            if known is None:
                raise KeyReused
            return known
        conn.execute(self._moved, {"of_site": site, "of_name": name, "to": position})
        record(conn, by, "event accepted", site, about.event(self._kind, name, event_id), digest)
        return Accepted(event_id, position, fresh=True, marks=replace(marks, position=position))

    def accepted_before(
        self, conn: Connection, site: str, name: Name, event: BaseModel, key: str
    ) -> Accepted | None:
        """Return what an event was answered with when its key came before; None when it did not.

        Raises:
            KeyReused: the key came before with another event, or for another one.
        """
        asked = {"of_site": site, "of_key": _hidden(key)}
        row = conn.execute(self._before, asked).one_or_none()
        if row is None:
            return None
        if (self._kind.name_in(row), row.digest) != (name, digest_of(event)):
            raise KeyReused
        return Accepted(row.id, row.position, fresh=False)

    def events_of(
        self, conn: Connection, site: str, name: Name, up_to: int | None = None
    ) -> list[KeptEventOf[Name, Happened]]:
        """Return the events in their order, by default all; `up_to` is the last position."""
        asked = select(self._table).where(self._kind.at(self._table, site, name))
        if up_to is not None:
            asked = asked.where(self._table.c.position <= up_to)
        return [self._kept(row) for row in conn.execute(asked.order_by(self._table.c.position))]

    def events_known(
        self, conn: Connection, site: str, name: Name
    ) -> tuple[KeptEventOf[Name, Happened], ...]:
        """Return the events in their order, those that were read before out of memory.

        Events are neither changed nor removed one by one. The last one that is known is read
        again, which shows whether those in memory are still its events: a purge takes them all,
        and another database has others.
        """
        known: tuple[KeptEventOf[Name, Happened], ...] = (
            cast("Any", _recent.get((self._kind.word, site, name))) or ()
        )
        which = {"of_site": site, "of_name": name, "since": known[-1].position if known else 0}
        rows = conn.execute(self._asked, which).all()
        if known and (not rows or rows[0].id != known[-1].id):
            known = ()
            rows = conn.execute(self._asked, which | {"since": 0}).all()
        found = (*known[:-1], *map(self._kept, rows))
        _recent.put((self._kind.word, site, name), found, len(found))
        return found

    def event_of(self, conn: Connection, event: str) -> KeptEventOf[Name, Happened]:
        """Return an event by its id.

        Raises:
            NotThere: there is no such event.
        """
        row = conn.execute(select(self._table).where(self._table.c.id == event)).one_or_none()
        if row is None:
            raise NotThere(f"there is no event {event}")
        return self._kept(row)

    def _kept(self, row: Row[Any]) -> KeptEventOf[Name, Happened]:
        event = document_of(self._kind.event, row.document, f"event {row.id}", remember=True)
        name = self._kind.name_in(row)
        return KeptEventOf(row.id, row.site, name, row.position, event, row.digest, row.by, row.at)


KeptEvent = KeptEventOf[dt.date, Event]
"""An event of a day."""

_days = Events(DAY)
accept, accepted_before = _days.accept, _days.accepted_before
events_of, events_known, event_of = _days.events_of, _days.events_known, _days.event_of
