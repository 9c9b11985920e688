"""Bring the tables of a database to a version, up or down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from engine.store import job_tables as _job_tables  # noqa: F401 - among the tables that are made
from engine.store import roster_tables as _roster_tables  # noqa: F401 - likewise

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.store.sealing import SealingKeys

LOCK = 4_861_373
"""Any number, the same in every process: whoever holds it on PostgreSQL migrates alone."""


def upgrade(conn: Connection, revision: str = "head", keys: SealingKeys | None = None) -> None:
    """Bring the tables up to a revision, in the connection's transaction.

    Args:
        conn: an open connection that may write.
        revision: which.
        keys: what secrets are sealed with; needed where there are any that are not yet.

    Raises:
        BadKey: they are needed, and cannot be had.
    """
    _alone(conn)
    command.upgrade(_config(conn, keys), revision)


def downgrade(conn: Connection, revision: str = "base", keys: SealingKeys | None = None) -> None:
    """Take the tables down to a revision, in the connection's transaction; see `upgrade`."""
    _alone(conn)
    command.downgrade(_config(conn, keys), revision)


def revision_of(conn: Connection) -> str | None:
    """Return the revision that the tables are at; None when there are none."""
    return MigrationContext.configure(conn).get_current_revision()


def newest() -> str | None:
    """Return the revision that this version of the code wants."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def known_revisions() -> frozenset[str]:
    """Return every revision that this version of the code can bring up to its own."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return frozenset(script.revision for script in scripts)


def _alone(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _config(conn: Connection | None = None, keys: SealingKeys | None = None) -> Config:
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = conn
    config.attributes["sealing_keys"] = keys
    return config
