"""A database with a little in its audit, where the settings say it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.store.audit import record
from engine.store.database import Database

ENTRIES = 4


def database_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the database in a folder that is Huddle's home from now on; return its file."""
    home = folder / "home"
    home.mkdir()
    monkeypatch.setenv("HUDDLE_HOME", str(home))
    monkeypatch.delenv("HUDDLE_DATABASE_URL", raising=False)
    path = home / "huddle.db"
    database = Database.open(f"sqlite:///{path}")
    database.migrate()
    database.close()
    write(path, ENTRIES)
    return path


def write(path: Path, count: int) -> None:
    """Write entries into its audit."""
    database = Database.open(f"sqlite:///{path}")
    for number in range(count):
        with database.writing() as conn:
            record(conn, "ann", "day seen", "corner", f"day {number}", "0" * 64)
    database.close()
