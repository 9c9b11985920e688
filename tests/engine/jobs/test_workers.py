"""Workers that die, are stopped, come back or are told to end: no job is lost or done twice."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing

import pytest

from engine.jobs.jobs import Jobs, job_of
from engine.jobs.takeover import Heart, sweep, tidy
from engine.store.database import Database
from engine.store.proposals import Status
from engine.store.solves import solve_of
from engine.store.workers import heard_of
from tests.engine.jobs.processes import POISON, Conduct, Process, working
from tests.engine.jobs.working import (
    QUICK,
    SlowPlanner,
    at_work,
    opened,
    proposal_now,
    wait_for,
    wait_until,
)
from tests.engine.store.keeping import DATE, SITE, absent, put_day

pytestmark = pytest.mark.thorough  # processes of their own, killed and waited for

LONG = Conduct("first: ", seconds=300)
SHORT = Conduct("second: ")


def accept(jobs: Jobs, person: str = "dr-lee", site: str = SITE) -> str:
    return jobs.accept(site, DATE, absent(person), f"k-{person}", "ann").proposal


def begun(database: Database, proposal: str, attempts: int = 1) -> None:
    """Wait until a proposal is being worked out."""

    def look() -> bool:
        with database.reading() as conn:
            return solve_of(conn, proposal).attempts == attempts

    wait_for(look, "the solve to be begun")


def attempts(database: Database, proposal: str) -> int:
    with database.reading() as conn:
        return solve_of(conn, proposal).attempts


def stop(worker: Process, url: str) -> None:
    """Stop a worker where it does not hold the lock of SQLite, for which all others would wait."""
    worker.send(signal.SIGSTOP)
    while url.startswith("sqlite") and locked(url):
        worker.send(signal.SIGCONT)
        time.sleep(0.01)
        worker.send(signal.SIGSTOP)


def locked(url: str) -> bool:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), 1.0, isolation_level=None)) as raw:
        try:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        return False


def test_the_jobs_of_a_worker_that_died_are_taken_over(
    database: Database, database_url: str
) -> None:
    with opened(database) as jobs:
        with working(database_url, LONG) as first:
            proposal = accept(jobs)
            begun(database, proposal)
            first.kill()
        with working(database_url, SHORT):
            kept = wait_until(database, proposal, Status.OPEN)

    assert kept.document is not None
    assert kept.document.summary == "second: 1 events"
    assert attempts(database, proposal) == 2


def test_a_worker_that_was_thought_dead_does_not_answer_any_more(
    database: Database, database_url: str
) -> None:
    zombie = Conduct("first: ", seconds=0.5, heeds=False)
    with opened(database) as jobs, working(database_url, zombie) as first:
        proposal = accept(jobs)
        begun(database, proposal)
        stop(first, database_url)
        with working(database_url, Conduct("second: ", seconds=3.0)) as second:
            begun(database, proposal, attempts=2)
            # It comes back, and has its answer long before the other one.
            first.send(signal.SIGCONT)
            kept = wait_until(database, proposal, Status.OPEN)
            second.send(signal.SIGTERM)
            assert second.wait() == 0
        # It has lost that job, and does the next one.
        following = accept(jobs, "dr-bell")
        wait_until(database, following, Status.OPEN)

    assert kept.document is not None
    assert kept.document.summary == "second: 1 events"
    answer = proposal_now(database, following).document
    assert answer is not None
    assert answer.summary == "first: 2 events"


def test_a_worker_that_is_told_to_end_hands_its_jobs_back(
    database: Database, database_url: str
) -> None:
    with opened(database) as jobs:
        with working(database_url, LONG, takeover_seconds=3600.0) as first:
            proposal = accept(jobs)
            begun(database, proposal)
            first.send(signal.SIGTERM)
            assert first.wait() == 0
        assert attempts(database, proposal) == 0
        with working(database_url, SHORT, takeover_seconds=3600.0):
            kept = wait_until(database, proposal, Status.OPEN)

    assert kept.document is not None
    assert kept.document.summary == "second: 1 events"
    assert attempts(database, proposal) == 1


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_worker_that_was_silent_itself_does_not_call_others_silent(
    database: Database, database_url: str
) -> None:
    seconds = QUICK.takeover_seconds
    with opened(database) as jobs:
        with working(database_url, LONG) as first:
            proposal = accept(jobs)
            begun(database, proposal)
            first.kill()
        second = Heart(jobs, "second")

        def look_around() -> str:
            second._beat()
            second._take_over()
            (job,) = jobs.client.list_workflows(workflow_ids=[job_of(proposal)])
            return job.status

        def first_is_silent() -> bool:
            with database.reading() as conn:
                return heard_of(conn, seconds) <= {"second"}

        wait_for(first_is_silent)
        # It has only just come, then it was away: in neither case can it tell.
        assert look_around() == "PENDING"
        second._steady -= seconds
        second._last -= seconds
        assert look_around() == "PENDING"
        second._steady -= seconds
        assert look_around() == "ENQUEUED"


def test_a_job_that_ends_its_worker_time_and_again_is_set_aside(
    database: Database, database_url: str
) -> None:
    with opened(database) as jobs:
        proposal = accept(jobs, POISON)
        deaths = 0
        while proposal_now(database, proposal).status == Status.WORKING:
            with working(database_url, SHORT, most_attempts=2) as process:
                wait_for(
                    lambda: (
                        not process.process.is_alive()
                        or proposal_now(database, proposal).status != Status.WORKING
                    )
                )
                deaths += not process.process.is_alive()
        kept = proposal_now(database, proposal)
        # The rest goes on.
        with database.writing() as conn:
            put_day(conn, "other")
        with working(database_url, SHORT):
            wait_until(database, accept(jobs, "dr-lee", "other"), Status.OPEN)

    assert deaths == 2
    assert kept.status == Status.FAILED
    assert kept.problem["type"] == "set-aside"
    assert kept.problem["title"].startswith("The day could not be solved: 2 attempts ended")


@pytest.mark.parametrize("lost", ["cancelled", "deleted"])
def test_a_proposal_of_which_the_job_is_gone_is_set_aside(
    database: Database, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.jobs.takeover.SWEEP_SECONDS", 0.0)
    with opened(database) as jobs:
        proposal = accept(jobs)
        assert sweep(jobs) == 0
        if lost == "cancelled":
            jobs.client.cancel_workflow(job_of(proposal))
        else:
            jobs.client.delete_workflow(job_of(proposal))
        assert sweep(jobs) == 1
        assert sweep(jobs) == 0

    kept = proposal_now(database, proposal)
    assert (kept.status, kept.problem["type"]) == (Status.FAILED, "set-aside")


def test_jobs_that_ended_long_ago_are_forgotten(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database) as jobs:
        with at_work(jobs, SlowPlanner()):
            proposal = accept(jobs)
            wait_until(database, proposal, Status.OPEN)
        assert tidy(jobs) == 0
        monkeypatch.setattr("engine.jobs.takeover.KEPT_DAYS", -1)
        waiting = accept(jobs, "dr-bell")
        assert tidy(jobs) == 1
        left = jobs.client.list_workflows()

    assert [job.workflow_id for job in left] == [job_of(waiting)]


def test_what_is_kept_of_a_job_is_json_of_ids_alone(database: Database) -> None:
    with opened(database) as jobs:
        proposal = accept(jobs)
        with at_work(jobs, SlowPlanner()):
            wait_until(database, proposal, Status.OPEN)
            wait_for(lambda: jobs.client.list_workflows(status="SUCCESS"))
        table = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
        given = table.replace("status", "input")
        with database.reading() as conn:
            formats = conn.exec_driver_sql(f"SELECT serialization FROM {table}").scalars().all()
            inputs = conn.exec_driver_sql(f"SELECT inputs FROM {given}").scalars().all()

    assert formats == ["portable_json"]
    assert inputs == [f'{{"namedArgs":{{}},"positionalArgs":["{proposal}"]}}']
    assert QUICK.most_attempts == 5
