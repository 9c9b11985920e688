"""Documents that are not those that the audit saw being put there are found."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Table, delete, insert, select, text, update

from engine.store.audit import verify
from engine.store.database import Database
from engine.store.errors import NotAsRecorded
from engine.store.marks import marks_of
from engine.store.publications import publish, undo
from engine.store.purge import purge
from engine.store.tables import book_versions, events, office_versions, publications
from engine.store.witness import verify_documents
from tests.engine.store.keeping import DATE, SITE, happened, opened, plan, put_day

KEPT = {
    "office 1": office_versions,
    "day 2026-11-23, book 1": book_versions,
    "day 2026-11-23, event": events,
    "day 2026-11-23, publication 1": publications,
}


@pytest.fixture(autouse=True)
def _day(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn)
        happened(conn, "k-1")
        for _ in range(2):
            publish(conn, opened(conn), plan(), marks_of(conn, SITE, DATE)[1], "ann")
        for _ in range(2):
            undo(conn, SITE, DATE, marks_of(conn, SITE, DATE)[1], "ann")


def unguarded(database: Database, table: Table, *statements: object) -> None:
    """Change a table as somebody does who may do anything to the database."""
    with database.writing() as conn:
        if conn.dialect.name == "sqlite":
            for what in ("unchanged", "not_removed"):
                conn.execute(text(f"DROP TRIGGER {table.name}_{what}"))
        else:
            conn.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
        for statement in statements:
            conn.execute(statement)  # type: ignore[call-overload]


def test_what_was_not_touched_is_as_it_was_recorded(database: Database) -> None:
    with database.reading() as conn:
        assert verify_documents(conn) == 7
    with database.writing() as conn:
        purge(conn, SITE, DATE + dt.timedelta(days=2), "keeper", 1)
    with database.reading() as conn:
        verify(conn)
        assert verify_documents(conn) == 1


@pytest.mark.parametrize("name", KEPT)
def test_a_changed_document_is_found(database: Database, name: str) -> None:
    table = KEPT[name]
    with database.reading() as conn:
        was = conn.scalars(select(table.c.document)).first()
    assert was is not None
    assert "main" in was or "dr-lee" in was
    other = was.replace("main", "west").replace("dr-lee", "dr-eve")
    unguarded(database, table, update(table).where(table.c.document == was).values(document=other))

    with pytest.raises(NotAsRecorded, match=f"site corner, {name}"), database.reading() as conn:
        verify_documents(conn)


@pytest.mark.parametrize("name", KEPT)
def test_a_removed_document_is_found(database: Database, name: str) -> None:
    table = KEPT[name]
    # A purge that did not go as far as the day does not account for it.
    with database.writing() as conn:
        put_day(conn, SITE, DATE - dt.timedelta(days=9))
        if table is not office_versions:
            purge(conn, SITE, DATE, "keeper", 1)
    keys = list(table.primary_key)
    with database.reading() as conn:
        first = conn.execute(select(*keys).where(table.c.site == SITE).order_by(*keys)).first()
    assert first is not None
    gone = delete(table)
    for key, value in zip(keys, first, strict=True):
        gone = gone.where(key == value)
    unguarded(database, table, gone)

    with pytest.raises(NotAsRecorded, match=f"site corner, {name}"), database.reading() as conn:
        verify_documents(conn)


def test_a_document_put_there_unseen_is_found(database: Database) -> None:
    with database.writing() as conn:
        row = conn.execute(select(publications)).mappings().first()
        assert row is not None
        conn.execute(insert(publications).values(**{**row, "version": 9}))

    with pytest.raises(NotAsRecorded, match="publication 9"), database.reading() as conn:
        verify_documents(conn)
