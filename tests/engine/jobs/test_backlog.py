"""How much waits, and for how long somebody has waited."""

from __future__ import annotations

from engine.jobs import webhooks
from engine.jobs.jobs import ask_fan_out
from engine.jobs.webhooks import add_webhook
from engine.store.database import Database
from engine.store.fan_outs import Question, cancel_fan_out
from engine.store.proposals import Status
from tests.engine.jobs.working import SlowPlanner, at_work, opened, wait_for, wait_until
from tests.engine.store.keeping import ABSENT, DATE, SITE, absent


def test_what_waits_is_counted_by_queue(database: Database) -> None:
    with opened(database) as jobs:
        assert jobs.backlog().queued == {"solve": 0, "variants": 0, "webhooks": 0}
        with database.writing() as conn:
            ask_fan_out(conn, jobs, [Question(SITE, DATE)] * 3, "ann")
            cancel_fan_out(conn, ask_fan_out(conn, jobs, [Question(SITE, DATE)] * 5, "ann"), "ann")
            add_webhook(conn, jobs.settings, SITE, "http://127.0.0.1:1/hook", "ann")
            webhooks.announce(conn, jobs, SITE, DATE, webhooks.PUBLISHED, {"version": 1})
            webhooks.announce(conn, jobs, SITE, DATE, webhooks.UNDONE, {"version": 2})
        jobs.ask(SITE, DATE, None, "ann")

        assert jobs.backlog().queued == {"solve": 1, "variants": 3, "webhooks": 2}
        assert jobs.backlog().oldest_seconds == 0


def test_the_oldest_event_counts_until_it_is_answered(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        jobs.accept(SITE, DATE, ABSENT, "k-1", "ann")
        wait_for(lambda: planner.asked)
        older = wait_for(lambda: jobs.backlog().oldest_seconds)
        # A newer event takes the solve over; the first has waited all the same.
        proposal = jobs.accept(SITE, DATE, absent("dr-bell"), "k-2", "ann").proposal
        assert jobs.backlog().oldest_seconds > older
        planner.release.set()
        wait_until(database, proposal, Status.OPEN)
        assert jobs.backlog().oldest_seconds == 0
        planner.release.clear()
        jobs.ask(SITE, DATE, None, "ann")
        assert jobs.backlog().oldest_seconds == 0
