"""Many questions are answered by whoever is there, each once, and in parts that are worth it."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from typing import Any

import pytest

from engine.jobs.jobs import Jobs, ask_fan_out
from engine.jobs.settings import JobSettings
from engine.store.database import Database
from engine.store.errors import NotThere
from engine.store.fan_outs import (
    Answered,
    FanOut,
    Fate,
    Question,
    answers_of,
    cancel_fan_out,
    fan_out_of,
)
from models.proposal import Proposal
from tests.api import examples
from tests.engine.jobs.processes import Conduct, working
from tests.engine.jobs.working import PATIENCE, QUICK, SlowPlanner, at_work, opened, wait_for
from tests.engine.store.keeping import ABSENT, DATE, SITE

AS_IT_STANDS = Question(SITE, DATE)


def ask(jobs: Jobs, *questions: Question) -> str:
    with jobs.database.writing() as conn:
        return ask_fan_out(conn, jobs, questions, "ann")


def state(database: Database, fan_out: str) -> FanOut:
    with database.reading() as conn:
        return fan_out_of(conn, fan_out)


def answers(database: Database, fan_out: str) -> list[Answered]:
    with database.reading() as conn:
        return list(answers_of(conn, fan_out))


def parts(jobs: Jobs) -> list[str]:
    return sorted(
        job.workflow_id.rpartition("-")[2]
        for job in jobs.client.list_workflows(name="answer_questions")
    )


def test_every_question_is_answered(database: Database) -> None:
    variant = {"name": "dr-cole", "profile": "fewest-calls"}
    planner = SlowPlanner()
    with opened(database) as jobs, at_work(jobs, planner):
        jobs.accept(SITE, DATE, ABSENT, "k-1", "ann")
        wait_for(lambda: planner.asked)
        fan_out = ask(jobs, AS_IT_STANDS, Question(SITE, DATE, variant), AS_IT_STANDS)
        wait_for(lambda: state(database, fan_out).over)
        kept = answers(database, fan_out)

    assert [(each.number, each.status) for each in kept] == [
        (number, Fate.ANSWERED) for number in (1, 2, 3)
    ]
    assert [each.question.variant for each in kept] == [None, variant, None]
    assert all(each.document == examples.proposal() for each in kept)
    _, *asked = planner.asked
    (compared,) = [each for each in asked if "variants" in each]
    assert compared["variants"][0].name == "dr-cole"
    assert compared["day"].events == (ABSENT,)
    assert all(each["events"] == [ABSENT] for each in asked if "variants" not in each)
    assert not any(each["asked"].options for each in asked)


def test_parts_are_worth_about_as_much_as_is_wanted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Watch:
        seconds = 0.3

    monkeypatch.setattr("engine.jobs.fan_out.Stopwatch", Watch)
    settings = replace(QUICK, chunk_seconds=1.0)
    with opened(database, settings) as jobs, at_work(jobs, SlowPlanner()):
        fan_out = ask(jobs, *[AS_IT_STANDS] * 10)
        wait_for(lambda: state(database, fan_out).over)
        # 0.3 s each: four of them are more than a second.
        assert parts(jobs) == ["10", "2", "6"]


def test_interactive_solves_do_not_wait_behind_a_fan_out(database: Database) -> None:
    class Busy(SlowPlanner):
        def resolve(self, office: object, day: object, **asked: Any) -> Proposal:
            # Those of the fan-out are asked without options.
            if asked["asked"].options:
                interactive.set()
                return self.answer
            return super().resolve(office, day, **asked)

    interactive = threading.Event()
    settings = replace(QUICK, lanes=1)
    planner = Busy(waits=True)
    with opened(database, settings) as jobs, at_work(jobs, planner):
        fan_out = ask(jobs, *[AS_IT_STANDS] * 5)
        wait_for(lambda: planner.asked)
        jobs.accept(SITE, DATE, ABSENT, "k-1", "ann")
        assert interactive.wait(PATIENCE)
        assert state(database, fan_out).answered == 0


def test_a_question_that_cannot_be_answered_does_not_keep_the_others(database: Database) -> None:
    nowhere = Question("nowhere", DATE)
    nonsense = Question(SITE, DATE, {"name": "x", "no-such-field": 1})
    with opened(database) as jobs, at_work(jobs, SlowPlanner()):
        fan_out = ask(jobs, nowhere, nonsense, AS_IT_STANDS)
        wait_for(lambda: state(database, fan_out).over)
        kept = answers(database, fan_out)

    assert [each.status for each in kept] == [Fate.FAILED, Fate.FAILED, Fate.ANSWERED]
    assert kept[0].problem["title"] == (
        "The day cannot be solved: site nowhere has no day 2026-11-23"
    )
    assert kept[1].problem["type"] == "bad-input"


def test_a_fan_out_that_is_given_up_ends(database: Database) -> None:
    planner = SlowPlanner(waits=True)
    with opened(database, replace(QUICK, lanes=1)) as jobs, at_work(jobs, planner):
        fan_out = ask(jobs, *[AS_IT_STANDS] * 20)
        wait_for(lambda: planner.asked)
        with database.writing() as conn:
            cancel_fan_out(conn, fan_out, "ann")
        planner.release.set()
        wait_for(lambda: not jobs.client.list_workflows(status=["ENQUEUED", "PENDING"]))
        kept = state(database, fan_out)

    assert kept.over
    assert kept.cancelled
    assert kept.answered == len(planner.asked) == 1


def test_there_is_nothing_to_do_for_no_questions(database: Database) -> None:
    with opened(database) as jobs:
        assert state(database, ask(jobs)).over
        assert jobs.client.list_workflows() == []
        with database.writing() as conn, pytest.raises(NotThere):
            cancel_fan_out(conn, "none", "ann")
        with pytest.raises(NotThere):
            state(database, "none")


def test_the_questions_of_workers_that_die_or_end_are_answered_once(
    database: Database, database_url: str
) -> None:
    slow = Conduct("first: ", seconds=0.2)
    with opened(database, JobSettings()) as jobs:
        fan_out = ask(jobs, *[AS_IT_STANDS] * 12)
        with working(database_url, slow) as first:
            wait_for(lambda: state(database, fan_out).answered >= 2)
            first.kill()
        with working(database_url, slow) as second:
            wait_for(lambda: state(database, fan_out).answered >= 5)
            second.send(signal.SIGTERM)
            assert second.wait() == 0
        before = answers(database, fan_out)
        with working(database_url, Conduct("third: ")):
            wait_for(lambda: state(database, fan_out).over)
        after = answers(database, fan_out)

    assert all(each.status == Fate.ANSWERED for each in after)
    assert [now for was, now in zip(before, after, strict=True) if was.document] == [
        was for was in before if was.document
    ]
