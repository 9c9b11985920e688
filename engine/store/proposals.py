"""Proposals of a day or a roster: asked for, worked out, open to be published, ended."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic

from sqlalchemy import bindparam, insert, select, update

from engine.store import about
from engine.store.audit import record
from engine.store.documents import canonical, digest_of, document_of, text_of
from engine.store.errors import AlreadyEnded, NotThere
from engine.store.kinds import DAY, Answered, Name
from engine.store.locks import Locks
from engine.store.marks import Marker
from engine.store.signals import of_proposal, signal
from engine.store.tables import now
from models.proposal import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel
    from sqlalchemy import Connection, Row

    from engine.store.kinds import Kind
    from engine.store.marks import MarksOf


class Status(StrEnum):
    """What has become of a proposal."""

    WORKING = "working"
    OPEN = "open"
    SUPERSEDED = "superseded"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    FAILED = "failed"


ALIVE = (Status.WORKING, Status.OPEN)
"""Those of which something may still come."""


@dataclass(frozen=True)  # a generic one with slots cannot be made by its alias
class KeptProposalOf(Generic[Name, Answered]):
    """A proposal as the store has it.

    Attributes:
        id: its id.
        number: its place among the proposals of its day or roster, counted from 1.
        status: what has become of it.
        answers: how far the day or roster had come that it answers.
        question: what was asked, as plain values; None for the office's own settings.
        asked_by: who asked.
        asked_at: when, in UTC.
        ended_at: when it was answered, failed, or was given up.
        document: the answer, when there is one; None in lists that leave documents out.
        digest: of the answer, when there is one.
        problem: why it failed, as plain values.
    """

    id: str
    number: int
    status: Status
    answers: MarksOf[Name]
    question: Any
    asked_by: str
    asked_at: dt.datetime
    ended_at: dt.datetime | None
    document: Answered | None
    digest: str | None
    problem: Any


class Proposals(Generic[Name, Answered]):
    """The proposals of one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Any, Any, Answered, Any]) -> None:
        self._kind = kind
        self._table = kind.proposals
        self._locks, self._marker = Locks(kind), Marker(kind)
        marks = ("office_version", kind.version, "last_position", "publication_version")
        # Written once, for many an event asks it.
        self._answers_more = (
            update(self._table)
            .where(self._table.c.id == bindparam("of"), self._table.c.status == bindparam("since"))
            .values({name: bindparam(f"to_{name}") for name in marks})
        )

    def begin(
        self,
        conn: Connection,
        answers: MarksOf[Name],
        by: str,
        *,
        question: Mapping[str, Any] | None = None,
        proposal: str | None = None,
    ) -> str:
        """Note that a proposal is being worked out, and return its id.

        Args:
            conn: an open connection that may write.
            answers: how far the day or roster has come that it will answer.
            by: who asked.
            question: what was asked, as plain values.
            proposal: its id, where the caller chose it. Begun again while it is being worked out (a
                worker took it over), it answers the marks given now.

        Raises:
            NotThere: there is no such day or roster.
            AlreadyEnded: the proposal of that id is no longer being worked out.
        """
        if proposal is not None:
            self._locks.lock(conn, answers.site, answers.name)
            known = conn.scalar(select(self._table.c.status).where(self._table.c.id == proposal))
            if known is not None:
                self._move(conn, proposal, (Status.WORKING,), self._marker.columns(answers))
                return proposal
        # Counting locks what it is for, as whoever changes anything of it does.
        number = conn.scalar(
            update(self._kind.heads)
            .where(self._kind.at(self._kind.heads, answers.site, answers.name))
            .values(last_proposal=self._kind.heads.c.last_proposal + 1)
            .returning(self._kind.heads.c.last_proposal)
        )
        if number is None:
            raise NotThere(f"site {answers.site} has no {self._kind.word} {answers.name}")
        chosen = proposal or str(uuid.uuid4())
        conn.execute(
            insert(self._table).values(
                id=chosen,
                **self._kind.named(answers.site, answers.name),
                number=number,
                status=Status.WORKING.value,
                question=None if question is None else canonical(question),
                asked_by=by,
                asked_at=now(),
                **self._marker.columns(answers),
            )
        )
        return chosen

    def answer_more(self, conn: Connection, proposal: str, answers: MarksOf[Name]) -> None:
        """Have a proposal that is being worked out answer what has come since.

        Args:
            conn: an open connection that may write, and holds the lock of what it is for.
            proposal: its id.
            answers: how far that has come now.

        Raises:
            AlreadyEnded: it is no longer being worked out.
        """
        which = {"of": proposal, "since": Status.WORKING.value}
        values = {f"to_{name}": value for name, value in self._marker.columns(answers).items()}
        if not conn.execute(self._answers_more, which | values).rowcount:
            raise AlreadyEnded(proposal, self.status_of(conn, proposal))

    def fill(
        self,
        conn: Connection,
        proposal: str,
        answer: BaseModel,
        answers: MarksOf[Name] | None = None,
    ) -> None:
        """Give a proposal that is being worked out its answer: it is open from now on.

        Args:
            conn: an open connection that may write.
            proposal: its id.
            answer: the answer.
            answers: how far it had come that was answered, where that is not what was begun with.

        Raises:
            NotThere: there is no such proposal.
            AlreadyEnded: it is no longer being worked out.
        """
        values: dict[str, Any] = {
            "status": Status.OPEN.value,
            "ended_at": now(),
            "document": text_of(answer),
            "digest": digest_of(answer),
            **self._kind.noted(answer),
        }
        if answers is not None:
            values |= self._marker.columns(answers)
        self._move(conn, proposal, (Status.WORKING,), values)

    def fail(self, conn: Connection, proposal: str, problem: Mapping[str, Any]) -> None:
        """Note that a proposal could not be worked out, and why, in plain values.

        Raises:
            NotThere: there is no such proposal.
            AlreadyEnded: it is no longer being worked out.
        """
        values = {
            "status": Status.FAILED.value,
            "ended_at": now(),
            "problem": canonical(problem),
        }
        self._move(conn, proposal, (Status.WORKING,), values)

    def cancel(self, conn: Connection, proposal: str, by: str) -> None:
        """Give a proposal up that is being worked out or open.

        Raises:
            NotThere: there is no such proposal.
            AlreadyEnded: it has ended before.
        """
        row = self._move(
            conn, proposal, ALIVE, {"status": Status.CANCELLED.value, "ended_at": now()}
        )
        record(
            conn,
            by,
            "proposal cancelled",
            row.site,
            about.proposal(self._kind, self._kind.name_in(row), proposal),
        )

    def supersede(self, conn: Connection, proposal: str) -> None:
        """Give one proposal up that is being worked out or open, for the sake of a newer one.

        Raises:
            NotThere: there is no such proposal.
            AlreadyEnded: it has ended before.
        """
        self._move(conn, proposal, ALIVE, {"status": Status.SUPERSEDED.value, "ended_at": now()})

    def supersede_older(
        self, conn: Connection, site: str, name: Name, than: str | None = None
    ) -> tuple[str, ...]:
        """Give up what is being worked out or open for it, and return the ids.

        Args:
            conn: an open connection that may write.
            site: the site.
            name: its name; of a day the date.
            than: a proposal of it; only those begun before it are given up. By default all.

        Raises:
            NotThere: there is no such day or roster.
        """
        self._locks.lock(conn, site, name, booked=False)
        these = self._kind.at(self._table, site, name) & self._table.c.status.in_(ALIVE)
        if than is not None:
            before = select(self._table.c.number).where(self._table.c.id == than).scalar_subquery()
            these = these & (self._table.c.number < before)
        given_up = conn.execute(
            update(self._table)
            .where(these)
            .values(status=Status.SUPERSEDED.value, ended_at=now())
            .returning(*self._table.c["number", "id"])
        )
        ids = tuple(row.id for row in sorted(given_up, key=lambda row: row.number))
        for each in ids:
            signal(conn, of_proposal(each))
        return ids

    def proposal_of(self, conn: Connection, proposal: str) -> KeptProposalOf[Name, Answered]:
        """Return a proposal by its id, with its answer where there is one.

        Raises:
            NotThere: there is no such proposal.
        """
        row = conn.execute(select(self._table).where(self._table.c.id == proposal)).one_or_none()
        if row is None:
            raise NotThere(f"there is no proposal {proposal}")
        document = None
        if row.document is not None:
            document = document_of(self._kind.answer, row.document, f"proposal {proposal}")
        return self._kept(row, document)

    def proposals_of(
        self, conn: Connection, site: str, name: Name, statuses: Iterable[Status] | None = None
    ) -> list[KeptProposalOf[Name, Answered]]:
        """Return its proposals, the newest first, without their answers."""
        columns = [column for column in self._table.c if column.name != "document"]
        asked = select(*columns).where(self._kind.at(self._table, site, name))
        if statuses is not None:
            asked = asked.where(self._table.c.status.in_(tuple(statuses)))
        return [
            self._kept(row, None)
            for row in conn.execute(asked.order_by(self._table.c.number.desc()))
        ]

    def status_of(self, conn: Connection, proposal: str) -> Status:
        """Return what has become of a proposal.

        Raises:
            NotThere: there is no such proposal.
        """
        status = conn.scalar(select(self._table.c.status).where(self._table.c.id == proposal))
        if status is None:
            raise NotThere(f"there is no proposal {proposal}")
        return Status(status)

    def status_on(self, conn: Connection, site: str, name: Name, proposal: str) -> Status:
        """Return what has become of a proposal of a day or roster.

        Raises:
            NotThere: it has no such proposal.
        """
        status = conn.scalar(
            select(self._table.c.status).where(
                self._table.c.id == proposal, self._kind.at(self._table, site, name)
            )
        )
        if status is None:
            raise NotThere(f"there is no proposal {proposal[:40]}")
        return Status(status)

    def answering(self, conn: Connection, site: str, name: Name, position: int) -> str:
        """Return the proposal that was begun for an event, or took it in before it was begun.

        Raises:
            NotThere: there is none, or it was purged.
        """
        found: str | None = conn.scalar(
            select(self._table.c.id)
            .where(self._kind.at(self._table, site, name), self._table.c.last_position >= position)
            .order_by(self._table.c.number)
            .limit(1)
        )
        if found is None:
            raise NotThere(
                f"no proposal answers event {position} of {self._kind.word} {name} of site {site}"
            )
        return found

    def mark_published(self, conn: Connection, proposal: str) -> None:
        """Note that an open proposal was published.

        Raises:
            NotThere: there is no such proposal.
            AlreadyEnded: it is not open.
        """
        self._move(
            conn, proposal, (Status.OPEN,), {"status": Status.PUBLISHED.value, "ended_at": now()}
        )

    def _move(
        self, conn: Connection, proposal: str, since: tuple[Status, ...], values: dict[str, Any]
    ) -> Row[Any]:
        where = conn.execute(
            select(*self._table.c["site", self._kind.column]).where(self._table.c.id == proposal)
        ).one_or_none()
        if where is None:
            raise NotThere(f"there is no proposal {proposal}")
        # Whoever changes a proposal holds what it is for: so nobody waits for each other.
        self._locks.lock(conn, where.site, self._kind.name_in(where), booked=False)
        moved = conn.execute(
            update(self._table)
            .where(self._table.c.id == proposal, self._table.c.status.in_(since))
            .values(**values)
            .returning(*self._table.c["site", self._kind.column])
        ).one_or_none()
        if moved is None:
            status = conn.scalar(select(self._table.c.status).where(self._table.c.id == proposal))
            raise AlreadyEnded(proposal, status or Status.CANCELLED)
        signal(conn, of_proposal(proposal))
        return moved

    def _kept(self, row: Row[Any], document: Answered | None) -> KeptProposalOf[Name, Answered]:
        return KeptProposalOf(
            id=row.id,
            number=row.number,
            status=Status(row.status),
            answers=self._marker.in_row(row.site, self._kind.name_in(row), row),
            question=None if row.question is None else json.loads(row.question),
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            ended_at=row.ended_at,
            document=document,
            digest=row.digest,
            problem=None if row.problem is None else json.loads(row.problem),
        )


KeptProposal = KeptProposalOf[dt.date, Proposal]
"""A proposal of a day."""

_days = Proposals(DAY)
begin, fill, fail, cancel = _days.begin, _days.fill, _days.fail, _days.cancel
supersede, supersede_older = _days.supersede, _days.supersede_older
proposal_of, proposals_of, status_of = _days.proposal_of, _days.proposals_of, _days.status_of
answering, mark_published = _days.answering, _days.mark_published
status_on = _days.status_on
