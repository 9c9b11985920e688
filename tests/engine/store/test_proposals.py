"""Proposals: begun, answered, given up; each step once."""

from __future__ import annotations

import pytest

from engine.store.audit import entries
from engine.store.database import Database
from engine.store.documents import digest_of
from engine.store.errors import AlreadyEnded, NotThere
from engine.store.marks import Marks, marks_of
from engine.store.proposals import (
    Status,
    begin,
    cancel,
    fail,
    fill,
    proposal_of,
    proposals_of,
    supersede_older,
)
from tests.engine.store.keeping import (
    DATE,
    OTHER_DATE,
    SITE,
    answer,
    at_once,
    happened,
    opened,
    put_day,
)


@pytest.fixture(autouse=True)
def _day(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn)


def marks(database: Database) -> Marks:
    """Return how far the day has come."""
    with database.reading() as conn:
        return marks_of(conn, SITE, DATE)[0]


def test_a_proposal_is_worked_out_and_then_open(database: Database) -> None:
    with database.writing() as conn:
        happened(conn, "k-1")
        begun = begin(conn, marks_of(conn, SITE, DATE)[0], "ann", question={"profile": "calm"})
        working = proposal_of(conn, begun)
        fill(conn, begun, answer())
        filled = proposal_of(conn, begun)

    assert (working.status, working.number, working.document) == (Status.WORKING, 1, None)
    assert working.answers == Marks(SITE, DATE, office=1, book=1, position=1, publication=0)
    assert (working.asked_by, working.question) == ("ann", {"profile": "calm"})
    assert (working.ended_at, working.digest) == (None, None)
    assert (filled.status, filled.document) == (Status.OPEN, answer())
    assert filled.digest == digest_of(answer())
    assert filled.ended_at is not None
    assert filled.answers == working.answers


def test_a_proposal_that_failed_says_why(database: Database) -> None:
    with database.writing() as conn:
        begun = begin(conn, marks_of(conn, SITE, DATE)[0], "ann")
        fail(conn, begun, {"title": "Out of memory", "status": 500})
        failed = proposal_of(conn, begun)

    assert (failed.status, failed.document) == (Status.FAILED, None)
    assert failed.problem == {"title": "Out of memory", "status": 500}


def test_an_answer_may_know_more_than_was_known_at_the_beginning(database: Database) -> None:
    with database.writing() as conn:
        begun = begin(conn, marks_of(conn, SITE, DATE)[0], "ann")
        happened(conn, "k-1")
        later = marks_of(conn, SITE, DATE)[0]
        fill(conn, begun, answer(), later)

        assert proposal_of(conn, begun).answers == later


def test_begun_again_by_another_worker_it_answers_the_day_as_it_is_then(
    database: Database,
) -> None:
    with database.writing() as conn:
        assert begin(conn, marks_of(conn, SITE, DATE)[0], "ann", proposal="p-1") == "p-1"
        happened(conn, "k-1")
        later = marks_of(conn, SITE, DATE)[0]
        assert begin(conn, later, "ben", proposal="p-1") == "p-1"
        again = proposal_of(conn, "p-1")
        fill(conn, "p-1", answer())
        with pytest.raises(AlreadyEnded, match="p-1 is open"):
            begin(conn, later, "ben", proposal="p-1")

    assert (again.answers, again.number, again.asked_by) == (later, 1, "ann")


@pytest.mark.parametrize("end", list(Status)[1:])
def test_what_has_ended_is_not_ended_again(database: Database, end: Status) -> None:
    with database.writing() as conn:
        begun = begin(conn, marks_of(conn, SITE, DATE)[0], "ann")
        match end:
            case Status.SUPERSEDED:
                supersede_older(conn, SITE, DATE)
            case Status.CANCELLED:
                cancel(conn, begun, "ann")
            case Status.FAILED:
                fail(conn, begun, {})
            case _:
                fill(conn, begun, answer())
        after = proposal_of(conn, begun)
        for again in (lambda: fill(conn, begun, answer()), lambda: fail(conn, begun, {})):
            with pytest.raises(AlreadyEnded) as refused:
                again()
            assert refused.value.status == after.status
        if end is not Status.OPEN and end is not Status.PUBLISHED:
            with pytest.raises(AlreadyEnded, match=f"proposal {begun} is {end}"):
                cancel(conn, begun, "ann")
        assert proposal_of(conn, begun) == after


