"""A roster's job goes on to its site's kept days; publishing and undoing take them along whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection

from engine.absences.kept_absence import repair_with_days
from engine.asked import Asked
from engine.jobs.jobs import Jobs
from engine.jobs.roster_publication import publish_with_days, undo_with_days
from engine.jobs.solve_roster import RosterAndDays, as_it_stands, read_with_days
from engine.store.audit import entries
from engine.store.books import book_of, put_book
from engine.store.database import Database
from engine.store.errors import NotThere, Stale, TooLate
from engine.store.proposals import KeptProposalOf, Status
from engine.store.publications import PublicationOf
from engine.store.purge import purge
from engine.store.shelves import DAYS, ROSTERS
from engine.store.state import state_of
from models.absence_answer import DayOutcome
from models.events import Late
from models.kept_roster import DayFate, KeptRepair, RosterAnswer
from models.roster import RosterPlan
from tests.engine.jobs.working import QUICK, SlowPlanner, at_work, wait_for
from tests.engine.kept_days import (
    AMES_OUT,
    EVENING,
    FRIDAY,
    NAME,
    THURSDAY,
    WEDNESDAY,
    books,
    put_clinic,
)
from tests.engine.store.keeping import SITE, at_once

Kept = KeptProposalOf[str, RosterAnswer]
Made = PublicationOf[str, RosterPlan]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.jobs.solve_roster.now_at", lambda _: EVENING)


@dataclass
class Asker:
    """Asks for real, and remembers whom it tells; `fails` at what is told then."""

    jobs: Jobs
    fails: tuple[object, str] | None = None
    told: list[tuple[object, str]] = field(default_factory=list)

    def ask_within(self, conn: Connection, site: str, name: dt.date | str, by: str) -> str:
        return self.jobs.ask_within(conn, site, name, by)

    def announce(
        self, conn: Connection, site: str, name: dt.date | str, kind: str, about: Mapping[str, Any]
    ) -> None:
        assert about["publication"]
        self.told.append((name, kind))
        if (name, kind) == self.fails:
            raise ZeroDivisionError
        self.jobs.announce(conn, site, name, kind, about)


@contextmanager
def opened(database: Database) -> Iterator[tuple[Jobs, Kept]]:
    """Give jobs of a clinic with booked days, and what its roster's job has proposed."""
    with database.writing() as conn:
        put_clinic(conn, SITE)
    jobs = Jobs.open(database, QUICK)
    try:
        yield jobs, answer(database, jobs.accept(SITE, NAME, AMES_OUT, "k-1", "ann").proposal)
    finally:
        jobs.close()


def answer(database: Database, proposal: str) -> Kept:
    """Answer a proposal as the roster and its days stand, without a search and without a worker."""
    there = read(database)
    office, stands = there.roster.office.document, as_it_stands(there.roster)
    quick = Asked(deadline=0.0, options=False, workers=2)
    found = repair_with_days(office, stands, there.kept_days, now=EVENING, asked=quick)
    with database.writing() as conn:
        ROSTERS.proposals.fill(conn, proposal, found, there.marks)
        return ROSTERS.proposals.proposal_of(conn, proposal)


def answered(database: Database, proposal: str) -> Kept | None:
    with database.reading() as conn:
        kept = ROSTERS.proposals.proposal_of(conn, proposal)
    return None if kept.status is Status.WORKING else kept


def read(database: Database) -> RosterAndDays:
    with database.reading() as conn:
        return read_with_days(conn, SITE, NAME)


def publish(database: Database, asker: Asker, kept: Kept, cells: Any = None) -> Made:
    plan, changes = read(database).to_publish(kept, cells)
    with database.writing() as conn:
        tag = ROSTERS.marker.marks_of(conn, SITE, NAME)[1]
        said = None if cells is None else [f"{day} {person}" for person, day in cells]
        return publish_with_days(
            conn, asker, kept.id, plan, tag, "ann", changes=changes, accepted=said
        )


