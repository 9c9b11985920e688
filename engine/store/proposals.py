"""Proposals of a day: asked for, worked out, open to be published, ended."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from engine.store import about
from engine.store.audit import record
from engine.store.documents import canonical, digest_of, document_of, text_of
from engine.store.errors import AlreadyEnded, NotThere
from engine.store.locks import lock_day
from engine.store.marks import Marks
from engine.store.signals import of_proposal, signal
from engine.store.tables import days, now
from engine.store.tables import proposals as table
from models.proposal import Proposal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Row


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


@dataclass(frozen=True, slots=True)
class KeptProposal:
    """A proposal as the store has it.

    Attributes:
        id: its id.
        number: its place among the proposals of its day, counted from 1.
        status: what has become of it.
        answers: how far the day had come that it answers.
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
    answers: Marks
    question: Any
    asked_by: str
    asked_at: dt.datetime
    ended_at: dt.datetime | None
    document: Proposal | None
    digest: str | None
    problem: Any


def begin(
    conn: Connection,
    answers: Marks,
    by: str,
    *,
    question: Mapping[str, Any] | None = None,
    proposal: str | None = None,
) -> str:
    """Note that a proposal is being worked out, and return its id.

    Args:
        conn: an open connection that may write.
        answers: how far the day has come that it will answer.
        by: who asked.
        question: what was asked, as plain values.
        proposal: its id, where the caller chose it. Begun again while it is being worked out (a
            worker took it over), it answers the marks given now.

    Raises:
        NotThere: there is no such day.
        AlreadyEnded: the proposal of that id is no longer being worked out.
    """
    day = lock_day(conn, answers.site, answers.date)
    if proposal is not None:
        known = conn.scalar(select(table.c.status).where(table.c.id == proposal))
        if known is not None:
            _move(conn, proposal, (Status.WORKING,), _answers(answers))
            return proposal
    chosen, number = proposal or str(uuid.uuid4()), day.last_proposal + 1
    conn.execute(
        insert(table).values(
            id=chosen,
            site=answers.site,
            date=answers.date,
            number=number,
            status=Status.WORKING.value,
            question=None if question is None else canonical(question),
            asked_by=by,
            asked_at=now(),
            **_answers(answers),
        )
    )
    conn.execute(
        update(days)
        .where(days.c.site == answers.site, days.c.date == answers.date)
        .values(last_proposal=number)
    )
    return chosen


def fill(conn: Connection, proposal: str, answer: Proposal, answers: Marks | None = None) -> None:
    """Give a proposal that is being worked out its answer: it is open from now on.

    Args:
        conn: an open connection that may write.
        proposal: its id.
        answer: the answer.
        answers: how far the day had come that was answered, where that is not what was begun with.

    Raises:
        NotThere: there is no such proposal.
        AlreadyEnded: it is no longer being worked out.
    """
    values: dict[str, Any] = {
        "status": Status.OPEN.value,
        "ended_at": now(),
        "document": text_of(answer),
        "digest": digest_of(answer),
    }
    if answers is not None:
        values |= _answers(answers)
    _move(conn, proposal, (Status.WORKING,), values)


def fail(conn: Connection, proposal: str, problem: Mapping[str, Any]) -> None:
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
    _move(conn, proposal, (Status.WORKING,), values)


def cancel(conn: Connection, proposal: str, by: str) -> None:
    """Give a proposal up that is being worked out or open.

    Raises:
        NotThere: there is no such proposal.
        AlreadyEnded: it has ended before.
    """
    row = _move(conn, proposal, ALIVE, {"status": Status.CANCELLED.value, "ended_at": now()})
    record(conn, by, "proposal cancelled", row.site, about.proposal(row.date, proposal))


def supersede(conn: Connection, proposal: str) -> None:
    """Give one proposal up that is being worked out or open, for the sake of a newer one.

    Raises:
        NotThere: there is no such proposal.
        AlreadyEnded: it has ended before.
    """
    _move(conn, proposal, ALIVE, {"status": Status.SUPERSEDED.value, "ended_at": now()})


def supersede_older(
    conn: Connection, site: str, date: dt.date, than: str | None = None
) -> tuple[str, ...]:
    """Give up what is being worked out or open for a day, and return the ids.

    Args:
        conn: an open connection that may write.
        site: the site.
        date: its day.
        than: a proposal of the day; only those begun before it are given up. By default all.

    Raises:
        NotThere: there is no such day.
    """
    lock_day(conn, site, date, booked=False)
    these = (table.c.site == site) & (table.c.date == date) & table.c.status.in_(ALIVE)
    if than is not None:
        before = select(table.c.number).where(table.c.id == than).scalar_subquery()
        these = these & (table.c.number < before)
    given_up = conn.execute(
        update(table)
        .where(these)
        .values(status=Status.SUPERSEDED.value, ended_at=now())
        .returning(*table.c["number", "id"])
    )
    ids = tuple(row.id for row in sorted(given_up, key=lambda row: row.number))
    for each in ids:
        signal(conn, of_proposal(each))
    return ids


