"""What the jobs keep of a day goes with the day; a job of which the day is gone ends quietly."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from engine.asked import Progress
from engine.jobs import webhooks
from engine.jobs.jobs import ask_fan_out
from engine.jobs.webhooks import add_webhook
from engine.store import job_tables
from engine.store.database import Database
from engine.store.fan_outs import Question
from engine.store.proposals import Status
from engine.store.purge import purge
from tests.engine.jobs.working import SlowPlanner, at_work, opened, wait_for, wait_until
from tests.engine.store.keeping import ABSENT, DATE, SITE

OF_A_DAY = (
    job_tables.solves,
    job_tables.progress,
    job_tables.deliveries,
    job_tables.fan_out_questions,
)


def rows(database: Database) -> list[int]:
    with database.reading() as conn:
        return [
            conn.execute(select(func.count()).select_from(table)).scalar_one() for table in OF_A_DAY
        ]


def purged(database: Database) -> None:
    with database.writing() as conn:
        purge(conn, SITE, DATE + dt.timedelta(days=10), "ann", keep_days=5)


def test_the_rows_of_a_day_go_with_it(database: Database) -> None:
    planner = SlowPlanner(tells=[Progress("search", 1, 2, 1, 0.5, 0.1, "closer")])
    with opened(database) as jobs:
        with at_work(jobs, planner):
            proposal = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann").proposal
            wait_until(database, proposal, Status.OPEN)
        with database.writing() as conn:
            ask_fan_out(conn, jobs, [Question(SITE, DATE)], "ann")
            add_webhook(conn, jobs.settings, SITE, "http://127.0.0.1:1/hook", "ann")
            webhooks.announce(conn, jobs, SITE, DATE, webhooks.PUBLISHED, {"version": 1})
        assert rows(database) == [1, 1, 1, 1]

        purged(database)

        assert rows(database) == [0, 0, 0, 0]


def test_jobs_of_which_the_day_is_gone_end_quietly(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs:
        with database.writing() as conn:
            add_webhook(conn, jobs.settings, SITE, "http://127.0.0.1:1/hook", "ann")
        with at_work(jobs, planner):
            jobs.accept(SITE, DATE, ABSENT, "k-1", "ann")
            wait_for(lambda: planner.asked)
            purged(database)
            wait_for(lambda: planner.stopped)
            wait_for(lambda: jobs.client.list_workflows(status="SUCCESS"))
        with database.writing() as conn:
            ask_fan_out(conn, jobs, [Question(SITE, DATE)] * 3, "ann")
            webhooks.announce(conn, jobs, SITE, DATE, webhooks.PUBLISHED, {"version": 1})
        purged(database)
        with at_work(jobs, planner):
            wait_for(lambda: len(jobs.client.list_workflows(status="SUCCESS")) == 3)
        assert jobs.client.list_workflows(status=["ERROR", "PENDING", "ENQUEUED"]) == []