def undo(database: Database, asker: Asker, today: dt.date = WEDNESDAY) -> Made:
    with database.writing() as conn:
        tag = ROSTERS.marker.marks_of(conn, SITE, NAME)[1]
        return undo_with_days(conn, asker, SITE, NAME, tag, "ann", today=today)


def shape(database: Database) -> dict[object, Any]:
    """Return how roster and days stand, versions apart."""
    with database.reading() as conn:
        found: dict[object, Any] = {
            date: (state.book.digest, state.issued, state.marks.position)
            for date in books()
            for state in [state_of(conn, SITE, date)]
        }
        roster = ROSTERS.states.state_of(conn, SITE, NAME)
        return found | {NAME: (roster.book.digest, roster.issued, roster.marks.position)}


def test_an_absence_is_answered_for_roster_and_days(database: Database) -> None:
    with opened(database) as (jobs, _), at_work(jobs, SlowPlanner()):
        proposal = jobs.ask(SITE, NAME, {"lean": "fairest"}, "ann")
        kept = wait_for(lambda: answered(database, proposal), proposal)
        with database.reading() as conn:
            told = [each.told.stage for each in ROSTERS.progress.progress_of(conn, proposal)]
    assert isinstance(kept.document, KeptRepair)
    parts = {part.date: part for part in kept.document.booked_days}

    assert kept.status is Status.OPEN
    assert [part.outcome for part in parts.values()] == [
        DayOutcome.UNTOUCHED,
        DayOutcome.PLANNED,
        DayOutcome.PLANNED,
    ]
    assert parts[THURSDAY].proposal is not None
    assert parts[THURSDAY].read.model_dump() == {
        "office": 1,
        "book": 1,
        "position": 0,
        "publication": 0,
    }
    assert (kept.document.findings, kept.document.lean) == ((), "fairest")
    assert set(told) <= {"fairest", str(THURSDAY), str(FRIDAY)}
    assert told


def test_days_that_are_over_are_no_part_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.jobs.solve_roster.now_at", lambda _: EVENING + dt.timedelta(1))
    with opened(database) as (_, kept):
        assert isinstance(kept.document, KeptRepair)
        assert [part.date for part in kept.document.booked_days] == [THURSDAY, FRIDAY]


def test_all_of_it_is_published_at_once(database: Database) -> None:
    with opened(database) as (jobs, kept):
        asker = Asker(jobs)
        made = publish(database, asker, kept)
        assert isinstance(kept.document, KeptRepair)
        parts = {part.date: part.proposal for part in kept.document.booked_days}
        fates = [(day.date, day.fate, day.was, day.book, day.publication) for day in made.days]
        assert fates == [
            (THURSDAY, DayFate.PUBLISHED, 1, 2, 1),
            (FRIDAY, DayFate.PUBLISHED, 1, 2, 1),
        ]
        with database.reading() as conn:
            for day in made.days:
                state = state_of(conn, SITE, day.date)
                own = DAYS.proposals.proposal_of(conn, day.proposal or "")
                assert state.issued == getattr(parts[day.date], "plan", None)
                assert "rn-ames" not in {shift.person for shift in state.book.document.shifts}
                assert (own.status, own.document) == (Status.PUBLISHED, parts[day.date])
            actions = [each.action for each in entries(conn)][5:]
            assert ROSTERS.publications.publication_of(conn, SITE, NAME).days == made.days
        assert read(database).roster.issued == kept.document.roster
    assert asker.told == [(name, "publication.made") for name in (THURSDAY, FRIDAY, NAME)]
    assert actions == [
        "event accepted",
        *["book put", "plan published"] * 2,
        "plan published",
    ]


@pytest.mark.parametrize("name", [THURSDAY, FRIDAY, NAME])
def test_what_breaks_off_has_published_nothing(database: Database, name: object) -> None:
    with opened(database) as (jobs, kept):
        before = shape(database)
        with pytest.raises(ZeroDivisionError):
            publish(database, Asker(jobs, fails=(name, "publication.made")), kept)
        assert shape(database) == before
        assert answered(database, kept.id) == kept

        publish(database, Asker(jobs), kept)
        published = shape(database)
        with pytest.raises(ZeroDivisionError):
            undo(database, Asker(jobs, fails=(name, "publication.undone")))
        assert shape(database) == published


