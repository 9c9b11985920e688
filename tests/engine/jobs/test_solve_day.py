"""An accepted event is solved, and what comes of it is kept while it is the newest."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import pytest

from engine.asked import Progress
from engine.jobs.jobs import Jobs
from engine.store.books import put_book
from engine.store.database import Database
from engine.store.errors import KeyReused
from engine.store.events import events_of
from engine.store.progress import progress_of
from engine.store.proposals import Status, proposals_of
from models.errors import BadInput, Fault
from models.proposal import Proposal
from tests.api import examples
from tests.engine.jobs.working import (
    SlowPlanner,
    at_work,
    opened,
    proposal_now,
    wait_for,
    wait_until,
)
from tests.engine.store.keeping import ABSENT, DATE, SITE, absent, book, put_day


def accept(jobs: Jobs, key: str, person: str = "dr-lee") -> str:
    """Accept an event, and return the proposal that is to answer it."""
    return jobs.accept(SITE, DATE, absent(person), key, "ann").proposal


def test_an_accepted_event_is_answered(database: Database) -> None:
    planner = SlowPlanner()
    with opened(database) as jobs, at_work(jobs, planner):
        taken = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann")
        assert (taken.position, taken.fresh) == (1, True)
        kept = wait_until(database, taken.proposal, Status.OPEN)

    assert kept.document == examples.proposal()
    assert (kept.answers.position, kept.asked_by) == (1, "ann")
    (asked,) = planner.asked
    assert (asked["office"], asked["day"]) == (examples.office(), book())
    assert (asked["events"], asked["issued"]) == ([ABSENT], None)
    assert asked["asked"].deadline == 1.0


def test_the_same_key_is_answered_as_at_first(database: Database) -> None:
    with opened(database) as jobs:
        first = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann")
        again = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann")
        with pytest.raises(KeyReused):
            jobs.accept(SITE, DATE, absent("dr-bell"), "k-1", "ann")
        with database.reading() as conn:
            assert len(events_of(conn, SITE, DATE)) == 1
            assert len(proposals_of(conn, SITE, DATE)) == 1

    assert (again.event, again.position, again.proposal) == (
        first.event,
        first.position,
        first.proposal,
    )
    assert (first.fresh, again.fresh) == (True, False)


def test_events_that_come_before_the_solve_is_begun_are_answered_together(
    database: Database,
) -> None:
    planner = SlowPlanner()
    with opened(database) as jobs:
        first = accept(jobs, "k-1")
        assert accept(jobs, "k-2", "dr-bell") == first
        with at_work(jobs, planner):
            kept = wait_until(database, first, Status.OPEN)
        again = [
            jobs.accept(SITE, DATE, ABSENT, "k-1", "ann").proposal,
            accept(jobs, "k-2", "dr-bell"),
        ]

    assert again == [first, first]
    assert kept.answers.position == 2
    assert [len(asked["events"]) for asked in planner.asked] == [2]


def test_a_newer_event_ends_a_solve_that_runs_and_is_solved_with_it(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        first = accept(jobs, "k-1")
        wait_for(lambda: planner.asked)
        second = accept(jobs, "k-2", "dr-bell")
        assert second != first
        assert proposal_now(database, first).status == Status.SUPERSEDED
        wait_for(lambda: planner.stopped == [0])
        wait_for(lambda: len(planner.asked) == 2)
        planner.release.set()
        kept = wait_until(database, second, Status.OPEN)
        repeated = accept(jobs, "k-1")

    assert kept.answers.position == 2
    assert repeated == first
    assert proposal_now(database, first).document is None


def test_a_book_that_moved_on_has_the_day_solved_again(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        first = accept(jobs, "k-1")
        wait_for(lambda: planner.asked)
        with database.writing() as conn:
            put_book(conn, SITE, book(appointments=[]), "ann")
        wait_until(database, first, Status.SUPERSEDED)
        planner.release.set()

        def newest() -> bool:
            with database.reading() as conn:
                kept = proposals_of(conn, SITE, DATE)
            return (kept[0].status, kept[0].answers.book) == (Status.OPEN, 2)

        wait_for(newest)
        with database.reading() as conn:
            assert len(proposals_of(conn, SITE, DATE)) == 2


def test_an_older_open_proposal_is_superseded_by_the_answer(database: Database) -> None:
    with opened(database) as jobs, at_work(jobs, SlowPlanner()):
        first = accept(jobs, "k-1")
        wait_until(database, first, Status.OPEN)
        second = accept(jobs, "k-2", "dr-bell")
        wait_until(database, second, Status.OPEN)

    assert proposal_now(database, first).status == Status.SUPERSEDED


def test_a_solve_that_is_given_up_ends(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs, at_work(jobs, planner):
        running = accept(jobs, "k-1")
        wait_for(lambda: planner.asked)
        jobs.cancel(running, "ann")
        wait_for(lambda: planner.stopped)

    assert proposal_now(database, running).status == Status.CANCELLED


def test_a_proposal_that_is_given_up_before_it_is_begun_is_not_solved(database: Database) -> None:
    planner = SlowPlanner()
    with opened(database) as jobs:
        given_up = accept(jobs, "k-1")
        jobs.cancel(given_up, "ann")
        wanted = jobs.ask(SITE, DATE, None, "ann")
        with at_work(jobs, planner):
            wait_until(database, wanted, Status.OPEN)

    assert proposal_now(database, given_up).status == Status.CANCELLED
    assert len(planner.asked) == 1


def test_what_is_asked_reaches_the_planner_and_outlives_a_newer_event(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    question = {"profile": "fewest-calls", "deadline": 7.5, "unknown": 1}
    with opened(database) as jobs, at_work(jobs, planner):
        jobs.ask(SITE, DATE, question, "ann")
        wait_for(lambda: planner.asked)
        second = accept(jobs, "k-1")
        wait_for(lambda: len(planner.asked) == 2)
        planner.release.set()
        wait_until(database, second, Status.OPEN)

    for asked in planner.asked:
        assert (asked["asked"].profile, asked["asked"].deadline) == ("fewest-calls", 7.5)


def test_a_question_takes_the_place_of_what_waits(database: Database) -> None:
    planner = SlowPlanner()
    with opened(database) as jobs:
        waiting = accept(jobs, "k-1")
        asked = jobs.ask(SITE, DATE, {"profile": "fewest-calls"}, "ben")
        joined = accept(jobs, "k-2", "dr-bell")
        with at_work(jobs, planner):
            wait_until(database, asked, Status.OPEN)

    assert proposal_now(database, waiting).status == Status.SUPERSEDED
    assert joined == asked
    assert len(planner.asked) == 1


def test_what_cannot_be_solved_has_failed_with_what_is_wrong(database: Database) -> None:
    fault = Fault("day.appointments.0.provider", "dr-x", "unknown", "one of dr-bell, dr-lee")
    with opened(database) as jobs, at_work(jobs, SlowPlanner(refusal=BadInput([fault]))):
        kept = wait_until(database, accept(jobs, "k-1"), Status.FAILED)

    assert kept.problem["type"] == "bad-input"
    assert kept.problem["faults"] == [
        {
            "field": "day.appointments.0.provider",
            "value": "dr-x",
            "problem": "unknown",
            "expected": "one of dr-bell, dr-lee",
        }
    ]


@dataclass
class HungryPlanner(SlowPlanner):
    """Takes more memory than there is as soon as it searches."""

    def resolve(self, office: object, day: object, *, asked: Any, **more: Any) -> Proposal:
        answer = super().resolve(office, day, asked=asked, **more)
        if asked.deadline > 0 or asked.options:
            raise MemoryError
        return answer


def test_where_memory_is_short_the_answer_is_the_one_that_takes_least(database: Database) -> None:
    planner = HungryPlanner()
    with opened(database) as jobs, at_work(jobs, planner):
        kept = wait_until(database, accept(jobs, "k-1"), Status.OPEN)

    assert kept.document == planner.answer
    assert [each["asked"].deadline for each in planner.asked] == [1.0, 0.0]


def test_where_there_is_no_memory_at_all_it_is_said(database: Database) -> None:
    planner = SlowPlanner(refusal=MemoryError())
    with opened(database) as jobs, at_work(jobs, planner):
        kept = wait_until(database, accept(jobs, "k-1"), Status.FAILED)

    assert kept.problem["type"] == "internal"
    assert "MemoryError" in kept.problem["title"]


def test_an_error_in_the_program_says_nothing_of_the_day(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(database) as jobs, at_work(jobs, SlowPlanner(refusal=KeyError("a-1042"))):
        kept = wait_until(database, accept(jobs, "k-1"), Status.FAILED)

    assert kept.problem["type"] == "internal"
    assert "a-1042" not in str(kept.problem)
    assert "a-1042" not in caplog.text
    assert f"{kept.id} could not be worked out: KeyError at working.py:" in caplog.text


def test_progress_can_be_read_on_from_a_position(database: Database) -> None:
    told = [Progress("search", 1, 10**12 - n, 500, 0.5, float(n), "closer") for n in range(50)]
    planner = SlowPlanner(waits=True, tells=told)
    with opened(database) as jobs, at_work(jobs, planner):
        proposal = accept(jobs, "k-1")

        def some() -> list[int]:
            with database.reading() as conn:
                return [kept.position for kept in progress_of(conn, proposal)]

        assert wait_for(some) == [1]
        planner.release.set()
        wait_until(database, proposal, Status.OPEN)
        with database.reading() as conn:
            (first,) = progress_of(conn, proposal)
            assert progress_of(conn, proposal, after=1) == []

    assert first.told == told[-1]


def test_the_last_progress_is_kept_however_quick_the_solve(database: Database) -> None:
    told = [
        Progress("ring 0", 0, 10, 5, 0.5, 0.1, "far"),
        Progress("search", 1, 7, 7, 0.0, 0.2, "best"),
    ]
    with opened(database) as jobs, at_work(jobs, SlowPlanner(tells=told)):
        proposal = accept(jobs, "k-1")
        wait_until(database, proposal, Status.OPEN)
        with database.reading() as conn:
            kept = progress_of(conn, proposal)

    assert kept[-1].told == told[-1]
    assert [each.position for each in kept] == list(range(1, len(kept) + 1))


def test_days_are_solved_side_by_side_but_one_day_is_not(database: Database) -> None:
    other = "other"
    planner = SlowPlanner(waits=True)
    with opened(database) as jobs:
        with database.writing() as conn:
            put_day(conn, other)
        with at_work(jobs, planner):
            here = accept(jobs, "k-1")
            there = jobs.accept(other, DATE, ABSENT, "k-1", "ann").proposal
            wait_for(lambda: len(planner.asked) == 2)
            planner.release.set()
            for proposal in (here, there):
                wait_until(database, proposal, Status.OPEN)


def test_who_counts_is_told(database: Database) -> None:
    class Counter:
        def __init__(self) -> None:
            self.told: list[tuple[object, ...]] = []
            self.lock = threading.Lock()

        def solved(self, outcome: str, seconds: float, **of: object) -> None:
            self.told.append((outcome, seconds >= 0, of))

        def delivery(self, outcome: str) -> None:
            raise AssertionError(outcome)

    figures = Counter()
    with opened(database) as jobs, at_work(jobs, SlowPlanner(), figures):
        accept(jobs, "k-1")
        wait_for(lambda: figures.told)

    assert figures.told == [("feasible", True, {"gap": 0.0039, "ring": 1})]
