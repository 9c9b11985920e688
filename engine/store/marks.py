"""Marks: how far a day has come, in versions and positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from engine.store.documents import digest_of
from engine.store.errors import Difference, NotThere
from engine.store.tables import (
    book_versions,
    days,
    events,
    office_versions,
    publications,
    sites,
)

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

# One statement: a transaction that reads what is committed sees one state of it all. Written
# once, for to write it costs more than to ask it.
_MARKS = (
    select(
        sites.c.office_version,
        office_versions.c.digest.label("office"),
        days.c.book_version,
        book_versions.c.digest.label("book"),
        days.c.last_position,
        events.c.id.label("event"),
        days.c.publication_version,
        publications.c.digest.label("publication"),
    )
    .select_from(days)
    .join(sites, sites.c.site == days.c.site)
    .join(
        office_versions,
        and_(
            office_versions.c.site == days.c.site,
            office_versions.c.version == sites.c.office_version,
        ),
    )
    .join(
        book_versions,
        and_(
            book_versions.c.site == days.c.site,
            book_versions.c.date == days.c.date,
            book_versions.c.version == days.c.book_version,
        ),
    )
    .outerjoin(
        events,
        and_(
            events.c.site == days.c.site,
            events.c.date == days.c.date,
            events.c.position == days.c.last_position,
        ),
    )
    .outerjoin(
        publications,
        and_(
            publications.c.site == days.c.site,
            publications.c.date == days.c.date,
            publications.c.version == days.c.publication_version,
        ),
    )
    .where(days.c.site == bindparam("site"), days.c.date == bindparam("date"))
)


@dataclass(frozen=True, slots=True)
class Marks:
    """How far a day has come: what a proposal answers, and what a publication goes by.

    Attributes:
        site: the site.
        date: its day.
        office: the version of the office.
        book: the version of the book.
        position: of the last event; 0 when there is none.
        publication: the version of the publication; 0 when there is none.
    """

    site: str
    date: dt.date
    office: int
    book: int
    position: int
    publication: int

    def differences(self, later: Marks) -> tuple[Difference, ...]:
        """Return what has moved on from these marks to later ones."""
        pairs = (
            ("office", self.office, later.office),
            ("book", self.book, later.book),
            ("events", self.position, later.position),
            ("publication", self.publication, later.publication),
        )
        return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def marks_of(conn: Connection, site: str, date: dt.date) -> tuple[Marks, str]:
    """Return how far a day has come, and the tag that says the same as an opaque text.

    Raises:
        NotThere: there is no such day, or its book was removed.
    """
    row = conn.execute(_MARKS, {"site": site, "date": date}).one_or_none()
    if row is None:
        raise NotThere(f"site {site} has no day {date}")
    marks = Marks(
        site, date, row.office_version, row.book_version, row.last_position, row.publication_version
    )
    return marks, digest_of([site, str(date), *row])[:32]
