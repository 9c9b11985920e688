"""Publications: what was published for a day or a roster, in versions that never change."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from sqlalchemy import insert, select, update

from engine.store import about
from engine.store.audit import record
from engine.store.days_with import days_in, days_text
from engine.store.documents import canonical, digest_of, document_of, text_of
from engine.store.errors import AlreadyEnded, NotReady, NotThere, Stale
from engine.store.kinds import DAY, Issued, Name
from engine.store.locks import Locks
from engine.store.marks import Marker
from engine.store.moved import Moved
from engine.store.proposals import Proposals, Status
from engine.store.tables import now
from models.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel
    from sqlalchemy import Connection, Row

    from engine.store.kinds import Kind
    from engine.store.marks import MarksOf
    from models.kept_roster import DayWith


@dataclass(frozen=True)  # a generic one with slots cannot be made by its alias
class PublicationOf(Generic[Name, Issued]):
    """What was published for a day or a roster, at one time.

    Attributes:
        site: the site.
        name: of what in its site; of a day the date.
        version: counted from 1.
        plan: the plan that stands since; None where an undo left none.
        digest: of the plan.
        proposal: the proposal that was published; None after an undo.
        accepted: the visits or cells whose changes were accepted; None when it was published whole.
        undoes: the version that was taken back.
        restores: the version whose plan is back.
        office: the version of the office that it goes by.
        book: the version of the document that it goes by.
        position: of the last event that it knows; 0 when there was none.
        by: who published it.
        at: when, in UTC.
        days: of a roster, what became of kept days with it.
    """

    site: str
    name: Name
    version: int
    plan: Issued | None
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
    days: tuple[DayWith, ...] = ()


class Publications(Generic[Name, Issued]):
    """The publications of one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Any, Any, Any, Issued]) -> None:
        self._kind = kind
        self._table = kind.publications
        self._locks, self._marker, self._moved = Locks(kind), Marker(kind), Moved(kind)
        self._proposals = Proposals(kind)

    def publish(
        self,
        conn: Connection,
        proposal: str,
        plan: BaseModel,
        expected_tag: str,
        by: str,
        accepted: Iterable[str] | None = None,
        days: Iterable[DayWith] = (),
    ) -> PublicationOf[Name, Issued]:
        """Publish a plan of an open proposal: its own, one of its options, or a part of one.

        What else is being worked out or open for it is superseded.

        Args:
            conn: an open connection that may write.
            proposal: the proposal's id.
            plan: the plan; whoever calls has had it checked.
            expected_tag: the tag of the day or roster as whoever publishes has seen it.
            by: who publishes.
            accepted: the visits or cells whose changes were accepted, when the plan is a part.
            days: of a roster, what becomes of kept days with it.

        Raises:
            NotThere: there is no such proposal.
            Stale: office, document, events or publication have moved on.
            NotReady: the proposal is still being worked out.
            AlreadyEnded: the proposal is not open any more.
        """
        proposals = self._kind.proposals
        where = conn.execute(
            select(*proposals.c["site", self._kind.column]).where(proposals.c.id == proposal)
        ).one_or_none()
        if where is None:
            raise NotThere(f"there is no proposal {proposal}")
        site, name = where.site, self._kind.name_in(where)
        head = self._locks.lock(conn, site, name)
        current, tag = self._marker.marks_of(conn, site, name)
        asked = conn.execute(select(proposals).where(proposals.c.id == proposal)).one()
        answered = self._marker.in_row(site, name, asked)
        moved = self._moved.differences(conn, answered, current)
        if asked.status == Status.WORKING:
            raise NotReady(proposal)
        if moved:
            raise Stale(moved, self._kind.word)
        if tag != expected_tag:
            raise Stale(what=self._kind.word)
        if asked.status != Status.OPEN:
            raise AlreadyEnded(proposal, asked.status)
        self._proposals.mark_published(conn, proposal)
        values = {
            "proposal": proposal,
            "accepted": None if accepted is None else canonical(sorted(accepted)),
            "follows": self._standing(conn, site, name, head.publication_version),
            **_with_days(days),
        }
        return self._put(conn, current, plan, by, "plan published", values)

    def undo(
        self,
        conn: Connection,
        site: str,
        name: Name,
        expected_tag: str,
        by: str,
        days: Iterable[DayWith] = (),
    ) -> PublicationOf[Name, Issued]:
        """Take the plan back that stands, so that the one before stands again: as a new version.

        Undone again and again, it goes back step by step until no plan is left. Of a roster, `days`
        says what becomes of kept days with it.

        Raises:
            NotThere: there is no such day or roster, or no plan to take back.
            Stale: it has moved on.
        """
        head = self._locks.lock(conn, site, name)
        current, tag = self._marker.marks_of(conn, site, name)
        if tag != expected_tag:
            raise Stale(what=self._kind.word)
        standing = self._standing(conn, site, name, head.publication_version)
        if standing is None:
            raise NotThere(
                f"{self._kind.word} {name} of site {site} has no published plan to take back"
            )
        before = self._row(conn, site, name, standing).follows
        plan = None if before is None else self._of_row(self._row(conn, site, name, before)).plan
        values = {"undoes": head.publication_version, "restores": before}
        values |= _with_days(days)
        return self._put(conn, current, plan, by, "publication undone", values)

    def publication_of(
        self, conn: Connection, site: str, name: Name, version: int | None = None
    ) -> PublicationOf[Name, Issued]:
        """Return a publication, by default the last.

        Raises:
            NotThere: there is no such publication.
        """
        return self._of_row(self._row(conn, site, name, version))

    def standing_of(
        self, conn: Connection, site: str, name: Name
    ) -> PublicationOf[Name, Issued] | None:
        """Return the publication that brought the plan which stands; None when none stands."""
        heads = self._kind.heads
        asked = select(heads.c.publication_version).where(self._kind.at(heads, site, name))
        standing = self._standing(conn, site, name, conn.scalar(asked) or 0)
        return None if standing is None else self.publication_of(conn, site, name, standing)

    def publications_of(
        self, conn: Connection, site: str, name: Name
    ) -> list[PublicationOf[Name, Issued]]:
        """Return the publications, the newest first."""
        asked = select(self._table).where(self._kind.at(self._table, site, name))
        return [
            self._of_row(row) for row in conn.execute(asked.order_by(self._table.c.version.desc()))
        ]

    def _put(
        self,
        conn: Connection,
        current: MarksOf[Name],
        plan: BaseModel | None,
        by: str,
        action: str,
        values: dict[str, Any],
    ) -> PublicationOf[Name, Issued]:
        site, name, version = current.site, current.name, current.publication + 1
        digest = digest_of(plan)
        columns = self._marker.columns(current)
        del columns["publication_version"]
        conn.execute(
            insert(self._table).values(
                **self._kind.named(site, name),
                version=version,
                digest=digest,
                document=None if plan is None else text_of(plan),
                **columns,
                by=by,
                at=now(),
                **values,
            )
        )
        conn.execute(
            update(self._kind.heads)
            .where(self._kind.at(self._kind.heads, site, name))
            .values(publication_version=version)
        )
        self._proposals.supersede_older(conn, site, name)
        record(conn, by, action, site, about.publication(self._kind, name, version), digest)
        return self.publication_of(conn, site, name, version)

    def _standing(self, conn: Connection, site: str, name: Name, version: int) -> int | None:
        """Return the version that brought the plan which stands; None when none stands."""
        if version == 0:
            return None
        try:
            row = self._row(conn, site, name, version)
        except NotThere:
            return None  # It was purged, and all before it.
        standing: int | None = row.version if row.undoes is None else row.restores
        return standing

    def _row(self, conn: Connection, site: str, name: Name, version: int | None) -> Row[Any]:
        asked = select(self._table).where(self._kind.at(self._table, site, name))
        if version is not None:
            asked = asked.where(self._table.c.version == version)
        row = conn.execute(asked.order_by(self._table.c.version.desc()).limit(1)).one_or_none()
        if row is None:
            which = "" if version is None else f" of version {version}"
            raise NotThere(f"{self._kind.word} {name} of site {site} has no publication{which}")
        return row

    def _of_row(self, row: Row[Any]) -> PublicationOf[Name, Issued]:
        plan = None
        if row.document is not None:
            what = f"publication {row.version} of {self._kind.name_in(row)} of site {row.site}"
            plan = document_of(self._kind.plan, row.document, what)
        return PublicationOf(
            site=row.site,
            name=self._kind.name_in(row),
            version=row.version,
            plan=plan,
            digest=row.digest,
            proposal=row.proposal,
            accepted=None if row.accepted is None else tuple(json.loads(row.accepted)),
            undoes=row.undoes,
            restores=row.restores,
            office=row.office_version,
            book=self._kind.version_in(row),
            position=row.last_position,
            by=row.by,
            at=row.at,
            days=days_in(getattr(row, "days", None)),
        )


def _with_days(days: Iterable[DayWith]) -> dict[str, Any]:
    text = days_text(days)
    return {} if text is None else {"days": text}


Publication = PublicationOf[dt.date, Plan]
"""A publication of a day."""

_days = Publications(DAY)
publish, undo = _days.publish, _days.undo
publication_of, publications_of = _days.publication_of, _days.publications_of
