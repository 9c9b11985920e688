"""A job has ended and that could not be written down: its day must not wait for it for ever."""

from __future__ import annotations

import pytest

from engine.jobs.jobs import Jobs, job_of
from engine.store.database import Database
from engine.store.proposals import Status
from tests.engine.jobs.working import SlowPlanner, at_work, opened, wait_for, wait_until
from tests.engine.store.keeping import DATE, SITE, absent

pytestmark = pytest.mark.thorough

# What both databases say when a file cannot grow is not among what DBOS tries again.
REFUSE = {
    "sqlite": [
        "CREATE TRIGGER refusing BEFORE UPDATE OF status ON workflow_status"
        " WHEN NEW.status = 'SUCCESS' BEGIN SELECT RAISE(FAIL, 'disk I/O error'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'XX000'; END $$",
        "CREATE TRIGGER refusing BEFORE UPDATE OF status ON dbos.workflow_status FOR EACH ROW"
        " WHEN (NEW.status = 'SUCCESS') EXECUTE FUNCTION refuse()",
    ],
}
TAKE_AGAIN = {
    "sqlite": "DROP TRIGGER refusing",
    "postgresql": "DROP TRIGGER refusing ON dbos.workflow_status",
}


def run(database: Database, *statements: str) -> None:
    with database.writing() as conn:
        for statement in statements:
            conn.exec_driver_sql(statement)


def status_of(jobs: Jobs, proposal: str) -> str:
    (row,) = jobs.client.list_workflows(workflow_ids=[job_of(proposal)])
    return row.status


def test_a_job_of_which_the_end_was_not_written_down_holds_nobody_up(
    database: Database, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.jobs.takeover.SWEEP_SECONDS", 0.2)
    with opened(database) as jobs, at_work(jobs, SlowPlanner()):
        run(database, *REFUSE[database_kind])
        first = jobs.accept(SITE, DATE, absent(), "k-1", "ann").proposal
        wait_until(database, first, Status.OPEN)
        second = jobs.accept(SITE, DATE, absent("dr-bell"), "k-2", "ann").proposal
        assert status_of(jobs, first) == "PENDING"
        run(database, TAKE_AGAIN[database_kind])
        kept = wait_until(database, second, Status.OPEN)
        wait_for(lambda: {status_of(jobs, each) for each in (first, second)} == {"SUCCESS"})

    assert kept.answers.position == 2
