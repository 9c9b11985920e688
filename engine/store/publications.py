"""Publications: the plans that were published for a day, in versions that never change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from engine.store import about
from engine.store.audit import record
from engine.store.documents import canonical, digest_of, document_of, text_of
from engine.store.errors import AlreadyEnded, NotReady, NotThere, Stale
from engine.store.locks import lock_day
from engine.store.marks import Marks, marks_of
from engine.store.moved import differences
from engine.store.proposals import Status, mark_published, supersede_older
from engine.store.tables import days, now, proposals
from engine.store.tables import publications as table
from models.plan import Plan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published for a day, at one time.

    Attributes:
        site: the site.
        date: its day.
        version: counted from 1.
        plan: the plan that stands since; None where an undo left none.
        digest: of the plan.
        proposal: the proposal that was published; None after an undo.
        accepted: the visits whose changes were accepted; None when the plan was published whole.
        undoes: the version that was taken back.
        restores: the version whose plan is back.
        office: the version of the office that it goes by.
        book: the version of the book that it goes by.
        position: of the last event that it knows; 0 when there was none.
        by: who published it.
        at: when, in UTC.
    """

    site: str
    date: dt.date
    version: int
    plan: Plan | None
    digest: str
    proposal: str | None
    accepted: tuple[str, ...] | None
    undoes: int | None
    restores: int | None
    office: int
    book: int
    position: int
    by: str
    at: dt.datetime


def publish(
    conn: Connection,
    proposal: str,
    plan: Plan,
    expected_tag: str,
    by: str,
    accepted: Iterable[str] | None = None,
) -> Publication:
    """Publish a plan of an open proposal: its own, one of its options, or a part of one.

    What else is being worked out or open for the day is superseded.

    Args:
        conn: an open connection that may write.
        proposal: the proposal's id.
        plan: the plan; whoever calls has had it checked.
        expected_tag: the tag of the day as whoever publishes has seen it.
        by: who publishes.
        accepted: the visits whose changes were accepted, when the plan is a part.

    Raises:
        NotThere: there is no such proposal.
        Stale: office, book, events or publication have moved on.
        NotReady: the proposal is still being worked out.
        AlreadyEnded: the proposal is not open any more.
    """
    where = conn.execute(
        select(*proposals.c["site", "date"]).where(proposals.c.id == proposal)
    ).one_or_none()
    if where is None:
        raise NotThere(f"there is no proposal {proposal}")
    day = lock_day(conn, where.site, where.date)
    current, tag = marks_of(conn, where.site, where.date)
    asked = conn.execute(select(proposals).where(proposals.c.id == proposal)).one()
    answered = Marks(
        asked.site,
        asked.date,
        asked.office_version,
        asked.book_version,
        asked.last_position,
        asked.publication_version,
    )
    moved = differences(conn, answered, current)
    if asked.status == Status.WORKING:
        raise NotReady(proposal)
    if moved:
        raise Stale(moved)
    if tag != expected_tag:
        raise Stale
    if asked.status != Status.OPEN:
        raise AlreadyEnded(proposal, asked.status)
    mark_published(conn, proposal)
    values = {
        "proposal": proposal,
        "accepted": None if accepted is None else canonical(sorted(accepted)),
        "follows": _standing(conn, where.site, where.date, day.publication_version),
    }
    return _put(conn, current, plan, by, "plan published", values)


def undo(conn: Connection, site: str, date: dt.date, expected_tag: str, by: str) -> Publication:
    """Take the plan back that stands, so that the one before stands again: as a new version.

    Undone again and again, it goes back step by step until no plan is left.

    Raises:
        NotThere: there is no such day, or no plan to take back.
        Stale: the day has moved on.
    """
    day = lock_day(conn, site, date)
    current, tag = marks_of(conn, site, date)
    if tag != expected_tag:
        raise Stale
    standing = _standing(conn, site, date, day.publication_version)
    if standing is None:
        raise NotThere(f"day {date} of site {site} has no published plan to take back")
    before = _row(conn, site, date, standing).follows
    plan = None if before is None else _of_row(_row(conn, site, date, before)).plan
    values = {"undoes": day.publication_version, "restores": before}
    return _put(conn, current, plan, by, "publication undone", values)


def publication_of(
    conn: Connection, site: str, date: dt.date, version: int | None = None
) -> Publication:
    """Return a publication of a day, by default the last.

    Raises:
        NotThere: there is no such publication.
    """
    return _of_row(_row(conn, site, date, version))


def publications_of(conn: Connection, site: str, date: dt.date) -> list[Publication]:
    """Return the publications of a day, the newest first."""
    asked = select(table).where(table.c.site == site, table.c.date == date)
    return [_of_row(row) for row in conn.execute(asked.order_by(table.c.version.desc()))]


def _put(
    conn: Connection,
    current: Marks,
    plan: Plan | None,
    by: str,
    action: str,
    values: dict[str, Any],
) -> Publication:
    site, date, version = current.site, current.date, current.publication + 1
    digest = digest_of(plan)
    conn.execute(
        insert(table).values(
            site=site,
            date=date,
            version=version,
            digest=digest,
            document=None if plan is None else text_of(plan),
            office_version=current.office,
            book_version=current.book,
            last_position=current.position,
            by=by,
            at=now(),
            **values,
        )
    )
    conn.execute(
        update(days)
        .where(days.c.site == site, days.c.date == date)
        .values(publication_version=version)
    )
    supersede_older(conn, site, date)
    record(conn, by, action, site, about.publication(date, version), digest)
    return publication_of(conn, site, date, version)


def _standing(conn: Connection, site: str, date: dt.date, version: int) -> int | None:
    """Return the version that brought the plan which stands; None when none stands."""
    if version == 0:
        return None
    row = _row(conn, site, date, version)
    standing: int | None = row.version if row.undoes is None else row.restores
    return standing


def _row(conn: Connection, site: str, date: dt.date, version: int | None) -> Row[Any]:
    asked = select(table).where(table.c.site == site, table.c.date == date)
    if version is not None:
        asked = asked.where(table.c.version == version)
    row = conn.execute(asked.order_by(table.c.version.desc()).limit(1)).one_or_none()
    if row is None:
        which = "" if version is None else f" of version {version}"
        raise NotThere(f"day {date} of site {site} has no publication{which}")
    return row


def _of_row(row: Row[Any]) -> Publication:
    plan = None
    if row.document is not None:
        what = f"publication {row.version} of {row.date} of site {row.site}"
        plan = document_of(Plan, row.document, what)
    return Publication(
        site=row.site,
        date=row.date,
        version=row.version,
        plan=plan,
        digest=row.digest,
        proposal=row.proposal,
        accepted=None if row.accepted is None else tuple(json.loads(row.accepted)),
        undoes=row.undoes,
        restores=row.restores,
        office=row.office_version,
        book=row.book_version,
        position=row.last_position,
        by=row.by,
        at=row.at,
    )
