"""Fan-outs: many questions about kept days, and their answers, each a row of its own."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from engine.store.audit import record
from engine.store.documents import canonical, digest_of, document_of, text_of
from engine.store.errors import NotThere
from engine.store.job_tables import fan_out_questions as questions
from engine.store.job_tables import fan_outs
from engine.store.tables import now
from models.proposal import Proposal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection


class Fate(StrEnum):
    """What has become of a question."""

    WORKING = "working"
    ANSWERED = "answered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a kept day as it stands, or a variant of it.

    Attributes:
        site: the site.
        date: its day.
        variant: what differs, as plain values of `engine.what_if.Variant`; None: nothing.
    """

    site: str
    date: dt.date
    variant: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FanOut:
    """How far a fan-out has come.

    Attributes:
        id: its id.
        by: who asked.
        at: when.
        cancelled: whether it was given up.
        asked: how many questions it has.
        answered: how many of them have an answer.
        failed: how many have none and never will.
    """

    id: str
    by: str
    at: dt.datetime
    cancelled: bool
    asked: int
    answered: int
    failed: int

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.cancelled or self.answered + self.failed == self.asked


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and what has become of it.

    Attributes:
        number: its place, counted from 1.
        question: the question.
        status: what has become of it.
        seconds: how long the answer took.
        document: the answer, when there is one.
        problem: why there is none, as plain values.
    """

    number: int
    question: Question
    status: Fate
    seconds: float | None
    document: Proposal | None
    problem: Any


@dataclass(frozen=True, slots=True)
class Taken:
    """A question that somebody sets about.

    Attributes:
        question: the question.
        status: what has become of it.
        attempts: how often it was set about, this time included, and not ended.
        seconds: how long the answer took, when there is one.
    """

    question: Question
    status: Fate
    attempts: int
    seconds: float | None


def begin_fan_out(conn: Connection, asked: Sequence[Question], by: str) -> str:
    """Keep questions that are to be answered, and return the fan-out's id."""
    fan_out = str(uuid.uuid4())
    conn.execute(insert(fan_outs).values(id=fan_out, by=by, at=now()))
    if asked:
        rows = [
            {
                "fan_out": fan_out,
                "number": number,
                "site": each.site,
                "date": each.date,
                "variant": None if each.variant is None else canonical(each.variant),
                "status": Fate.WORKING.value,
                "attempts": 0,
            }
            for number, each in enumerate(asked, start=1)
        ]
        conn.execute(insert(questions), rows)
    for site in sorted({each.site for each in asked}):
        record(conn, by, "fan-out asked", site, f"fan-out {fan_out}")
    return fan_out


def cancel_fan_out(conn: Connection, fan_out: str, by: str) -> None:
    """Have no more questions of a fan-out answered; one that is over stays as it is.

    Raises:
        NotThere: there is no such fan-out.
    """
    if fan_out_of(conn, fan_out).over:
        return
    conn.execute(update(fan_outs).where(fan_outs.c.id == fan_out).values(cancelled_at=now()))
    for site in sorted(sites_of_fan_out(conn, fan_out)):
        record(conn, by, "fan-out cancelled", site, f"fan-out {fan_out}")


def sites_of_fan_out(conn: Connection, fan_out: str) -> frozenset[str]:
    """Return the sites that a fan-out asks about."""
    asked = select(questions.c.site).where(questions.c.fan_out == fan_out).distinct()
    return frozenset(conn.scalars(asked))


def fan_out_of(conn: Connection, fan_out: str) -> FanOut:
    """Return how far a fan-out has come.

    Raises:
        NotThere: there is no such fan-out.
    """
    row = conn.execute(select(fan_outs).where(fan_outs.c.id == fan_out)).one_or_none()
    if row is None:
        raise NotThere(f"there is no fan-out {fan_out[:40]}")
    counted = conn.execute(
        select(questions.c.status, func.count())
        .where(questions.c.fan_out == fan_out)
        .group_by(questions.c.status)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in counted}
    return FanOut(
        id=row.id,
        by=row.by,
        at=row.at,
        cancelled=row.cancelled_at is not None,
        asked=sum(counts.values()),
        answered=counts.get(Fate.ANSWERED, 0),
        failed=counts.get(Fate.FAILED, 0),
    )


