"""A storm of events is answered by few solves, and a single one at once."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.jobs.jobs import Jobs, job_of
from engine.jobs.settings import JobSettings, Pace
from engine.store.database import Database
from engine.store.proposals import Status
from engine.store.solves import begun_within, plan_solve, solve_of, take
from tests.engine.jobs.working import (
    QUICK,
    SlowPlanner,
    at_work,
    opened,
    proposal_now,
    wait_for,
    wait_until,
)
from tests.engine.store.keeping import DATE, SITE, absent

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

WITHIN_A_MINUTE = st.lists(st.floats(0, 59.9), min_size=1, max_size=20).map(sorted)


def at(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def begins(events: list[float], pace: Pace, lag: float = 0.0) -> list[float]:
    """Return when solves begin, if each event comes when it says and a lag lies before each."""
    begun: list[float] = []
    for event in events:
        if begun and begun[-1] > event:
            continue  # One waits, and takes this event in.
        wait = pace.wait(at(event), [at(each) for each in reversed(begun)])
        begun.append(event + wait + lag)
    return begun


@given(WITHIN_A_MINUTE, st.floats(0, 2))
def test_whatever_comes_within_a_minute_is_answered_by_three_solves(
    events: list[float], lag: float
) -> None:
    begun = begins(events, Pace(), lag)

    assert len(begun) <= 3
    assert begun[-1] >= events[-1]


@given(WITHIN_A_MINUTE)
def test_the_first_and_whatever_comes_alone_is_solved_at_once(events: list[float]) -> None:
    assert begins(events, Pace())[0] == events[0]
    assert Pace().wait(at(100), [at(20)]) == 0
    assert Pace().wait(at(100), [at(90), at(30)]) == 0


def test_a_clock_that_was_set_back_puts_nothing_off_for_longer_than_the_window() -> None:
    assert Pace().wait(at(0), [at(5000), at(4000)]) == 60
    assert Pace().wait(at(0), [at(5000)]) == 3


def accept(jobs: Jobs, number: int) -> str:
    return jobs.accept(SITE, DATE, absent(f"person-{number}"), f"k-{number}", "ann").proposal


def test_a_storm_is_answered_by_three_solves_at_most(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    settings = replace(QUICK, pace=Pace(settle=0.0, window=3600.0))
    with opened(database, settings) as jobs, at_work(jobs, planner):
        first = accept(jobs, 1)
        wait_for(lambda: planner.asked)
        for number in range(2, 20):
            accept(jobs, number)
            time.sleep(0.05)
        last = accept(jobs, 20)
        assert len(planner.asked) == 2
        # The hour goes by.
        jobs.client.set_workflow_delay(job_of(last), delay_seconds=0)
        planner.release.set()
        kept = wait_until(database, last, Status.OPEN)

    assert kept.answers.position == 20
    assert proposal_now(database, first).status == Status.SUPERSEDED
    assert len(planner.asked) == 3
    assert len(planner.asked[-1]["events"]) == 20


def test_solves_that_were_begun_lately_put_the_next_one_off(database: Database) -> None:
    with opened(database, JobSettings()) as jobs:
        with database.writing() as conn:
            # The last was begun in two hours: the clock has been set back since.
            for number, ago in enumerate((70, 40, 20, -7200)):
                time = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ago)
                plan_solve(conn, f"p-{number}", SITE, DATE, time)
                take(conn, f"p-{number}", "somebody")
                conn.exec_driver_sql(
                    f"UPDATE solves SET started = '{time:%Y-%m-%d %H:%M:%S.%f}"
                    f"{'' if database.is_sqlite else '+00'}' WHERE proposal = 'p-{number}'"
                )
        proposal = accept(jobs, 1)
        with database.reading() as conn:
            due = solve_of(conn, proposal).due
            lately = begun_within(conn, SITE, DATE, dt.datetime.now(dt.UTC), 60.0)
        (waiting,) = jobs.client.list_workflows()

    # The last but one was begun 40 s ago: another 20 s.
    assert len(lately) == 2
    wait = (due - dt.datetime.now(dt.UTC)).total_seconds()
    assert 0 < wait <= 20
    assert waiting.status == "DELAYED"
    assert waiting.delay_until_epoch_ms is not None
    assert abs(waiting.delay_until_epoch_ms / 1000 - due.timestamp()) < 10


def test_a_solve_that_waits_for_its_time_takes_all_that_comes(database: Database) -> None:
    settings = replace(QUICK, pace=Pace(settle=1.0, window=1.0))
    planner = SlowPlanner()
    with opened(database, settings) as jobs, at_work(jobs, planner):
        first = accept(jobs, 1)
        wait_until(database, first, Status.OPEN)
        second = accept(jobs, 2)
        assert accept(jobs, 3) == second
        kept = wait_until(database, second, Status.OPEN)

    assert kept.answers.position == 3
    assert [len(asked["events"]) for asked in planner.asked] == [1, 3]


def test_whoever_asks_does_not_wait_and_nobody_waits_for_it(database: Database) -> None:
    settings = replace(QUICK, pace=Pace(settle=3600.0, window=3600.0))
    with opened(database, settings) as jobs, at_work(jobs, SlowPlanner()):
        for profile in ("balanced", "keep-times", "fewest-calls"):
            asked = jobs.ask(SITE, DATE, {"profile": profile}, "ann")
            wait_until(database, asked, Status.OPEN)
        event = accept(jobs, 1)
        wait_until(database, event, Status.OPEN)
        # Only now has a solve been begun that others keep their distance to.
        waiting = accept(jobs, 2)
        asked = jobs.ask(SITE, DATE, None, "ann")
        kept = wait_until(database, asked, Status.OPEN)

    assert proposal_now(database, waiting).status == Status.SUPERSEDED
    assert kept.answers.position == 2
