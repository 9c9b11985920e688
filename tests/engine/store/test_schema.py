"""The tables: made and taken down by migrations, and the same as the code says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from engine.store import schema
from engine.store.database import Database
from engine.store.errors import WrongSchema
from engine.store.offices import put_office, sites_of
from engine.store.tables import metadata
from tests.api import examples
from tests.engine.store.keeping import SITE, at_once

VERSIONS = ("alembic_version",)


def shape(conn: Connection) -> dict[str, Any]:
    """Return everything that the database says of its tables."""
    seen = inspect(conn)
    return {
        table: {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"], c["default"], c.get("comment"))
                for c in seen.get_columns(table)
            ],
            "key": seen.get_pk_constraint(table),
            "foreign": sorted(map(str, seen.get_foreign_keys(table))),
            "unique": sorted(map(str, seen.get_unique_constraints(table))),
            "checks": sorted(map(str, seen.get_check_constraints(table))),
            "indexes": sorted(map(str, seen.get_indexes(table))),
        }
        for table in seen.get_table_names()
        if table not in VERSIONS
    }


def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    with database.writing() as conn:
        made = shape(conn)
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []

        schema.downgrade(conn)
        metadata.create_all(conn)
        assert made == shape(conn)
        assert set(made) == set(metadata.tables)


def test_down_and_up_again_on_every_step(database: Database) -> None:
    steps = [
        step.revision for step in ScriptDirectory.from_config(schema._config()).walk_revisions()
    ]
    with database.writing() as conn:
        full = shape(conn)
        for step in steps:
            assert schema.revision_of(conn) == step
            schema.downgrade(conn, "-1")
        assert shape(conn) == {}
        assert schema.revision_of(conn) is None
        if conn.dialect.name == "postgresql":
            ours = "SELECT proname FROM pg_proc WHERE proname LIKE 'huddle%'"
            assert conn.execute(text(ours)).all() == []
        for step in reversed(steps):
            schema.upgrade(conn, step)
        assert shape(conn) == full


def test_a_step_is_taken_wholly_or_not_at_all(empty_url: str) -> None:
    opened = Database.open(empty_url)
    try:
        with pytest.raises(ZeroDivisionError), opened.writing() as conn:
            schema.upgrade(conn)
            raise ZeroDivisionError
        with opened.reading() as conn:
            assert inspect(conn).get_table_names() == []
    finally:
        opened.close()


def test_many_processes_may_bring_the_tables_up_to_date_at_once(empty_url: str) -> None:
    opened = [Database.open(empty_url) for _ in range(4)]

    assert at_once(*(each.migrate for each in opened)) == [None] * 4

    for each in opened:
        each.check()
        each.close()


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.writing() as conn:
        put_office(conn, SITE, examples.office(), "ann")
    database.migrate()
    with database.reading() as conn:
        assert sites_of(conn) == [SITE]


def test_tables_of_another_version_are_refused(empty_url: str) -> None:
    opened = Database.open(empty_url)
    try:
        with pytest.raises(WrongSchema, match="at none, this version wants"):
            opened.check()
        opened.migrate()
        opened.check()
        with opened.writing() as conn:
            conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(WrongSchema, match="at 9999"):
            opened.check()
        with pytest.raises(WrongSchema, match="use the newer version"):
            opened.migrate()
    finally:
        opened.close()


def test_the_migrations_are_part_of_the_package() -> None:
    folder = Path(schema.__file__).parent / "migrations"

    assert (folder / "__init__.py").exists()
    assert (folder / "versions" / "__init__.py").exists()
    assert schema.newest() is not None
