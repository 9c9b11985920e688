"""What is used of DBOS beyond its documented face does what it is used for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from engine.jobs.inside import attempt_now, in_hand, put_back, uncount
from engine.jobs.jobs import Jobs, job_of
from engine.jobs.queues import SOLVE, VERSION, register
from engine.jobs.solve_day import solve_day
from engine.jobs.workplace import LeftToOthers, Uncounted, Workplace
from engine.store.database import Database
from engine.store.proposals import Status
from engine.store.solves import solve_of
from models.proposal import Proposal
from tests.engine.jobs.working import (
    QUICK,
    SlowPlanner,
    at_work,
    opened,
    proposal_now,
    wait_for,
    wait_until,
)
from tests.engine.store.keeping import ABSENT, DATE, OTHER_DATE, SITE, put_day


@dataclass
class KnowingPlanner(SlowPlanner):
    """Takes down which attempt asks it."""

    attempts: list[tuple[str, str]] = field(default_factory=list)

    def resolve(self, office: object, day: object, **asked: Any) -> Proposal:
        self.attempts.append(attempt_now())
        return super().resolve(office, day, **asked)


def job_row(jobs: Jobs, proposal: str) -> Any:
    (row,) = jobs.client.list_workflows(workflow_ids=[job_of(proposal)])
    return row


def test_an_attempt_has_its_job_in_hand_until_it_is_put_back(database: Database) -> None:
    planner = KnowingPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner) as worker:
        proposal = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann").proposal
        job, token = wait_for(lambda: planner.attempts)[0]
        assert job == job_of(proposal)
        with database.writing() as conn:
            assert in_hand(conn, job, token)
            assert not in_hand(conn, job, "another")
            assert not in_hand(conn, "another", token)
        assert job_row(jobs, proposal).recovery_attempts == 1

        assert put_back(jobs.client, ["somebody else"], VERSION) == 0
        assert put_back(jobs.client, [worker.name], VERSION) == 1
        with database.writing() as conn:
            assert not in_hand(conn, job, token)
        # Put back, it is begun again where it waited, and the attempts go on being counted.
        wait_for(lambda: len(planner.attempts) == 2)
        planner.release.set()
        assert planner.attempts[1][1] != token
        wait_for(lambda: job_row(jobs, proposal).status == "SUCCESS")
        assert job_row(jobs, proposal).recovery_attempts == 2
        assert job_row(jobs, proposal).queue_name == SOLVE


def test_an_attempt_that_is_broken_off_is_not_counted(database: Database) -> None:
    planner = KnowingPlanner(waits=True)
    with opened(database) as jobs:
        with at_work(jobs, planner) as worker:
            proposal = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann").proposal
            job, _ = wait_for(lambda: planner.attempts)[0]
            with database.writing() as conn:
                uncount(conn, job, "another")
            assert job_row(jobs, proposal).recovery_attempts == 1
            worker.stop()
        row = job_row(jobs, proposal)
        assert (row.recovery_attempts, row.status, row.queue_name) == (0, "ENQUEUED", SOLVE)
        with database.reading() as conn:
            solve = solve_of(conn, proposal)
        assert (solve.attempts, solve.owner) == (0, None)


def test_an_attempt_that_has_lost_its_job_does_not_take_it_in_hand(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database) as jobs:
        proposal = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann").proposal
        monkeypatch.setattr(
            "engine.jobs.solving.attempt_now", lambda: (job_of(proposal), "an older token")
        )
        planner = SlowPlanner()
        with pytest.raises(LeftToOthers):
            solve_day(Workplace(jobs, planner, Uncounted()), proposal)
        with database.reading() as conn:
            assert solve_of(conn, proposal).owner is None

    assert proposal_now(database, proposal).status == Status.WORKING
    assert planner.asked == []


def test_a_job_that_has_just_come_is_looked_for_at_once(database: Database) -> None:
    with opened(database) as jobs, at_work(jobs, SlowPlanner()):
        with database.writing() as conn:
            put_day(conn, date=OTHER_DATE)
        # From now on the worker would look for jobs by itself in an hour.
        register(jobs.client, replace(QUICK, poll_seconds=3600.0))
        for date in (DATE, OTHER_DATE):
            proposal = jobs.accept(SITE, date, ABSENT, f"k-{date}", "ann").proposal
            wait_until(database, proposal, Status.OPEN)


def test_a_thread_that_does_no_job_has_no_attempt() -> None:
    with pytest.raises(RuntimeError, match="does no job"):
        attempt_now()
