"""What the jobs are asked: take an event in, have something solved, give that up, tell others.

What is named by a date is a day, what is named by a reference a roster.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.jobs.queues import (
    FAN_OUT,
    SOLVE,
    SOLVE_DAY,
    SOLVE_ROSTER,
    VARIANTS,
    WEBHOOKS,
    client_of,
    enqueue,
    migrate,
    partition_of,
    register,
    sqlite_engine,
)
from engine.jobs.settings import JobSettings
from engine.jobs.webhooks import add_webhook, announce
from engine.store import fan_outs, webhooks
from engine.store.fan_outs import begin_fan_out
from engine.store.shelves import DAYS, ROSTERS, SHELVES, shelf_for
from engine.store.solves import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dbos import DBOSClient
    from pydantic import BaseModel
    from sqlalchemy import Connection, Engine

    from engine.store.database import Database
    from engine.store.fan_outs import Question
    from engine.store.marks import MarksOf
    from engine.store.shelves import AnyShelf
    from engine.store.webhooks import Webhook


JOBS = {DAYS.kind.word: SOLVE_DAY, ROSTERS.kind.word: SOLVE_ROSTER}
"""Which job works a proposal out, by what it is for."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An event that was accepted.

    Attributes:
        event: its id.
        position: its place among the events of its day or roster, counted from 1.
        fresh: False when the same key brought it before.
        proposal: the id of the proposal that is to answer it.
    """

    event: str
    position: int
    fresh: bool
    proposal: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits or is being done.

    Attributes:
        queued: how much, by the name of the queue: proposals, questions, deliveries.
        oldest_seconds: age of the oldest event that no proposal answers, of what is
            being worked out; 0 when there is none.
    """

    queued: Mapping[str, int]
    oldest_seconds: float


class Jobs:
    """Takes jobs in; does none itself. Threads may share one.

    Attributes:
        database: the store's.
        settings: how the jobs are done.
        client: DBOS's side of it.
        engine: DBOS's own connections to a SQLite file; None on PostgreSQL.
    """

    def __init__(self, database: Database, settings: JobSettings, engine: Engine | None) -> None:
        self.database = database
        self.settings = settings
        self.engine = engine
        self.client: DBOSClient = client_of(database, engine)

    @classmethod
    def open(cls, database: Database, settings: JobSettings | None = None) -> Jobs:
        """Open the jobs of a database: make what DBOS needs in it, and the queues.

        Raises:
            SQLAlchemyError: the database does not answer.
        """
        migrate(database)
        settings = settings or JobSettings()
        jobs = cls(database, settings, sqlite_engine(database))
        register(jobs.client, settings)
        return jobs

    def close(self) -> None:
        """Close the connections."""
        self.client.destroy()
        if self.engine is not None:
            self.engine.dispose()

    def accept(
        self,
        site: str,
        name: dt.date | str,
        event: BaseModel,
        key: str,
        by: str,
        judged: MarksOf[Any] | None = None,
    ) -> Taken:
        """Keep an event and have it answered: both, or neither; see `accept_event`."""
        return accept_event(self.database, self, site, name, event, key, by, judged=judged)

    def ask(
        self, site: str, name: dt.date | str, question: Mapping[str, Any] | None, by: str
    ) -> str:
        """Have something solved at once as it stands; return the proposal's id; see `ask_in`."""
        with self.database.writing() as conn:
            return ask_in(conn, self, site, name, by, question, at_once=True)

    def ask_within(self, conn: Connection, site: str, name: dt.date | str, by: str) -> str:
        """Have something solved once a transaction is committed; see `ask_in`."""
        return ask_in(conn, self, site, name, by)

    def cancel(self, proposal: str, by: str, shelf: AnyShelf = DAYS) -> None:
        """Give a proposal up; a solve of it that runs ends soon.

        Args:
            proposal: its id.
            by: who gives it up.
            shelf: where it is kept.

        Raises:
            NotThere: there is no such proposal.
            AlreadyEnded: it has ended before.
        """
        with self.database.writing() as conn:
            of = shelf.proposals.proposal_of(conn, proposal).answers
            shelf.locks.lock(conn, of.site, of.name)
            shelf.proposals.cancel(conn, proposal, by)

    def announce(
        self, conn: Connection, site: str, name: dt.date | str, kind: str, about: Mapping[str, Any]
    ) -> None:
        """Have a site's webhooks told of something; see `engine.jobs.webhooks.announce`."""
        announce(conn, self, site, name, kind, about)

    def add_webhook(self, conn: Connection, site: str, url: str, by: str) -> tuple[Webhook, str]:
        """Have an address told, and return its secret; see `engine.jobs.webhooks.add_webhook`."""
        return add_webhook(conn, self.settings, site, url, by)

    def ask_fan_out(self, conn: Connection, questions: Sequence[Question], by: str) -> str:
        """Have questions answered, and return the fan-out's id; see `ask_fan_out`."""
        return ask_fan_out(conn, self, questions, by)

    def backlog(self) -> Backlog:
        """Return what waits or is being done, and for how long somebody has waited."""
        with self.database.reading() as conn:
            return Backlog(
                queued={
                    SOLVE: sum(shelf.solves.count_working(conn) for shelf in SHELVES),
                    VARIANTS: fan_outs.count_working(conn),
                    WEBHOOKS: webhooks.count_waiting(conn),
                },
                oldest_seconds=max(shelf.solves.oldest_seconds(conn) for shelf in SHELVES),
            )


