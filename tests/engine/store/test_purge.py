"""Retention: what is old is removed, what is not stays, and the audit stays whole."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import func, select

from engine.store.audit import entries, verify
from engine.store.books import book_of, dates_of, put_book
from engine.store.database import Database
from engine.store.errors import NotThere
from engine.store.events import accept, events_of
from engine.store.marks import marks_of
from engine.store.offices import office_of, put_office
from engine.store.proposals import begin, fill, proposals_of
from engine.store.publications import publications_of, publish
from engine.store.purge import Purged, purge, retention_of, set_retention
from engine.store.state import state_of
from engine.store.tables import office_versions, purging
from tests.api import examples
from tests.engine.store.keeping import ABSENT, DATE, SITE, answer, book, plan, put_day

OLD, OLDER = DATE - dt.timedelta(days=30), DATE - dt.timedelta(days=60)


def lived(database: Database, date: dt.date, site: str = SITE) -> None:
    """Let a day have everything that a day may have."""
    with database.writing() as conn:
        put_day(conn, site, date)
        accept(conn, site, date, ABSENT, f"k-{date}", "ann")
        for _ in range(2):
            answers, tag = marks_of(conn, site, date)
            proposal = begin(conn, answers, "ann")
            fill(conn, proposal, answer())
            publish(conn, proposal, plan(), tag, "ann")


def purged(database: Database, **asked: int) -> Purged:
    """Purge the site."""
    with database.writing() as conn:
        return purge(conn, SITE, DATE, "keeper", **asked)


def test_days_older_than_the_retention_are_removed_wholly(database: Database) -> None:
    for date in (OLDER, OLD, DATE):
        lived(database, date)
    lived(database, OLDER, "west")
    with database.writing() as conn:
        set_retention(conn, SITE, 30, "ann")
    with database.reading() as conn:
        before = state_of(conn, SITE, OLD), state_of(conn, SITE, DATE)
        chain = verify(conn)

    assert purged(database) == Purged(
        (OLDER,), {"publications": 2, "proposals": 2, "events": 1, "book_versions": 1}
    )

    with database.reading() as conn:
        assert dates_of(conn, SITE) == [OLD, DATE]
        assert events_of(conn, SITE, OLDER) == []
        assert proposals_of(conn, SITE, OLDER) == []
        assert publications_of(conn, SITE, OLDER) == []
        with pytest.raises(NotThere):
            state_of(conn, SITE, OLDER)
        assert (state_of(conn, SITE, OLD), state_of(conn, SITE, DATE)) == before
        assert dates_of(conn, "west") == [OLDER]
        assert conn.scalar(select(func.count()).select_from(purging)) == 0
        found = verify(conn, [chain])
        last = list(entries(conn))[-1]
    assert found.position == chain.position + 1
    assert (last.actor, last.action, last.about) == ("keeper", "purged", f"days before {OLD}")


def test_nothing_that_was_removed_stays_in_the_audit(database: Database) -> None:
    lived(database, OLDER)
    purged(database, keep_days=1)

    with database.reading() as conn:
        left = json.dumps([entry.as_json() for entry in entries(conn)])
    for known in ("dr-lee", "dr-bell", "a-1", "a-2", "follow-up", "absent"):
        assert known not in left


def test_without_retention_nothing_is_removed(database: Database) -> None:
    lived(database, OLDER)
    assert purged(database) == Purged((), {})
    with database.writing() as conn:
        assert retention_of(conn, SITE) is None
        set_retention(conn, SITE, 30, "ann")
        assert retention_of(conn, SITE) == 30
        set_retention(conn, SITE, None, "ann")
        assert retention_of(conn, SITE) is None
    assert purged(database) == Purged((), {})
    with database.reading() as conn:
        assert dates_of(conn, SITE) == [OLDER]


def test_a_purge_that_removes_nothing_is_not_recorded(database: Database) -> None:
    lived(database, DATE)
    with database.reading() as conn:
        chain = verify(conn)
    assert purged(database, keep_days=30) == Purged((), {})
    with database.reading() as conn:
        assert verify(conn) == chain


def test_a_day_that_comes_back_goes_on_counting(database: Database) -> None:
    lived(database, OLDER)
    with database.reading() as conn:
        old = marks_of(conn, SITE, OLDER)
    purged(database, keep_days=1)
    with database.writing() as conn:
        with pytest.raises(NotThere):
            marks_of(conn, SITE, OLDER)
        assert put_book(conn, SITE, book(OLDER), "ann") == 2
        assert marks_of(conn, SITE, OLDER)[1] != old[1]
        assert accept(conn, SITE, OLDER, ABSENT, f"k-{OLDER}", "ann").position == 2
        assert book_of(conn, SITE, OLDER).version == 2


def test_bug_a_day_that_comes_back_stands_and_is_published_again(database: Database) -> None:
    lived(database, OLDER)
    purged(database, keep_days=1)
    with database.writing() as conn:
        put_book(conn, SITE, book(OLDER), "ann")
        state = state_of(conn, SITE, OLDER)
        assert (state.publication, state.issued, state.marks.publication) == (None, None, 2)

    lived(database, OLDER)

    with database.reading() as conn:
        assert [each.version for each in publications_of(conn, SITE, OLDER)] == [4, 3]
        assert state_of(conn, SITE, OLDER).issued == plan()


def test_an_event_or_a_publication_after_a_purge_needs_a_book(database: Database) -> None:
    lived(database, OLDER)
    purged(database, keep_days=1)
    with pytest.raises(NotThere), database.writing() as conn:
        accept(conn, SITE, OLDER, ABSENT, "late", "ann")


def test_offices_that_nothing_goes_by_any_more_are_removed(database: Database) -> None:
    def office(version: int) -> None:
        with database.writing() as conn:
            changed = examples.office().model_copy(update={"id": f"corner-{version}"})
            assert put_office(conn, SITE, changed, "ann") == version

    def versions() -> list[int]:
        with database.reading() as conn:
            return list(conn.scalars(select(office_versions.c.version).order_by("version")))

    lived(database, OLDER)
    office(2)
    with database.writing() as conn:
        put_book(conn, SITE, book(OLD), "ann")
        begin(conn, marks_of(conn, SITE, OLD)[0], "ann")
    for version in (3, 4):
        office(version)

    assert purged(database, keep_days=90) == Purged((), {})
    assert versions() == [1, 2, 3, 4]
    assert purged(database, keep_days=40).rows["office_versions"] == 1
    assert versions() == [2, 3, 4]
    assert purged(database, keep_days=1).rows["office_versions"] == 2
    assert versions() == [4]
    with database.reading() as conn:
        assert office_of(conn, SITE).version == 4


def test_a_purge_is_done_wholly_or_not_at_all(database: Database) -> None:
    lived(database, OLDER)
    with pytest.raises(ZeroDivisionError), database.writing() as conn:
        purge(conn, SITE, DATE, "keeper", 1)
        raise ZeroDivisionError
    with database.reading() as conn:
        assert dates_of(conn, SITE) == [OLDER]
        verify(conn)


def test_a_site_that_is_not_there_is_not_purged(database: Database) -> None:
    with database.writing() as conn:
        for ask in (
            lambda: purge(conn, "none", DATE, "keeper"),
            lambda: set_retention(conn, "none", 1, "keeper"),
            lambda: retention_of(conn, "none"),
        ):
            with pytest.raises(NotThere, match="there is no site none"):
                ask()