def test_undone_everything_is_as_before(database: Database) -> None:
    with opened(database) as (jobs, kept):
        before = shape(database)
        publish(database, Asker(jobs), kept)
        asker = Asker(jobs)
        made = undo(database, asker)

        assert shape(database) == before
        assert [(day.date, day.fate, day.was, day.book, day.publication) for day in made.days] == [
            (THURSDAY, DayFate.UNDONE, 2, 3, 0),
            (FRIDAY, DayFate.UNDONE, 2, 3, 0),
        ]
        assert asker.told == [(name, "publication.undone") for name in (THURSDAY, FRIDAY, NAME)]
        with pytest.raises(NotThere):
            undo(database, Asker(jobs))


def test_a_day_that_has_moved_on_keeps_all_of_it_from_being_published(database: Database) -> None:
    with opened(database) as (jobs, kept):
        jobs.accept(SITE, FRIDAY, Late(person="rn-hill", until=500), "k-2", "ann")
        before = shape(database)
        with pytest.raises(Stale) as refused:
            publish(database, Asker(jobs), kept)
        assert [(each.date, each.what) for each in refused.value.differences] == [
            (FRIDAY, "events")
        ]
        assert shape(database) == before

        # The roster is solved anew as it stands, with what has happened to the day.
        newer = answer(database, jobs.ask(SITE, NAME, None, "ann"))
        made = publish(database, Asker(jobs), newer)
        assert [day.fate for day in made.days] == [DayFate.PUBLISHED] * 2


def test_what_moves_on_while_it_is_worked_out_is_stale(database: Database) -> None:
    with opened(database) as (jobs, kept):
        plan, changes = read(database).to_publish(kept)
        jobs.accept(SITE, THURSDAY, Late(person="rn-cole", until=500), "k-2", "ann")
        with database.writing() as conn, pytest.raises(Stale) as refused:
            tag = ROSTERS.marker.marks_of(conn, SITE, NAME)[1]
            publish_with_days(conn, Asker(jobs), kept.id, plan, tag, "ann", changes=changes)
        assert [each.date for each in refused.value.differences] == [THURSDAY]


def test_a_part_gives_days_the_staff_and_has_them_solved(database: Database) -> None:
    with opened(database) as (jobs, kept):
        before = shape(database)
        made = publish(database, Asker(jobs), kept, [])
        assert [(day.date, day.fate, day.book) for day in made.days] == [
            (THURSDAY, DayFate.ASKED, 2),
            (FRIDAY, DayFate.ASKED, 2),
        ]
        with database.reading() as conn:
            state = state_of(conn, SITE, THURSDAY)
            asked = DAYS.proposals.proposal_of(conn, made.days[0].proposal or "")
        assert state.issued is None
        assert "rn-ames" not in {shift.person for shift in state.book.document.shifts}
        assert (asked.status, asked.answers.book) == (Status.WORKING, 2)

        back = undo(database, Asker(jobs))
        assert shape(database) == before
        with database.reading() as conn:
            assert DAYS.proposals.status_of(conn, asked.id) is Status.SUPERSEDED
            # Whatever it was to answer is answered with the staff from before.
            again = DAYS.proposals.proposal_of(conn, back.days[0].proposal or "")
        assert (again.status, again.answers.book) == (Status.WORKING, 3)


@pytest.mark.parametrize("what", ["book", "publication"])
def test_nothing_newer_is_taken_back_with_the_roster(database: Database, what: str) -> None:
    with opened(database) as (jobs, kept):
        publish(database, Asker(jobs), kept)
        with database.writing() as conn:
            if what == "book":
                put_book(conn, SITE, books()[THURSDAY], "ben")
            else:
                tag = DAYS.marker.marks_of(conn, SITE, THURSDAY)[1]
                DAYS.publications.undo(conn, SITE, THURSDAY, tag, "ben")
        before = shape(database)
        with pytest.raises(Stale) as refused:
            undo(database, Asker(jobs))

        (difference,) = refused.value.differences
        assert (difference.date, difference.what) == (THURSDAY, what)
        assert shape(database) == before