def proposal_of(conn: Connection, proposal: str) -> KeptProposal:
    """Return a proposal by its id, with its answer where there is one.

    Raises:
        NotThere: there is no such proposal.
    """
    row = conn.execute(select(table).where(table.c.id == proposal)).one_or_none()
    if row is None:
        raise NotThere(f"there is no proposal {proposal}")
    document = None
    if row.document is not None:
        document = document_of(Proposal, row.document, f"proposal {proposal}")
    return _kept(row, document)


def proposals_of(
    conn: Connection, site: str, date: dt.date, statuses: Iterable[Status] | None = None
) -> list[KeptProposal]:
    """Return the proposals of a day, the newest first, without their answers."""
    columns = [column for column in table.c if column.name != "document"]
    asked = select(*columns).where(table.c.site == site, table.c.date == date)
    if statuses is not None:
        asked = asked.where(table.c.status.in_(tuple(statuses)))
    return [_kept(row, None) for row in conn.execute(asked.order_by(table.c.number.desc()))]


def status_of(conn: Connection, proposal: str) -> Status:
    """Return what has become of a proposal.

    Raises:
        NotThere: there is no such proposal.
    """
    status = conn.scalar(select(table.c.status).where(table.c.id == proposal))
    if status is None:
        raise NotThere(f"there is no proposal {proposal}")
    return Status(status)


def status_on(conn: Connection, site: str, date: dt.date, proposal: str) -> Status:
    """Return what has become of a proposal of a day.

    Raises:
        NotThere: the day has no such proposal.
    """
    status = conn.scalar(
        select(table.c.status).where(
            table.c.id == proposal, table.c.site == site, table.c.date == date
        )
    )
    if status is None:
        raise NotThere(f"there is no proposal {proposal[:40]}")
    return Status(status)


def answering(conn: Connection, site: str, date: dt.date, position: int) -> str:
    """Return the proposal that was begun for an event, or took it in before it was begun.

    Raises:
        NotThere: there is none, or it was purged.
    """
    found: str | None = conn.scalar(
        select(table.c.id)
        .where(table.c.site == site, table.c.date == date, table.c.last_position >= position)
        .order_by(table.c.number)
        .limit(1)
    )
    if found is None:
        raise NotThere(f"no proposal answers event {position} of day {date} of site {site}")
    return found


def mark_published(conn: Connection, proposal: str) -> None:
    """Note that an open proposal was published.

    Raises:
        NotThere: there is no such proposal.
        AlreadyEnded: it is not open.
    """
    _move(conn, proposal, (Status.OPEN,), {"status": Status.PUBLISHED.value, "ended_at": now()})


def _move(
    conn: Connection, proposal: str, since: tuple[Status, ...], values: dict[str, Any]
) -> Row[Any]:
    where = conn.execute(
        select(*table.c["site", "date"]).where(table.c.id == proposal)
    ).one_or_none()
    if where is None:
        raise NotThere(f"there is no proposal {proposal}")
    # Whoever changes a proposal holds its day: in that order nobody waits for each other.
    lock_day(conn, where.site, where.date, booked=False)
    moved = conn.execute(
        update(table)
        .where(table.c.id == proposal, table.c.status.in_(since))
        .values(**values)
        .returning(*table.c["site", "date"])
    ).one_or_none()
    if moved is None:
        status = conn.scalar(select(table.c.status).where(table.c.id == proposal))
        raise AlreadyEnded(proposal, status or Status.CANCELLED)
    signal(conn, of_proposal(proposal))
    return moved


def _answers(marks: Marks) -> dict[str, int]:
    return {
        "office_version": marks.office,
        "book_version": marks.book,
        "last_position": marks.position,
        "publication_version": marks.publication,
    }


def _kept(row: Row[Any], document: Proposal | None) -> KeptProposal:
    return KeptProposal(
        id=row.id,
        number=row.number,
        status=Status(row.status),
        answers=Marks(
            row.site,
            row.date,
            row.office_version,
            row.book_version,
            row.last_position,
            row.publication_version,
        ),
        question=None if row.question is None else json.loads(row.question),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        document=document,
        digest=row.digest,
        problem=None if row.problem is None else json.loads(row.problem),
    )