def test_an_open_proposal_may_be_cancelled(database: Database) -> None:
    with database.writing() as conn:
        proposal = opened(conn)
        cancel(conn, proposal, "ben")
        assert proposal_of(conn, proposal).status is Status.CANCELLED
    with database.reading() as conn:
        last = list(entries(conn))[-1]
        assert (last.actor, last.action) == ("ben", "proposal cancelled")
        assert last.about == f"day 2026-11-23, proposal {proposal}"


def test_older_ones_are_superseded(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn, "west")
        put_day(conn, SITE, OTHER_DATE)
        elsewhere = [
            begin(conn, marks_of(conn, *where)[0], "ann")
            for where in (("west", DATE), (SITE, OTHER_DATE))
        ]
        failed, working, filled, newest = (
            begin(conn, marks_of(conn, SITE, DATE)[0], "ann") for _ in range(4)
        )
        fail(conn, failed, {})
        fill(conn, filled, answer())

        assert supersede_older(conn, SITE, DATE, than=newest) == (working, filled)
        assert supersede_older(conn, SITE, DATE, than=newest) == ()
        assert supersede_older(conn, SITE, DATE, than="none") == ()
        assert proposal_of(conn, newest).status is Status.WORKING
        assert supersede_older(conn, SITE, DATE) == (newest,)
        assert [proposal_of(conn, each).status for each in elsewhere] == [Status.WORKING] * 2


def test_proposals_are_listed_the_newest_first_without_their_answers(database: Database) -> None:
    with database.writing() as conn:
        first = opened(conn)
        second = begin(conn, marks_of(conn, SITE, DATE)[0], "ann")
        listed = proposals_of(conn, SITE, DATE)
        still_open = proposals_of(conn, SITE, DATE, [Status.OPEN])

    assert [each.id for each in listed] == [second, first]
    assert [each.number for each in listed] == [2, 1]
    assert [each.document for each in listed] == [None, None]
    assert [each.id for each in still_open] == [first]
    assert listed[1].digest == digest_of(answer())


def test_a_proposal_that_is_not_there_is_said_to_be_so(database: Database) -> None:
    with database.writing() as conn:
        for ask in (
            lambda: proposal_of(conn, "none"),
            lambda: fill(conn, "none", answer()),
            lambda: fail(conn, "none", {}),
            lambda: cancel(conn, "none", "ann"),
            lambda: begin(conn, Marks(SITE, OTHER_DATE, 1, 1, 0, 0), "ann"),
        ):
            with pytest.raises(NotThere):
                ask()


def test_of_an_answer_and_a_cancel_at_once_one_wins(database: Database) -> None:
    for _ in range(8):
        with database.writing() as conn:
            begun = begin(conn, marks_of(conn, SITE, DATE)[0], "ann")

        def give(begun: str = begun) -> None:
            with database.writing() as conn:
                fill(conn, begun, answer())

        def give_up(begun: str = begun) -> None:
            with database.writing() as conn:
                supersede_older(conn, SITE, DATE)

        came = at_once(give, give_up)
        with database.reading() as conn:
            ended = proposal_of(conn, begun)
        # An answer that came first is superseded like any other; one that came too late is told.
        assert ended.status is Status.SUPERSEDED
        assert came[1] is None
        assert (ended.document is None) == isinstance(came[0], AlreadyEnded)


def test_numbers_have_no_gaps_when_many_begin_at_once(database: Database) -> None:
    answers = marks(database)

    def ask() -> str:
        with database.writing() as conn:
            return begin(conn, answers, "ann")

    came = at_once(*[ask] * 8)

    assert all(isinstance(each, str) for each in came), came
    with database.reading() as conn:
        assert [each.number for each in proposals_of(conn, SITE, DATE)] == list(range(8, 0, -1))
