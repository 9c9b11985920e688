"""Events: accepted once, in a row without gaps, however many come at once."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.store.audit import entries, verify
from engine.store.books import put_book
from engine.store.database import Database
from engine.store.errors import KeyReused, NotThere, Stale
from engine.store.events import Accepted, accept, event_of, events_known, events_of
from engine.store.marks import marks_of
from engine.store.tables import audit_entries
from tests.engine.store.keeping import (
    ABSENT,
    DATE,
    OTHER_DATE,
    SITE,
    absent,
    at_once,
    book,
    happened,
    put_day,
)

RACERS = 8


@pytest.fixture(autouse=True)
def _day(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn)


def test_an_event_is_there_once_it_is_accepted(database: Database) -> None:
    with database.writing() as conn:
        accepted = happened(conn, "k-1")
    with database.reading() as conn:
        [kept] = events_of(conn, SITE, DATE)

    assert accepted == Accepted(kept.id, 1, fresh=True)
    assert (kept.site, kept.name) == (SITE, DATE)
    with database.reading() as conn:
        assert event_of(conn, kept.id) == kept
        with pytest.raises(NotThere, match="there is no event none"):
            event_of(conn, "none")
    assert (kept.position, kept.event, kept.by) == (1, ABSENT, "ann")
    assert uuid.UUID(kept.id).version == 4
    assert kept.at.utcoffset() is not None


def test_the_same_key_and_event_again_is_the_same_event(database: Database) -> None:
    with database.writing() as conn:
        first = happened(conn, "k-1")
        again = happened(conn, "k-1")
    with database.writing() as conn:
        later = happened(conn, "k-1")
        kept = events_of(conn, SITE, DATE)
        recorded = conn.scalar(
            select(func.count()).where(audit_entries.c.action == "event accepted")
        )

    assert again == later == Accepted(first.id, 1, fresh=False)
    assert len(kept) == recorded == 1


def test_the_same_key_again_is_the_same_event_though_the_day_has_come_further(
    database: Database,
) -> None:
    with database.writing() as conn:
        judged = marks_of(conn, SITE, DATE)[0]
        first = accept(conn, SITE, DATE, ABSENT, "k-1", "ann", judged)
        assert first.marks == replace(judged, position=1)
        again = accept(conn, SITE, DATE, ABSENT, "k-1", "ann", judged)
        with pytest.raises(Stale):
            accept(conn, SITE, DATE, ABSENT, "k-2", "ann", judged)
        with pytest.raises(KeyReused):
            accept(conn, SITE, DATE, absent("dr-bell"), "k-1", "ann", judged)

    assert again == Accepted(first.id, 1, fresh=False)


def test_another_key_is_another_event(database: Database) -> None:
    with database.writing() as conn:
        first, second = happened(conn, "k-1"), happened(conn, "k-2")

    assert (first.position, second.position) == (1, 2)
    assert first.id != second.id


def test_a_key_belongs_to_one_event_of_one_day(database: Database) -> None:
    with database.writing() as conn:
        happened(conn, "k-1")
        put_book(conn, SITE, book(OTHER_DATE), "ann")
        put_day(conn, "north")
    with pytest.raises(KeyReused, match="use a new key"), database.writing() as conn:
        happened(conn, "k-1", absent("dr-bell"))
    with pytest.raises(KeyReused), database.writing() as conn:
        accept(conn, SITE, OTHER_DATE, ABSENT, "k-1", "ann")
    with database.writing() as conn:
        assert accept(conn, "north", DATE, ABSENT, "k-1", "ann").fresh
        assert happened(conn, "k-2").position == 2


def test_an_event_needs_a_day(database: Database) -> None:
    with (
        pytest.raises(NotThere, match="site corner has no day 2026-11-24"),
        database.writing() as conn,
    ):
        accept(conn, SITE, OTHER_DATE, ABSENT, "k-1", "ann")


def test_a_key_may_be_any_text(database: Database) -> None:
    keys = ["", " ", "x" * 100_000, "ключ \U0001f511", "\x00'; DROP TABLE events; --"]
    with database.writing() as conn:
        positions = [happened(conn, key).position for key in keys]
        again = [happened(conn, key).position for key in keys]

    assert positions == again == [1, 2, 3, 4, 5]


def test_events_up_to_a_position(database: Database) -> None:
    with database.writing() as conn:
        for key in "abc":
            happened(conn, key)
        positions = [kept.position for kept in events_of(conn, SITE, DATE, up_to=2)]
        none = events_of(conn, SITE, OTHER_DATE)

    assert (positions, none) == ([1, 2], [])


def test_what_is_rolled_back_leaves_no_gap(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as conn:
        happened(conn, "k-1")
        raise ZeroDivisionError
    with database.writing() as conn:
        assert happened(conn, "k-2").position == 1
        assert happened(conn, "k-1").position == 2
    with database.reading() as conn:
        assert [kept.position for kept in events_of(conn, SITE, DATE)] == [1, 2]
        assert [entry.action for entry in entries(conn)].count("event accepted") == 2
        verify(conn)


def test_one_key_sent_by_many_at_once_is_one_event(database: Database) -> None:
    def send() -> Accepted:
        with database.writing() as conn:
            return happened(conn, "k-1")

    for turn in range(3):
        del turn
        came = at_once(*[send] * RACERS)
        accepted = [each for each in came if isinstance(each, Accepted)]
        assert len(accepted) == RACERS, came
        assert len({each.id for each in accepted}) == 1
    with database.reading() as conn:
        assert len(events_of(conn, SITE, DATE)) == 1


def test_one_key_sent_for_two_days_at_once_is_taken_for_one(database: Database) -> None:
    with database.writing() as conn:
        put_book(conn, SITE, book(OTHER_DATE), "ann")

    for key in "abcdef":

        def send(date: dt.date, key: str = key) -> Accepted:
            with database.writing() as conn:
                return accept(conn, SITE, date, ABSENT, key, "ann")

        came = at_once(partial(send, DATE), partial(send, OTHER_DATE))
        assert {type(each) for each in came} == {Accepted, KeyReused}, came


def test_positions_have_no_gaps_when_many_send_at_once(database: Database) -> None:
    def send(sender: int) -> list[Accepted]:
        accepted = []
        for number in range(5):
            with database.writing() as conn:
                accepted.append(happened(conn, f"{sender}-{number}"))
        return accepted

    came = at_once(*[partial(send, number) for number in range(RACERS)])

    accepted = [each for sent in came if isinstance(sent, list) for each in sent]
    positions = sorted(each.position for each in accepted)
    assert positions == list(range(1, 5 * RACERS + 1))
    with database.reading() as conn:
        assert [kept.position for kept in events_of(conn, SITE, DATE)] == positions
        verify(conn)


def test_what_is_known_of_a_day_is_what_the_database_has(
    database: Database, tmp_path: Path
) -> None:
    other = Database.open(f"sqlite:///{tmp_path / 'other.db'}")
    other.migrate()
    with other.writing() as conn:
        put_day(conn)
    with database.writing() as conn:
        assert events_known(conn, SITE, DATE) == ()
        happened(conn, "k-1")
        assert [kept.position for kept in events_known(conn, SITE, DATE)] == [1]
    # What was read before it was given up is not there any more.
    with pytest.raises(ZeroDivisionError), database.writing() as conn:
        happened(conn, "k-2")
        assert len(events_known(conn, SITE, DATE)) == 2
        raise ZeroDivisionError
    for each, number in ((database, 3), (other, 4), (database, 5), (database, 6), (other, 7)):
        with each.writing() as conn:
            happened(conn, f"k-{number}", absent(f"person-{number}"))
            assert events_known(conn, SITE, DATE) == tuple(events_of(conn, SITE, DATE))
    with database.reading() as conn, database.writing() as writing:
        before = events_known(conn, SITE, DATE)
        happened(writing, "k-8", absent("person-8"))
        assert len(events_known(writing, SITE, DATE)) == len(before) + 1
        # Whoever reads still sees what they saw.
        assert events_known(conn, SITE, DATE) == before
    other.close()
