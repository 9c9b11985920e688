"""What the jobs are asked: take an event in, have a day solved, give a proposal up, tell others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.jobs.queues import (
    FAN_OUT,
    SOLVE,
    SOLVE_DAY,
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
from engine.store import fan_outs, proposals, solves, webhooks
from engine.store.events import accept
from engine.store.fan_outs import begin_fan_out
from engine.store.locks import lock_day
from engine.store.marks import marks_of
from engine.store.proposals import begin, proposal_of, supersede

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dbos import DBOSClient
    from sqlalchemy import Connection, Engine

    from engine.store.database import Database
    from engine.store.fan_outs import Question
    from engine.store.marks import Marks
    from engine.store.webhooks import Webhook
    from models.events import Event


@dataclass(frozen=True, slots=True)
class Taken:
    """An event that was accepted.

    Attributes:
        event: its id.
        position: its place among the events of its day, counted from 1.
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
        oldest_seconds: age of the oldest event that no proposal answers, of the days of which one
            is being worked out; 0 when there is none.
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
        date: dt.date,
        event: Event,
        key: str,
        by: str,
        judged: Marks | None = None,
    ) -> Taken:
        """Keep an event and have it answered: both, or neither; see `accept_event`."""
        return accept_event(self.database, self, site, date, event, key, by, judged=judged)

    def ask(self, site: str, date: dt.date, question: Mapping[str, Any] | None, by: str) -> str:
        """Have a day solved at once as it stands, and return the proposal's id; see `ask_in`."""
        with self.database.writing() as conn:
            return ask_in(conn, self, site, date, by, question, at_once=True)

    def cancel(self, proposal: str, by: str) -> None:
        """Give a proposal up; a solve of it that runs ends soon.

        Raises:
            NotThere: there is no such proposal.
            AlreadyEnded: it has ended before.
        """
        with self.database.writing() as conn:
            of = proposal_of(conn, proposal).answers
            lock_day(conn, of.site, of.date)
            proposals.cancel(conn, proposal, by)

    def announce(
        self, conn: Connection, site: str, date: dt.date, kind: str, about: Mapping[str, Any]
    ) -> None:
        """Have a site's webhooks told of something; see `engine.jobs.webhooks.announce`."""
        announce(conn, self, site, date, kind, about)

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
                    SOLVE: solves.count_working(conn),
                    VARIANTS: fan_outs.count_working(conn),
                    WEBHOOKS: webhooks.count_waiting(conn),
                },
                oldest_seconds=solves.oldest_seconds(conn),
            )


def accept_event(
    database: Database,
    jobs: Jobs,
    site: str,
    date: dt.date,
    event: Event,
    key: str,
    by: str,
    *,
    judged: Marks | None = None,
) -> Taken:
    """Take an event in and have its day solved, in one transaction.

    Raises:
        NotThere: there is no such day.
        KeyReused: the key came before with another event, or for another day.
        Stale: the day has come further than when the event was judged.
        DatabaseTrouble: the database does not do it now; nothing was accepted, unless the
            connection broke. The same again with the same key does no harm.
    """
    with database.writing() as conn:
        kept = accept(conn, site, date, event, key, by, judged)
        if kept.fresh:
            proposal = ask_in(conn, jobs, site, date, by)
        else:
            proposal = proposals.answering(conn, site, date, kept.position)
        return Taken(kept.id, kept.position, kept.fresh, proposal)


def ask_in(
    conn: Connection,
    jobs: Jobs,
    site: str,
    date: dt.date,
    by: str,
    question: Mapping[str, Any] | None = None,
    *,
    at_once: bool = False,
) -> str:
    """Have a day solved as it will stand when the solve is begun; return the proposal's id.

    One that waits to be begun answers this as well, unless something else is asked. One that runs
    is given up: it knows less.

    Args:
        conn: an open connection that may write; nothing is done unless its transaction is
            committed.
        jobs: where it is asked.
        site: the site.
        date: its day.
        by: who asks.
        question: what is asked, as fields of `Asked`; by default what the proposal asked that
            this one takes the place of, or the settings.
        at_once: whether it is begun at once, because somebody asks for it; by default not sooner
            after the last ones than the pace of the settings allows.

    Raises:
        NotThere: there is no such day.
    """
    lock_day(conn, site, date)
    marks, _ = marks_of(conn, site, date)
    waiting = solves.waiting_of(conn, site, date)
    if waiting is not None and question is None and not at_once:
        return begin(conn, marks, by, proposal=waiting)
    for older in (*solves.running_of(conn, site, date), *([waiting] if waiting else [])):
        question = question or proposal_of(conn, older).question
        supersede(conn, older)
    proposal = begin(conn, marks, by, question=question)
    now, pace = solves.clock(conn), jobs.settings.pace
    begun = solves.begun_within(conn, site, date, now, pace.window)
    wait = 0.0 if at_once else pace.wait(now, begun)
    due = now + dt.timedelta(seconds=wait)
    solves.plan_solve(conn, proposal, site, date, due, paced=not at_once)
    enqueue(
        jobs.client,
        conn,
        SOLVE,
        job_of(proposal),
        (proposal,),
        name=SOLVE_DAY,
        partition=partition_of(site, date),
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
