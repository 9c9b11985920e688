"""The store that the environment names, for the commands that work on it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.service.settings import Settings, variable_of
from engine.store.database import Database
from engine.store.errors import BadAddress, DatabaseTrouble, WrongSchema
from engine.store.sealing import KeyFile
from models.errors import BadInput, Fault

HELD = ".lock"
"""What the name of a file ends in that a process holds while it does an SQLite file's jobs."""


@contextmanager
def store(settings: Settings | None = None) -> Iterator[Database]:
    """Give the store, its tables up to date, and close it in the end.

    Raises:
        BadInput: it cannot be opened, or not worked with.
        BadKey: webhook secrets in it are to be sealed, and the file with the keys cannot be used.
    """
    settings = settings or Settings.from_environment()
    if "database_url" not in settings.model_fields_set:
        _make(settings.home)
    try:
        database = Database.open(settings.database_url.get_secret_value())
        try:
            database.migrate(KeyFile(settings.webhook_key_file))
            yield database
        finally:
            database.close()
    except (BadAddress, WrongSchema, DatabaseTrouble) as error:
        expected = "see that the database is there and runs"
        raise BadInput([Fault(variable_of("database_url"), "", str(error), expected)]) from None


@contextmanager
def alone(database: Database) -> Iterator[bool]:
    """Be the one process that does the jobs of an SQLite file; tell whether another is already.

    Yields:
        Whether this process is the one. It is until the block, or the process, ends.

    Raises:
        BadInput: the file that says so cannot be written.
    """
    path = f"{database.engine.url.database}{HELD}"
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        problem = f"{path} cannot be written: {(error.strerror or '').lower()}"
        fault = Fault(variable_of("database_url"), "", problem, "see who owns the folder")
        raise BadInput([fault]) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


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
