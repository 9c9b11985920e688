"""The state of a day: all that a solve, or whoever looks at the day, needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.store.books import book_of
from engine.store.events import events_known
from engine.store.marks import marks_of
from engine.store.offices import office_of
from engine.store.publications import publication_of

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from engine.store.documents import Kept
    from engine.store.events import KeptEvent
    from engine.store.marks import Marks
    from engine.store.publications import Publication
    from models.day import Day
    from models.office import Office
    from models.plan import Plan


@dataclass(frozen=True, slots=True)
class DayState:
    """A day as it is in the store at one moment.

    Attributes:
        office: its site's office.
        book: its book.
        events: all events accepted for it, in order.
        publication: what was published last; None when nothing was.
        marks: the same as versions and positions.
        tag: opaque text that changes when any of these does.
    """

    office: Kept[Office]
    book: Kept[Day]
    events: tuple[KeptEvent, ...]
    publication: Publication | None
    marks: Marks
    tag: str

    @property
    def issued(self) -> Plan | None:
        """The plan that stands as published; None when there is none."""
        return None if self.publication is None else self.publication.plan


def state_of(conn: Connection, site: str, date: dt.date) -> DayState:
    """Return the state of a day.

    Raises:
        NotThere: there is no such day.
    """
    marks, tag = marks_of(conn, site, date)
    published = publication_of(conn, site, date, marks.publication) if marks.publication else None
    return DayState(
        office=office_of(conn, site, marks.office),
        book=book_of(conn, site, date, marks.book),
        events=events_known(conn, site, date)[: marks.position],
        publication=published,
        marks=marks,
        tag=tag,
    )
