"""The store that the environment names, for the commands that work on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.service.settings import Settings, variable_of
from engine.store.database import Database
from engine.store.errors import BadAddress, DatabaseTrouble, WrongSchema
from models.errors import BadInput, Fault


@contextmanager
def store(settings: Settings | None = None) -> Iterator[Database]:
    """Give the store, its tables up to date, and close it in the end.

    Raises:
        BadInput: it cannot be opened, or not worked with.
    """
    settings = settings or Settings.from_environment()
    if "database_url" not in settings.model_fields_set:
        _make(settings.home)
    try:
        database = Database.open(settings.database_url.get_secret_value())
        try:
            database.migrate()
            yield database
        finally:
            database.close()
    except (BadAddress, WrongSchema, DatabaseTrouble) as error:
        expected = "see that the database is there and runs"
        raise BadInput([Fault(variable_of("database_url"), "", str(error), expected)]) from None


def several_processes(settings: Settings, who: str) -> None:
    """See that the database is one that several processes may work on.

    Raises:
        BadInput: it is SQLite, which is for one process.
    """
    if settings.database_url.get_secret_value().startswith("sqlite"):
        problem = f"SQLite is for one process, and {who} are processes of their own"
        expected = "name a PostgreSQL, or run 'huddle serve' alone"
        raise BadInput([Fault(variable_of("database_url"), "", problem, expected)])


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        problem = f"the folder cannot be made: {(error.strerror or '').lower()}"
        raise BadInput([Fault(variable_of("home"), "", problem, "name one that can be")]) from None
