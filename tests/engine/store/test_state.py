"""The state of a day: all of one moment, with a tag that changes when anything does."""

from __future__ import annotations

import pytest

from engine.store.books import put_book
from engine.store.database import Database
from engine.store.errors import NotThere
from engine.store.marks import Marks, marks_of
from engine.store.offices import put_office
from engine.store.publications import publish, undo
from engine.store.state import state_of
from tests.api import examples
from tests.engine.store.keeping import (
    ABSENT,
    DATE,
    OTHER_DATE,
    SITE,
    book,
    happened,
    opened,
    plan,
    put_day,
)


def test_the_state_holds_the_newest_of_everything(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn)
        state = state_of(conn, SITE, DATE)
        assert (state.office.document, state.book.document) == (examples.office(), book())
        assert (state.events, state.publication, state.issued) == ((), None, None)
        assert state.marks == Marks(SITE, DATE, office=1, book=1, position=0, publication=0)

        happened(conn, "k-1")
        put_book(conn, SITE, book(appointments=[]), "ann")
        state = state_of(conn, SITE, DATE)
        assert [kept.event for kept in state.events] == [ABSENT]
        assert state.book.document == book(appointments=[])
        assert state.marks == Marks(SITE, DATE, office=1, book=2, position=1, publication=0)

        published = publish(conn, opened(conn), plan(), state.tag, "ann")
        state = state_of(conn, SITE, DATE)
        assert (state.publication, state.issued) == (published, plan())
        assert state.marks == Marks(SITE, DATE, office=1, book=2, position=1, publication=1)


def test_the_tag_changes_when_anything_does_and_at_no_other_time(database: Database) -> None:
    tags = []
    with database.writing() as conn:
        put_day(conn)

        def tag() -> str:
            found = state_of(conn, SITE, DATE).tag
            assert marks_of(conn, SITE, DATE) == (state_of(conn, SITE, DATE).marks, found)
            return found

        tags.append(tag())
        opened(conn)
        put_office(conn, SITE, examples.office(), "ben")
        put_book(conn, SITE, book(), "ben")
        put_book(conn, SITE, book(OTHER_DATE), "ben")
        put_day(conn, "west")
        assert tag() == tags[0]
        put_office(conn, SITE, examples.office().model_copy(update={"id": "edge"}), "ann")
        tags.append(tag())
        put_book(conn, SITE, book(appointments=[]), "ann")
        tags.append(tag())
        put_book(conn, SITE, book(), "ann")
        tags.append(tag())
        happened(conn, "k-1")
        tags.append(tag())
        happened(conn, "k-1")
        assert tag() == tags[-1]
        publish(conn, opened(conn), plan(), tag(), "ann")
        tags.append(tag())
        undo(conn, SITE, DATE, tag(), "ann")
        tags.append(tag())
        elsewhere = {marks_of(conn, SITE, OTHER_DATE)[1], marks_of(conn, "west", DATE)[1]}

    assert len(set(tags)) == len(tags)
    assert len(elsewhere | set(tags)) == len(tags) + 2


def test_what_is_read_is_of_one_moment(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn)
    with database.reading() as seen:
        before = state_of(seen, SITE, DATE)
        with database.writing() as conn:
            happened(conn, "k-1")
        assert state_of(seen, SITE, DATE) == before
    with database.reading() as seen:
        assert len(state_of(seen, SITE, DATE).events) == 1


def test_a_day_that_is_not_there_has_no_state(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn)
        with pytest.raises(NotThere, match="has no day 2026-11-24"):
            state_of(conn, SITE, OTHER_DATE)
