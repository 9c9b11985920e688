"""Retention: what is older than a site keeps it is removed; the audit stays whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, func, insert, select, update

from engine.store import about
from engine.store.audit import record
from engine.store.documents import digest_of
from engine.store.errors import NotThere
from engine.store.job_tables import deliveries, fan_out_questions, progress, solves
from engine.store.locks import lock_site
from engine.store.proposals import Status
from engine.store.roster_tables import (
    OF_ROSTERS,
    roster_progress,
    roster_proposals,
    roster_publications,
    rosters,
)
from engine.store.tables import (
    book_versions,
    days,
    events,
    office_versions,
    proposals,
    publications,
    purging,
    sites,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

OF_DAYS = (
    publications,
    proposals,
    events,
    book_versions,
    solves,
    progress,
    deliveries,
    fan_out_questions,
)
"""What is removed with its day."""


ROSTER_PURGED = "roster purged"
"""What the audit says of each roster that was removed: its name may come back with other days."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge removed.

    Attributes:
        dates: the days of which anything was removed.
        rosters: the rosters of which anything was removed.
        rows: how many rows of each table.
    """

    dates: tuple[dt.date, ...]
    rows: dict[str, int]
    rosters: tuple[str, ...] = ()


def set_retention(conn: Connection, site: str, keep_days: int | None, by: str) -> None:
    """Say for how many days after its date a site keeps a day's documents; None: for ever.

    Raises:
        NotThere: there is no such site.
    """
    lock_site(conn, site)
    conn.execute(update(sites).where(sites.c.site == site).values(retention_days=keep_days))
    said = "for ever" if keep_days is None else f"for {keep_days} days"
    record(conn, by, "retention set", site, f"documents are kept {said}")


def retention_of(conn: Connection, site: str) -> int | None:
    """Return for how many days a site keeps a day's documents; None: for ever.

    Raises:
        NotThere: there is no such site.
    """
    row = conn.execute(select(sites.c.retention_days).where(sites.c.site == site)).one_or_none()
    if row is None:
        raise NotThere(f"there is no site {site}")
    days_kept: int | None = row.retention_days
    return days_kept


def purge(
    conn: Connection, site: str, today: dt.date, by: str, keep_days: int | None = None
) -> Purged:
    """Remove the documents of days, and of rosters all over, that are older than a site keeps them.

    Versions and positions are not given a second time: what comes back goes on counting. A
    roster's proposal that tells of such days goes with them, for it holds what was theirs.
    Offices that no document goes by any more are removed as well, but for the newest.

    Args:
        conn: an open connection that may write.
        site: the site.
        today: days before today less the days of retention are removed.
        by: who asks for it.
        keep_days: in place of the site's own retention.

    Raises:
        NotThere: there is no such site.
    """
    row = lock_site(conn, site)
    kept = row.retention_days if keep_days is None else keep_days
    if kept is None:
        return Purged((), {})
    oldest = today - dt.timedelta(days=kept)
    old = sorted(
        set().union(
            *(
                conn.scalars(
                    select(table.c.date).where(table.c.site == site, table.c.date < oldest)
                )
                for table in OF_DAYS
            )
        )
    )
    conn.execute(
        select(days.c.date)
        .where(days.c.site == site, days.c.date < oldest)
        .order_by(days.c.date)
        .with_for_update(key_share=True)
    )
    over = _rosters_over(conn, site, oldest)
    conn.execute(insert(purging).values(site=site))
    rows = {
        table.name: conn.execute(
            delete(table).where(table.c.site == site, table.c.date < oldest)
        ).rowcount
        for table in OF_DAYS
    }
    removed = set[str]()
    for table in OF_ROSTERS:
        theirs = (table.c.site == site) & table.c.roster.in_(over)
        gone = conn.scalars(delete(table).where(theirs).returning(table.c.roster)).all()
        rows[table.name] = len(gone)
        removed |= set(gone)
    for name, count in _purge_told(conn, site, oldest).items():
        rows[name] += count
    rows[office_versions.name] = _purge_offices(conn, site, row.office_version)
    conn.execute(delete(purging).where(purging.c.site == site))
    for name in sorted(removed):
        record(conn, by, ROSTER_PURGED, site, about.roster(name))
    rows = {name: count for name, count in rows.items() if count}
    if rows:
        record(conn, by, "purged", site, about.days_before(oldest), digest_of(rows))
    return Purged(tuple(old), rows, tuple(sorted(removed)))


def _purge_told(conn: Connection, site: str, oldest: dt.date) -> dict[str, int]:
    """Remove what proposals tell of days that are removed, of rosters that are not over.

    That there was a proposal stays: it is what their events were answered with.
    """
    told = select(roster_proposals.c.id).where(
        roster_proposals.c.site == site, roster_proposals.c.first_day < oldest
    )
    ids = list(conn.scalars(told.order_by(roster_proposals.c.id)))
    if not ids:
        return {}
    status, open_still = roster_proposals.c.status, Status.OPEN.value
    emptied = conn.execute(
        update(roster_proposals)
        .where(roster_proposals.c.id.in_(ids))
        .values(
            document=None,
            first_day=None,
            status=case((status == open_still, Status.SUPERSEDED.value), else_=status),
        )
    )
    removed = conn.execute(delete(roster_progress).where(roster_progress.c.proposal.in_(ids)))
    return {roster_proposals.name: emptied.rowcount, roster_progress.name: removed.rowcount}


def _rosters_over(conn: Connection, site: str, oldest: dt.date) -> list[str]:
    """Return the rosters whose last day is before a date, and hold them."""
    asked = select(rosters.c.roster).where(rosters.c.site == site, rosters.c.last < oldest)
    return list(conn.scalars(asked.order_by(rosters.c.roster).with_for_update(key_share=True)))


def _purge_offices(conn: Connection, site: str, newest: int) -> int:
    """Remove the offices that are older than any that a remaining document goes by."""
    used = [
        conn.scalar(select(func.min(table.c.office_version)).where(table.c.site == site))
        for table in (proposals, publications, roster_proposals, roster_publications)
    ]
    oldest = min([newest, *(version for version in used if version is not None)])
    return conn.execute(
        delete(office_versions).where(
            office_versions.c.site == site, office_versions.c.version < oldest
        )
    ).rowcount
