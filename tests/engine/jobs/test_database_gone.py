"""The database goes away while a day is solved, and comes back: the answer is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.jobs.jobs import Jobs
from engine.jobs.worker import Worker
from engine.store import audit
from engine.store.database import Database
from engine.store.errors import DatabaseGone, DatabaseTrouble
from engine.store.proposals import Status
from engine.store.shelves import ROSTERS
from tests import postgres
from tests.engine.jobs.working import (
    SlowPlanner,
    at_work,
    opened,
    wait_for,
    wait_until,
)
from tests.engine.store import keeping_rosters
from tests.engine.store.keeping import ABSENT, DATE, SITE, absent

pytestmark = pytest.mark.thorough  # processes of their own, killed and waited for


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    """Give a server of the test's own, to be stopped and started again."""
    postgres.insist_or_skip()
    with postgres.running(durable=True) as started:
        yield started


def test_a_solve_outlives_the_database(server: postgres.Server) -> None:
    database = Database.open(server.url(server.create()))
    database.migrate()
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        proposal = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann").proposal
        wait_for(lambda: planner.asked)
        server.kill()
        with pytest.raises(DatabaseGone):
            jobs.accept(SITE, DATE, absent("dr-bell"), "k-2", "ann")
        planner.release.set()
        server.start()
        kept = wait_until(database, proposal, Status.OPEN)
        following = again(jobs)
        wait_until(database, following, Status.OPEN)
        with database.reading() as conn:
            assert audit.verify(conn).position == 4
    database.close()

    assert kept.answers.position == 1
    assert len(planner.asked) == 2


def test_a_repair_outlives_the_database(server: postgres.Server) -> None:
    database = Database.open(server.url(server.create()))
    database.migrate()
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        with database.writing() as conn:
            keeping_rosters.put_month(conn)
        name, event = keeping_rosters.NAME, keeping_rosters.out()
        proposal = jobs.accept(SITE, name, event, "k-1", "ann").proposal
        wait_for(lambda: planner.asked)
        server.kill()
        with pytest.raises(DatabaseGone):
            jobs.accept(SITE, name, keeping_rosters.out("ma-fox"), "k-2", "ann")
        planner.release.set()
        server.start()

        def answered() -> bool:
            try:
                with database.reading() as conn:
                    return ROSTERS.proposals.status_of(conn, proposal) == Status.OPEN
            except DatabaseTrouble:
                return False

        wait_for(answered)
        with database.reading() as conn:
            audit.verify(conn)
            assert ROSTERS.proposals.proposal_of(conn, proposal).answers.position == 1
    database.close()

    assert len(planner.asked) == 1


def again(jobs: Jobs) -> str:
    """Send the event that did not come through once more."""

    def accepted() -> str | None:
        try:
            return jobs.accept(SITE, DATE, absent("dr-bell"), "k-2", "ann").proposal
        except DatabaseTrouble:
            return None

    return wait_for(accepted)


def test_a_worker_ends_though_the_database_is_gone(server: postgres.Server) -> None:
    database = Database.open(server.url(server.create()))
    database.migrate()
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs:
        with at_work(jobs, planner):
            proposal = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann").proposal
            wait_for(lambda: planner.asked)
            server.kill()
        server.start()
        with at_work(jobs, planner):
            wait_until(database, proposal, Status.OPEN)
    database.close()


def test_a_worker_that_cannot_begin_can_end(server: postgres.Server) -> None:
    database = Database.open(server.url(server.create()))
    database.migrate()
    with opened(database) as jobs:
        server.kill()
        worker = Worker(jobs, SlowPlanner())
        with pytest.raises(DatabaseGone):
            worker.start()
        worker.stop()
    database.close()
