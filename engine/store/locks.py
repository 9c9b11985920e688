"""The rows that writers lock, so that they follow one another: of a site, and of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.errors import NotThere
from engine.store.tables import book_versions, days, sites

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection, Row, Table

# Whoever accepts an event asks this time and again; to write it anew costs more than to ask it.
_LOCKED_DAY = (
    select(days)
    .where(days.c.site == bindparam("site"), days.c.date == bindparam("date"))
    .with_for_update(key_share=True)
)
_BOOK = select(book_versions.c.version).where(
    book_versions.c.site == bindparam("site"),
    book_versions.c.date == bindparam("date"),
    book_versions.c.version == bindparam("version"),
)


def insert_unless_there(conn: Connection, table: Table) -> Any:  # noqa: ANN401 - of either dialect
    """Return an INSERT that may be told to leave alone what is there already."""
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)


def make_site(conn: Connection, site: str) -> None:
    """Make a site's row, unless it is there."""
    conn.execute(
        insert_unless_there(conn, sites)
        .values(site=site, office_version=0)
        .on_conflict_do_nothing()
    )


def make_day(conn: Connection, site: str, date: dt.date) -> None:
    """Make a day's row, unless it is there."""
    conn.execute(
        insert_unless_there(conn, days)
        .values(
            site=site,
            date=date,
            book_version=0,
            last_position=0,
            publication_version=0,
            last_proposal=0,
        )
        .on_conflict_do_nothing()
    )


def lock_site(conn: Connection, site: str) -> Row[Any]:
    """Return a site's row, which nobody else changes until this transaction has ended.

    Raises:
        NotThere: there is no such site.
    """
    row = conn.execute(
        select(sites).where(sites.c.site == site).with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise NotThere(f"there is no site {site}")
    return row


def lock_day(conn: Connection, site: str, date: dt.date, *, booked: bool = True) -> Row[Any]:
    """Return a day's row, which nobody else changes until this transaction has ended.

    Args:
        conn: an open connection that may write.
        site: the site.
        date: its day.
        booked: whether the day must have a book; one that was purged has none any more.

    Raises:
        NotThere: there is no such day.
    """
    row = conn.execute(_LOCKED_DAY, {"site": site, "date": date}).one_or_none()
    if row is None or (booked and not _has_book(conn, row)):
        raise NotThere(f"site {site} has no day {date}")
    return row


def _has_book(conn: Connection, day: Row[Any]) -> bool:
    of_day = {"site": day.site, "date": day.date, "version": day.book_version}
    return conn.scalar(_BOOK, of_day) is not None
