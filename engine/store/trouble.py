"""What a database's error means to whoever asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from engine.store.errors import DatabaseBusy, DatabaseFull, DatabaseGone

if TYPE_CHECKING:
    from sqlalchemy.exc import SQLAlchemyError

    from engine.store.errors import DatabaseTrouble

BUSY = "others hold the database; nothing was changed; try again in a moment"
FULL = "the database has no room left; nothing was changed; make room and try again"
GONE = "the database cannot be reached; try again in a moment"

BUSY_STATES = ("40", "53", "55P03", "57014")
"""SQLSTATEs: rolled back for others' sake, too little of something, no lock, cancelled."""

DISK_FULL = "53100"

GONE_STATES = ("08", "57P", "58")
"""SQLSTATEs: connection, operator's intervention (shutdown, starting up), system error."""


def trouble_of(error: SQLAlchemyError) -> DatabaseTrouble | None:
    """Return what is wrong with the database; None where the error is about something else."""
    if isinstance(error, NoConnection):
        return DatabaseBusy(BUSY)
    if not isinstance(error, DBAPIError):
        return None
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return _of_sqlite(name)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return _of_postgresql(state)
    broken = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return DatabaseGone(GONE) if broken else None


def _of_sqlite(name: str) -> DatabaseTrouble | None:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DatabaseBusy(BUSY)
    if name == "SQLITE_FULL":
        return DatabaseFull(FULL)
    gone = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_NOTADB", "SQLITE_READONLY")
    return DatabaseGone(GONE) if name.startswith((*gone, "SQLITE_CORRUPT")) else None


def _of_postgresql(state: str) -> DatabaseTrouble | None:
    if state == DISK_FULL:
        return DatabaseFull(FULL)
    if state.startswith(BUSY_STATES):
        return DatabaseBusy(BUSY)
    return DatabaseGone(GONE) if state.startswith(GONE_STATES) else None
