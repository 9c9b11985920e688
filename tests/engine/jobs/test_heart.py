"""A worker sees to its jobs for as long as it lives, whatever comes in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.jobs.jobs import Jobs, job_of
from engine.jobs.takeover import Heart, sweep
from engine.store.database import Database
from tests.engine.jobs.working import opened, wait_for
from tests.engine.store.keeping import DATE, SITE


@contextmanager
def beating(jobs: Jobs) -> Iterator[None]:
    heart = Heart(jobs, "somebody")
    heart.start()
    try:
        yield
    finally:
        heart.stop()


def test_of_a_day_that_was_purged_nothing_is_set_aside(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database) as jobs:
        monkeypatch.setattr("engine.store.solves.Solves.overdue", lambda *_: ["purged"])
        assert sweep(jobs) == 0


def test_a_heart_goes_on_beating_whatever_happens(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.jobs.takeover.SWEEP_SECONDS", 0.0)
    swept: list[int] = []

    def fail(_: object) -> int:
        swept.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr("engine.jobs.takeover.sweep", fail)
    with opened(database) as jobs, beating(jobs):
        wait_for(lambda: len(swept) > 2, "the heart to go on")


def test_many_jobs_are_forgotten_a_part_at_each_beat(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.jobs.takeover.KEPT_DAYS", -1)
    monkeypatch.setattr("engine.jobs.takeover.FORGOTTEN_AT_ONCE", 2)
    with opened(database) as jobs:
        for number in range(5):
            jobs.client.cancel_workflow(job_of(jobs.ask(SITE, DATE, None, f"by-{number}")))
        assert len(jobs.client.list_workflows()) == 5
        with beating(jobs):
            wait_for(lambda: not jobs.client.list_workflows(), "all to be forgotten")
