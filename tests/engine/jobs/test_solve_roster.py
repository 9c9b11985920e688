"""An event of a roster is answered by a repair, and what comes of it is kept while it is newest."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from engine.asked import Progress
from engine.jobs.jobs import Jobs, job_of
from engine.jobs.settings import JobSettings, Pace
from engine.jobs.takeover import sweep
from engine.jobs.webhooks import body_of
from engine.store.database import Database
from engine.store.errors import AlreadyEnded
from engine.store.job_tables import deliveries
from engine.store.proposals import KeptProposalOf, Status
from engine.store.rosters import put_roster
from engine.store.shelves import ROSTERS
from engine.store.webhooks import delivery_of
from models.errors import BadInput, Fault
from models.events import CallResult
from models.kept_roster import RosterAnswer
from models.roster_answer import BuiltRoster, RepairedRoster
from models.roster_events import RosterCallOutcome
from tests.engine.jobs.working import QUICK, SlowPlanner, at_work, wait_for
from tests.engine.store.keeping import SITE
from tests.engine.store.keeping_rosters import LAST, NAME, office, out, plan, put_month, roster


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.jobs.solve_roster.today_at", lambda _: dt.date(2026, 12, 3))


@contextmanager
def opened(database: Database, settings: JobSettings = QUICK) -> Iterator[Jobs]:
    """Give the jobs of a database in which there is one roster."""
    with database.writing() as conn:
        put_month(conn)
    jobs = Jobs.open(database, settings)
    try:
        yield jobs
    finally:
        jobs.close()


def accept(jobs: Jobs, key: str, person: str = "rn-ames") -> str:
    return jobs.accept(SITE, NAME, out(person), key, "ann").proposal


def now(database: Database, proposal: str) -> KeptProposalOf[str, RosterAnswer]:
    with database.reading() as conn:
        return ROSTERS.proposals.proposal_of(conn, proposal)


def wait_until(
    database: Database, proposal: str, *statuses: Status
) -> KeptProposalOf[str, RosterAnswer]:
    def look() -> KeptProposalOf[str, RosterAnswer] | None:
        found = now(database, proposal)
        return found if found.status in statuses else None

    return wait_for(look, f"proposal {proposal} to be {' or '.join(statuses)}")


def test_an_accepted_absence_is_answered_by_a_repair(database: Database) -> None:
    planner = SlowPlanner()
    with opened(database) as jobs, at_work(jobs, planner):
        taken = jobs.accept(SITE, NAME, out(), "k-1", "ann")
        again = jobs.accept(SITE, NAME, out(), "k-1", "ann")
        kept = wait_until(database, taken.proposal, Status.OPEN)

    assert (taken.position, taken.fresh, again.fresh) == (1, True, False)
    assert (again.event, again.proposal) == (taken.event, taken.proposal)
    assert isinstance(kept.document, RepairedRoster)
    (asked,) = planner.asked
    assert asked["office"] == office()
    assert [each.person for each in asked["roster"].absences] == ["ma-eads", "rn-ames"]
    assert (asked["lean"], asked["asked"].deadline) == ("fewest-changes", 1.0)
    assert asked["roster"].as_of == dt.date(2026, 12, 3)


def test_where_nothing_is_published_a_roster_is_built(database: Database) -> None:
    planner = SlowPlanner()
    with opened(database) as jobs, at_work(jobs, planner):
        with database.writing() as conn:
            bare = roster(published={}, absences=(), as_of=None)
            put_roster(conn, SITE, "spring", bare, "ann")
        kept = wait_until(database, jobs.ask(SITE, "spring", None, "ann"), Status.OPEN)

    assert isinstance(kept.document, BuiltRoster)
    assert "lean" not in planner.asked[0]


def test_what_was_published_is_what_is_repaired_next(database: Database) -> None:
    planner = SlowPlanner()
    with opened(database) as jobs, at_work(jobs, planner):
        first = wait_until(database, accept(jobs, "k-1"), Status.OPEN)
        with database.writing() as conn:
            _, tag = ROSTERS.marker.marks_of(conn, SITE, NAME)
            ROSTERS.publications.publish(conn, first.id, plan(), tag, "ann")
        wait_until(database, accept(jobs, "k-2", "ma-fox"), Status.OPEN)

    assert planner.asked[0]["roster"].published == roster().published
    assert planner.asked[1]["roster"].published == plan().rows


def test_a_no_is_answered_by_another_proposal(database: Database) -> None:
    planner = SlowPlanner()
    said_no = RosterCallOutcome(
        person="ma-gray",
        date=dt.date(2026, 12, 8),
        shift_types=("late",),
        outcome=CallResult.REACHED_DECLINED,
    )
    with opened(database) as jobs, at_work(jobs, planner):
        first = accept(jobs, "k-1")
        wait_until(database, first, Status.OPEN)
        second = jobs.accept(SITE, NAME, said_no, "k-2", "ann").proposal
        wait_until(database, second, Status.OPEN)

    assert now(database, first).status == Status.SUPERSEDED
    held = [(each.person, each.date.day) for each in planner.asked[1]["roster"].locked]
    assert held == [("ma-gray", 8)]


def test_a_newer_event_ends_a_solve_that_runs_and_is_solved_with_it(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        first = accept(jobs, "k-1")
        wait_for(lambda: planner.asked)
        second = accept(jobs, "k-2", "ma-fox")
        wait_for(lambda: planner.stopped == [0])
        wait_for(lambda: len(planner.asked) == 2)
        planner.release.set()
        kept = wait_until(database, second, Status.OPEN)

    assert now(database, first).status == Status.SUPERSEDED
    assert kept.answers.position == 2


def test_a_roster_put_anew_while_it_is_solved_is_solved_again(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        first = accept(jobs, "k-1")
        wait_for(lambda: planner.asked)
        with database.writing() as conn:
            put_roster(conn, SITE, NAME, roster(volunteers=()), "ann")
        wait_until(database, first, Status.SUPERSEDED)
        planner.release.set()

        def newest() -> bool:
            with database.reading() as conn:
                kept = ROSTERS.proposals.proposals_of(conn, SITE, NAME)
            return (kept[0].status, kept[0].answers.book) == (Status.OPEN, 2)

        wait_for(newest)


def test_a_storm_is_answered_by_three_solves_at_most(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    settings = replace(QUICK, pace=Pace(settle=0.0, window=3600.0))
    with opened(database, settings) as jobs, at_work(jobs, planner):
        accept(jobs, "k-0")
        wait_for(lambda: planner.asked)
        for number in range(1, 12):
            last = accept(jobs, f"k-{number}", f"p-{number}")
            time.sleep(0.05)
        # The hour goes by.
        jobs.client.set_workflow_delay(job_of(last), delay_seconds=0)
        planner.release.set()
        kept = wait_until(database, last, Status.OPEN)

    assert kept.answers.position == 12
    assert len(planner.asked) <= 3


def test_a_solve_that_is_given_up_ends(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        running = accept(jobs, "k-1")
        wait_for(lambda: planner.asked)
        jobs.cancel(running, "ann", ROSTERS)
        wait_for(lambda: planner.stopped)
        with pytest.raises(AlreadyEnded):
            jobs.cancel(running, "ann", ROSTERS)

    assert now(database, running).status == Status.CANCELLED


def test_what_is_asked_reaches_the_planner_and_outlives_a_newer_event(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        jobs.ask(SITE, NAME, {"lean": "fairest", "deadline": 7.5}, "ann")
        wait_for(lambda: planner.asked)
        second = accept(jobs, "k-1")
        wait_for(lambda: len(planner.asked) == 2)
        planner.release.set()
        wait_until(database, second, Status.OPEN)

    for asked in planner.asked:
        assert (asked["lean"], asked["asked"].deadline) == ("fairest", 7.5)


def test_what_cannot_be_solved_has_failed_with_what_is_wrong(database: Database) -> None:
    fault = Fault("roster.absences.1.person", "x", "no such person", "ma-fox")
    with opened(database) as jobs, at_work(jobs, SlowPlanner(refusal=BadInput([fault]))):
        kept = wait_until(database, accept(jobs, "k-1"), Status.FAILED)

    assert kept.problem["title"] == "The roster cannot be solved as it is written."
    assert kept.problem["faults"][0]["field"] == "roster.absences.1.person"


def test_where_memory_is_short_the_answer_is_the_one_that_takes_least(database: Database) -> None:
    class Hungry(SlowPlanner):
        def repair_roster(self, *about: Any, asked: Any, **more: Any) -> RepairedRoster:
            answer = super().repair_roster(*about, asked=asked, **more)
            if asked.deadline > 0 or asked.options:
                raise MemoryError
            return answer

    planner = Hungry()
    with opened(database) as jobs, at_work(jobs, planner):
        wait_until(database, accept(jobs, "k-1"), Status.OPEN)

    assert [each["asked"].deadline for each in planner.asked] == [1.0, 0.0]


@pytest.mark.parametrize(("published", "outcome"), [(True, "feasible"), (False, "failed")])
def test_who_counts_is_told(database: Database, *, published: bool, outcome: str) -> None:
    told: list[tuple[object, ...]] = []

    class Counter:
        def solved(self, outcome: str, seconds: float, **of: object) -> None:
            told.append((outcome, seconds >= 0, of))

        def delivery(self, outcome: str) -> None:
            raise AssertionError(outcome)

    with opened(database) as jobs, at_work(jobs, SlowPlanner(), Counter()):
        if not published:
            with database.writing() as conn:
                bare = roster(published={}, absences=(), as_of=None)
                put_roster(conn, SITE, "spring", bare, "ann")
        jobs.ask(SITE, NAME if published else "spring", None, "ann")
        wait_for(lambda: told)

    assert told == [(outcome, True, {"gap": 0.0 if published else None, "ring": None})]


def test_progress_is_kept(database: Database) -> None:
    told = [Progress("fairest", 0, None, 70, None, 0.5, "fairest: 3 of 5 aims searched for")]
    with opened(database) as jobs, at_work(jobs, SlowPlanner(tells=told)):
        proposal = accept(jobs, "k-1")
        wait_until(database, proposal, Status.OPEN)
        with database.reading() as conn:
            kept = ROSTERS.progress.progress_of(conn, proposal)

    assert [each.told for each in kept] == told


def test_webhooks_are_told_of_rosters_by_name(database: Database) -> None:
    with opened(database) as jobs:
        with database.writing() as conn:
            jobs.add_webhook(conn, SITE, "http://127.0.0.1:9/hook", "ann")
        proposal = accept(jobs, "k-1")
        with at_work(jobs, SlowPlanner()):
            wait_until(database, proposal, Status.OPEN)
        with database.reading() as conn:
            delivery = delivery_of(conn, conn.execute(select(deliveries.c.id)).scalar_one())

    assert (delivery.date, delivery.roster, delivery.about) == (LAST, NAME, {"proposal": proposal})
    assert f'"data":{{"site":"{SITE}","roster":"{NAME}","proposal":'.encode() in body_of(delivery)


def test_who_waits_is_counted_and_what_nobody_does_is_set_aside(database: Database) -> None:
    with opened(database) as jobs:
        proposal = accept(jobs, "k-1")
        backlog = jobs.backlog()
        jobs.client.cancel_workflow(job_of(proposal))
        with database.writing() as conn:
            long_ago = "2026-01-01 00:00:00.000000" + ("" if database.is_sqlite else "+00")
            conn.exec_driver_sql(f"UPDATE roster_solves SET due = '{long_ago}'")
        assert sweep(jobs) == 1

    assert (backlog.queued["solve"], backlog.oldest_seconds >= 0) == (1, True)
    kept = now(database, proposal)
    assert (kept.status, kept.problem["type"]) == (Status.FAILED, "set-aside")
    assert kept.problem["title"].startswith("The roster could not be solved")


def test_days_and_rosters_of_a_site_are_solved_side_by_side(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        with database.writing() as conn:
            put_month(conn, SITE, "2026-12-07")
        both = [accept(jobs, "k-1"), jobs.accept(SITE, "2026-12-07", out(), "k-2", "ann").proposal]
        wait_for(lambda: len(planner.asked) == 2)
        planner.release.set()
        for proposal in both:
            wait_until(database, proposal, Status.OPEN)
