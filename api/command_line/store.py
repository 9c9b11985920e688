"""The store that the environment names, for the commands that work on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.store.database import Database
from engine.store.errors import BadAddress, DatabaseTrouble, WrongSchema
from models.errors import BadInput, Fault

VARIABLE = "HUDDLE_DATABASE_URL"


@contextmanager
def store() -> Iterator[Database]:
    """Give the store, its tables up to date, and close it in the end.

    Raises:
        BadInput: it cannot be opened, or not worked with.
    """
    try:
        database = Database.open(_address())
        try:
            database.migrate()
            yield database
        finally:
            database.close()
    except (BadAddress, WrongSchema, DatabaseTrouble) as error:
        expected = "see that the database is there and runs"
        raise BadInput([Fault(VARIABLE, "", str(error), expected)]) from None


def _address() -> str:
    if named := os.environ.get(VARIABLE):
        return named
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    folder = state / "huddle"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        problem = f"there is no folder for the database: {(error.strerror or '').lower()}"
        raise BadInput([Fault(VARIABLE, "", problem, "write sqlite:///PATH")]) from None
    return f"sqlite:///{folder / 'huddle.db'}"
