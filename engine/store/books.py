"""Books: the `Day` documents of a site's days, in versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from engine.store import about
from engine.store.audit import record
from engine.store.documents import Kept, digest_of, document_of, text_of
from engine.store.errors import NotThere
from engine.store.locks import lock_day, make_day
from engine.store.tables import book_versions, days, now, sites
from models.day import Day

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection


def put_book(conn: Connection, site: str, day: Day, by: str) -> int:
    """Keep the book of a day and return its version; what is there already keeps its version.

    Raises:
        NotThere: there is no such site.
    """
    if conn.scalar(select(sites.c.site).where(sites.c.site == site)) is None:
        raise NotThere(f"there is no site {site}")
    make_day(conn, site, day.date)
    latest: int = lock_day(conn, site, day.date, booked=False).book_version
    digest = digest_of(day)
    table = book_versions.c
    there = (table.site == site) & (table.date == day.date) & (table.version == latest)
    if conn.scalar(select(table.digest).where(there)) == digest:
        return latest
    version = latest + 1
    conn.execute(
        insert(book_versions).values(
            site=site,
            date=day.date,
            version=version,
            digest=digest,
            document=text_of(day),
            by=by,
            at=now(),
        )
    )
    conn.execute(
        update(days)
        .where(days.c.site == site, days.c.date == day.date)
        .values(book_version=version)
    )
    record(conn, by, "book put", site, about.book(day.date, version), digest)
    return version


def book_of(conn: Connection, site: str, date: dt.date, version: int | None = None) -> Kept[Day]:
    """Return the book of a day, by default the newest.

    Raises:
        NotThere: there is no such site, day or version.
    """
    table = book_versions.c
    asked = select(*table["document", "version", "digest", "by", "at"]).where(
        table.site == site, table.date == date
    )
    if version is not None:
        asked = asked.where(table.version == version)
    row = conn.execute(asked.order_by(table.version.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotThere(
            f"site {site} has no day {date}"
            if version is None
            else f"day {date} of site {site} has no book of version {version}"
        )
    document = document_of(Day, row.document, f"the book of {date} of site {site}", remember=True)
    return Kept(document, row.version, row.digest, row.by, row.at)


def sites_on(conn: Connection, date: dt.date) -> list[str]:
    """Return the sites that have a book of a day, in order of their names."""
    table = book_versions.c
    asked = select(table.site).where(table.date == date).distinct().order_by(table.site)
    return list(conn.scalars(asked))


def dates_of(conn: Connection, site: str) -> list[dt.date]:
    """Return the dates of which a site has a book, in order."""
    table = book_versions.c
    asked = select(table.date).where(table.site == site).distinct().order_by(table.date)
    return list(conn.scalars(asked))