def test_a_day_that_is_over_stays_as_it_was_published(database: Database) -> None:
    with opened(database) as (jobs, kept):
        publish(database, Asker(jobs), kept)
        before = shape(database)
        made = undo(database, Asker(jobs), today=FRIDAY)

        assert [day.date for day in made.days] == [FRIDAY]
        assert shape(database)[THURSDAY] == before[THURSDAY]
        assert shape(database)[FRIDAY] != before[FRIDAY]


def test_what_is_taken_back_step_by_step_has_its_days_back(database: Database) -> None:
    """Published, taken back, published anew: each undo finds what its publication put there."""
    with opened(database) as (jobs, kept):
        before = shape(database)
        publish(database, Asker(jobs), kept)
        first = shape(database)
        cole_out = AMES_OUT.model_copy(update={"person": "rn-cole"})
        again = jobs.accept(SITE, NAME, cole_out, "k-3", "ann").proposal
        publish(database, Asker(jobs), answer(database, again))
        undo(database, Asker(jobs))
        assert {day: shape(database)[day] for day in books()} == {
            day: first[day] for day in books()
        }
        undo(database, Asker(jobs))
        assert {day: shape(database)[day] for day in books()} == {
            day: before[day] for day in books()
        }


def test_of_two_who_publish_one_wins_with_all_days(database: Database) -> None:
    with opened(database) as (jobs, kept):

        def one() -> Made:
            return publish(database, Asker(jobs), kept)

        came = at_once(one, one, one)
        (won,) = [each for each in came if isinstance(each, PublicationOf)]
        assert len([each for each in came if isinstance(each, Stale)]) == 2
        assert won.version == 1
        with database.reading() as conn:
            assert [book_of(conn, SITE, day.date).version for day in won.days] == [2, 2]


def test_a_purge_of_days_takes_what_a_roster_s_proposals_tell_of_them(database: Database) -> None:
    with opened(database) as (jobs, kept):
        publish(database, Asker(jobs), kept)
        with database.writing() as conn:
            gone = purge(conn, SITE, FRIDAY, "ann", keep_days=0)
        assert gone.dates == (WEDNESDAY, THURSDAY)
        assert gone.rows["roster_proposals"] == 1
        with database.reading() as conn:
            left = ROSTERS.proposals.proposal_of(conn, kept.id)
        assert (left.status, left.document) == (Status.PUBLISHED, None)
        # What is left of it can still be taken back.
        assert [day.date for day in undo(database, Asker(jobs)).days] == [FRIDAY]


def test_bug_an_event_is_known_when_what_it_was_answered_with_is_purged(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database) as (jobs, kept):
        with database.writing() as conn:
            purge(conn, SITE, FRIDAY, "ann", keep_days=0)
        # It was open, and can be published no more.
        with database.reading() as conn:
            assert ROSTERS.proposals.status_of(conn, kept.id) is Status.SUPERSEDED
        again = jobs.accept(SITE, NAME, AMES_OUT, "k-1", "ann")
        assert (again.position, again.fresh, again.proposal) == (1, False, kept.id)

        # Nobody waits for an answer to what was answered, whatever is worked out now.
        jobs.ask(SITE, NAME, None, "ann")
        later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
        monkeypatch.setattr("engine.store.solves.now", lambda: later)
        assert jobs.backlog().oldest_seconds == 0.0


def test_bug_what_changes_a_day_that_has_ended_since_is_not_published(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.proposals.now", lambda: EVENING.astimezone(dt.UTC))
    with opened(database) as (jobs, kept):
        before = shape(database)
        # Thursday, of which rn-ames and her patients are to be told, is over.
        friday = EVENING + dt.timedelta(days=2)
        monkeypatch.setattr("engine.jobs.solve_roster.now_at", lambda _: friday)
        with pytest.raises(TooLate) as refused:
            publish(database, Asker(jobs), kept)

        assert refused.value.dates == (THURSDAY,)
        assert shape(database) == before
