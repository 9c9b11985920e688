"""Books: the `Day` documents of a site's days, in versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.store.kinds import DAY
from engine.store.tables import book_versions
from engine.store.versions import Versions

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from engine.store.marks import Marks
    from models.day import Day

_books = Versions(DAY)
book_of, dates_of = _books.version_of, _books.names_of


def put_book(conn: Connection, site: str, day: Day, by: str, judged: Marks | None = None) -> int:
    """Keep the book of a day and return its version; what is there already keeps its version.

    Raises:
        NotThere: there is no such site.
        Stale: the day has come further than when it was `judged` that the book goes with it.
    """
    return _books.put(conn, site, day.date, day, by, judged)


def sites_on(conn: Connection, date: dt.date) -> list[str]:
    """Return the sites that have a book of a day, in order of their names."""
    table = book_versions.c
    asked = select(table.site).where(table.date == date).distinct().order_by(table.site)
    return list(conn.scalars(asked))