def count_working(conn: Connection) -> int:
    """Return how many questions wait for an answer, of fan-outs that are not given up."""
    return conn.execute(
        select(func.count())
        .select_from(questions.join(fan_outs))
        .where(questions.c.status == Fate.WORKING.value, fan_outs.c.cancelled_at.is_(None))
    ).scalar_one()


def take_question(conn: Connection, fan_out: str, number: int) -> Taken:
    """Count an attempt at a question, unless it has been answered, and return the question.

    Raises:
        NotThere: there is no such question, or it was purged.
    """
    there = _there(fan_out, number)
    conn.execute(
        update(questions)
        .where(there, questions.c.status == Fate.WORKING.value)
        .values(attempts=questions.c.attempts + 1)
    )
    columns = questions.c["site", "date", "variant", "status", "attempts", "seconds"]
    row = conn.execute(select(*columns).where(there)).one_or_none()
    if row is None:
        raise NotThere(f"fan-out {fan_out} has no question {number}")
    variant = None if row.variant is None else json.loads(row.variant)
    question = Question(row.site, row.date, variant)
    return Taken(question, Fate(row.status), row.attempts, row.seconds)


def hand_question_back(conn: Connection, fan_out: str, number: int) -> None:
    """Do not count an attempt that was broken off for no fault of the question's."""
    conn.execute(
        update(questions)
        .where(_there(fan_out, number), questions.c.attempts > 0)
        .values(attempts=questions.c.attempts - 1)
    )


def _there(fan_out: str, number: int) -> ColumnElement[bool]:
    return (questions.c.fan_out == fan_out) & (questions.c.number == number)


def answers_of(
    conn: Connection, fan_out: str, *, after: int = 0, most: int | None = None
) -> Iterator[Answered]:
    """Yield the questions of a fan-out in their order, with what has become of each.

    Args:
        conn: an open connection.
        fan_out: the fan-out's id.
        after: only those after a number.
        most: no more than so many.
    """
    there = (questions.c.fan_out == fan_out) & (questions.c.number > after)
    asked = select(questions).where(there).order_by(questions.c.number).limit(most)
    # A few at a time: an answer about a large office is large.
    for row in conn.execute(asked.execution_options(yield_per=10)):
        variant = None if row.variant is None else json.loads(row.variant)
        document = None
        if row.document is not None:
            what = f"answer {row.number} of fan-out {fan_out}"
            document = document_of(Proposal, row.document, what)
        yield Answered(
            row.number,
            Question(row.site, row.date, variant),
            Fate(row.status),
            row.seconds,
            document,
            None if row.problem is None else json.loads(row.problem),
        )


def answer_question(
    conn: Connection,
    fan_out: str,
    number: int,
    seconds: float,
    answer: Proposal | Mapping[str, Any],
) -> bool:
    """Keep an answer, or the problem why there is none; say whether it was the first to come.

    Args:
        conn: an open connection that may write.
        fan_out: the fan-out's id.
        number: the question's.
        seconds: how long it took.
        answer: the answer, or the problem as plain values.
    """
    values: dict[str, Any]
    if isinstance(answer, Proposal):
        values = {
            "status": Fate.ANSWERED.value,
            "document": text_of(answer),
            "digest": digest_of(answer),
        }
    else:
        values = {"status": Fate.FAILED.value, "problem": canonical(answer)}
    return bool(
        conn.execute(
            update(questions)
            .where(_there(fan_out, number), questions.c.status == Fate.WORKING.value)
            .values(seconds=seconds, **values)
        ).rowcount
    )
