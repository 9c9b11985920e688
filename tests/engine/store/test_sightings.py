"""Who has seen what is recorded once a day, by whichever process, and nothing is piled up."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from engine.store.audit import entries, verify
from engine.store.database import Database
from engine.store.sightings import Sight, note_sights
from engine.store.tables import sightings
from tests.engine.store.keeping import SITE, at_once

TODAY = dt.date(2026, 11, 23)
BOOK = Sight("book seen", "day 2026-11-23, book 1", "d" * 64)
PLAN = Sight("publication seen", "day 2026-11-23, publication 1", "e" * 64)


def see(database: Database, by: str, *sights: Sight, on: dt.date = TODAY, site: str = SITE) -> None:
    with database.writing() as conn:
        note_sights(conn, by, site, sights, on)


def told(database: Database) -> list[tuple[str, str, str | None, str | None]]:
    with database.reading() as conn:
        verify(conn)
        return [(each.actor, each.action, each.site, each.digest) for each in entries(conn)]


def test_each_thing_is_recorded_once_for_each_who_sees_it(database: Database) -> None:
    for _ in range(3):
        see(database, "ann", BOOK, PLAN)
        see(database, "bob", PLAN)
    see(database, "ann", PLAN, site="west")

    assert told(database) == [
        ("ann", "book seen", SITE, BOOK.digest),
        ("ann", "publication seen", SITE, PLAN.digest),
        ("bob", "publication seen", SITE, PLAN.digest),
        ("ann", "publication seen", "west", PLAN.digest),
    ]


def test_the_next_day_it_is_recorded_again_and_the_last_one_forgotten(database: Database) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    see(database, "ann", BOOK, PLAN)
    see(database, "bob", BOOK)
    see(database, "ann", BOOK, on=tomorrow)

    assert len(told(database)) == 4
    with database.reading() as conn:
        asked = select(sightings.c.actor, func.count()).group_by(sightings.c.actor)
        assert {row[0]: row[1] for row in conn.execute(asked)} == {"ann": 1, "bob": 1}


def test_of_many_at_once_one_records_it(database: Database) -> None:
    assert at_once(*[lambda: see(database, "ann", BOOK, PLAN)] * 6) == [None] * 6

    assert len(told(database)) == 2


def test_what_is_not_committed_was_not_seen(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as conn:
        note_sights(conn, "ann", SITE, [BOOK], TODAY)
        raise ZeroDivisionError
    assert told(database) == []
    see(database, "ann", BOOK)
    assert len(told(database)) == 1
