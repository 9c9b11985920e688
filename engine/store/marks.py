"""Marks: how far a day or a roster has come, in versions and positions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from sqlalchemy import and_, bindparam, select

from engine.store.documents import digest_of
from engine.store.errors import Difference, NotThere
from engine.store.kinds import DAY, Name
from engine.store.tables import office_versions, sites

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from engine.store.kinds import Kind


@dataclass(frozen=True)  # a generic one with slots cannot be made by its alias
class MarksOf(Generic[Name]):
    """How far a day or roster has come: what a proposal answers, and what a publication goes by.

    Attributes:
        site: the site.
        name: its name; of a day the date.
        office: the version of the office.
        book: the version of the document: of a day its book, of a roster itself.
        position: of the last event; 0 when there is none.
        publication: the version of the publication; 0 when there is none.
        written: what the document is called.
    """

    site: str
    name: Name
    office: int
    book: int
    position: int
    publication: int
    written: str = "book"

    def differences(self, later: MarksOf[Name]) -> tuple[Difference, ...]:
        """Return what has moved on from these marks to later ones."""
        pairs = (
            ("office", self.office, later.office),
            (self.written, self.book, later.book),
            ("events", self.position, later.position),
            ("publication", self.publication, later.publication),
        )
        return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


class Marker(Generic[Name]):
    """Tells the marks of one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Any, Any, Any, Any]) -> None:
        self._kind = kind
        heads, versions = kind.heads, kind.versions
        happened, published = kind.events, kind.publications
        here = heads.c.site, heads.c[kind.column]
        # One statement: a transaction that reads what is committed sees one state of it all.
        # Written once, for to write it costs more than to ask it.
        self._asked = (
            select(
                sites.c.office_version,
                office_versions.c.digest.label("office"),
                heads.c[kind.version],
                versions.c.digest.label(kind.written),
                heads.c.last_position,
                happened.c.id.label("event"),
                heads.c.publication_version,
                published.c.digest.label("publication"),
            )
            .select_from(heads)
            .join(sites, sites.c.site == heads.c.site)
            .join(
                office_versions,
                and_(
                    office_versions.c.site == heads.c.site,
                    office_versions.c.version == sites.c.office_version,
                ),
            )
            .join(
                versions,
                and_(kind.at(versions, *here), versions.c.version == heads.c[kind.version]),
            )
            .outerjoin(
                happened,
                and_(kind.at(happened, *here), happened.c.position == heads.c.last_position),
            )
            .outerjoin(
                published,
                and_(kind.at(published, *here), published.c.version == heads.c.publication_version),
            )
            .where(kind.at(heads, bindparam("site"), bindparam("name")))
        )

    def marks_of(self, conn: Connection, site: str, name: Name) -> tuple[MarksOf[Name], str]:
        """Return how far it has come, and the tag that says the same as an opaque text.

        Raises:
            NotThere: there is no such day or roster, or its document was removed.
        """
        row = conn.execute(self._asked, {"site": site, "name": name}).one_or_none()
        if row is None:
            raise NotThere(f"site {site} has no {self._kind.word} {name}")
        return self.in_row(site, name, row), digest_of([site, str(name), *row])[:32]

    def in_row(self, site: str, name: Name, row: Row[*tuple[Any, ...]]) -> MarksOf[Name]:
        """Return the marks that a row says, of what is kept itself or of a proposal."""
        return MarksOf(
            site,
            name,
            row.office_version,
            self._kind.version_in(row),
            row.last_position,
            row.publication_version,
            self._kind.written,
        )

    def columns(self, marks: MarksOf[Name]) -> dict[str, int]:
        """Return marks as the columns of a row."""
        return {
            "office_version": marks.office,
            self._kind.version: marks.book,
            "last_position": marks.position,
            "publication_version": marks.publication,
        }


Marks = MarksOf[dt.date]
"""The marks of a day."""

RosterMarks = MarksOf[str]

_days = Marker(DAY)
marks_of = _days.marks_of