def accept_event(
    database: Database,
    jobs: Jobs,
    site: str,
    name: dt.date | str,
    event: BaseModel,
    key: str,
    by: str,
    *,
    judged: MarksOf[Any] | None = None,
) -> Taken:
    """Take an event in and have its day or roster solved, in one transaction.

    Raises:
        NotThere: there is no such day or roster.
        KeyReused: the key came before with another event, or for another one.
        Stale: it has come further than when the event was judged.
        DatabaseTrouble: the database does not do it now; nothing was accepted, unless the
            connection broke. The same again with the same key does no harm.
    """
    shelf = shelf_for(name)
    with database.writing() as conn:
        kept = shelf.events.accept(conn, site, name, event, key, by, judged)
        if kept.fresh:
            proposal = ask_in(conn, jobs, site, name, by, marks=kept.marks)
        else:
            proposal = shelf.proposals.answering(conn, site, name, kept.position)
        return Taken(kept.id, kept.position, kept.fresh, proposal)


def ask_in(
    conn: Connection,
    jobs: Jobs,
    site: str,
    name: dt.date | str,
    by: str,
    question: Mapping[str, Any] | None = None,
    *,
    at_once: bool = False,
    marks: MarksOf[Any] | None = None,
) -> str:
    """Have it solved as it will stand when the solve is begun; return the proposal's id.

    One that waits to be begun answers this as well, unless something else is asked. One that runs
    is given up: it knows less.

    Args:
        conn: an open connection that may write; nothing is done unless its transaction is
            committed.
        jobs: where it is asked.
        site: the site.
        name: of what in its site.
        by: who asks.
        question: what is asked, as fields of `Asked`; by default what the proposal asked that
            this one takes the place of, or the settings.
        at_once: whether it is begun at once, because somebody asks for it; by default not sooner
            after the last ones than the pace of the settings allows.
        marks: how far it has come, where whoever asks has locked it and knows.

    Raises:
        NotThere: there is no such day or roster.
    """
    shelf = shelf_for(name)
    if marks is None:
        shelf.locks.lock(conn, site, name)
        marks, _ = shelf.marker.marks_of(conn, site, name)
    waiting, running = shelf.solves.alive_of(conn, site, name)
    if waiting is not None and question is None and not at_once:
        shelf.proposals.answer_more(conn, waiting, marks)
        return waiting
    for older in (*running, *([waiting] if waiting else [])):
        question = question or shelf.proposals.proposal_of(conn, older).question
        shelf.proposals.supersede(conn, older)
    proposal = shelf.proposals.begin(conn, marks, by, question=question)
    now, pace = clock(conn), jobs.settings.pace
    begun = shelf.solves.begun_within(conn, site, name, now, pace.window)
    wait = 0.0 if at_once else pace.wait(now, begun)
    due = now + dt.timedelta(seconds=wait)
    shelf.solves.plan_solve(conn, proposal, site, name, due, paced=not at_once)
    enqueue(
        jobs.client,
        conn,
        SOLVE,
        job_of(proposal),
        (proposal,),
        name=JOBS[shelf.kind.word],
        partition=partition_of(site, name),
        delay=wait,
    )
    return proposal


def ask_fan_out(conn: Connection, jobs: Jobs, questions: Sequence[Question], by: str) -> str:
    """Have questions answered by whatever workers there are, and return the fan-out's id.

    Args:
        conn: an open connection that may write; nothing is done unless it is committed.
        jobs: where it is asked.
        questions: the questions.
        by: who asks.
    """
    fan_out = begin_fan_out(conn, questions, by)
    if questions:
        enqueue(jobs.client, conn, VARIANTS, f"fan-out-{fan_out}", (fan_out,), name=FAN_OUT)
    return fan_out


def job_of(proposal: str) -> str:
    """Return the id of the job that works a proposal out."""
    return f"solve-{proposal}"
