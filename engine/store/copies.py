"""Copies of an SQLite database: one taken while it is in use, and one put in its place.

A copy is whole by itself: one file, as the database was at one instant, checked. Putting one in
place changes a name and nothing else, so that there is always one whole database there.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from engine.store.audit import record
from engine.store.database import Database
from engine.store.schema import known_revisions
from models.errors import HuddleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.store.sealing import SealingKeys

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database while it is in use."""

KEPT = ".before-restore"
"""What the name of the database ends in that another was put in place of."""

OPERATOR = "operator"
"""Who took a copy or put one in place, as the audit has it."""

PATIENCE_SECONDS = 15


class CopyRefused(HuddleError):
    """A copy cannot be taken, or not put in place."""


class OnAServer(CopyRefused):
    """The database is no file: PostgreSQL brings what copies it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was taken.

    Attributes:
        path: the file.
        revision: the version of its tables.
        size: in bytes.
        digest: SHA-256 of the file.
    """

    path: Path
    revision: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy that was put in place.

    Attributes:
        path: the database.
        revision: the version of the tables that the copy had; they are of this version now.
        kept: where the database is now that was there before; None when there was none.
    """

    path: Path
    revision: str
    kept: Path | None


def take(url: str, to: Path) -> Copied:
    """Copy the database as it is at one instant, whoever writes to it meanwhile.

    Args:
        url: the database's address.
        to: a file that is not there yet.

    Raises:
        OnAServer: the database is no file.
        CopyRefused: there is no database of ours, or the file cannot be written.
        DatabaseTrouble: the audit cannot say that the copy was taken; it was not.
    """
    path = _file_of(url)
    if not path.is_file():
        raise CopyRefused(f"there is no database {path}")
    if os.path.lexists(to):
        raise CopyRefused(f"{to} is there already; name a file that is not")
    with _part_of(to) as part:
        revision = _copied(path, part)
        taken = Copied(to, revision, part.stat().st_size, _digest(part))
        # Who takes a copy sees all that is in it.
        _audit(path, revision, "backup taken", taken.digest)
        _put(part, to)
    return taken


def put_back(copy: Path, url: str, keys: SealingKeys | None = None) -> Restored:
    """Put a copy in the database's place, and keep what was there.

    The tables are brought to this version first. The audit goes on from where the copy's ends.

    Args:
        copy: the file.
        url: the database's address.
        keys: what secrets are sealed with; needed where the copy has some that are readable.

    Raises:
        BadKey: the keys are needed, and cannot be had.
        OnAServer: the database is no file.
        CopyRefused: the file is no whole copy of such a database, or the database there is in use
            or not ours.
        DatabaseTrouble, WrongSchema: the tables cannot be brought to this version.
    """
    path = _file_of(url)
    if not copy.is_file():
        raise CopyRefused(f"there is no file {copy}")
    with _part_of(path) as part:
        revision = _copied(copy, part)
        fresh = Database.open(f"sqlite:///{part}")
        try:
            fresh.migrate(keys)
            with fresh.writing() as conn:
                record(conn, OPERATOR, "backup restored", None, revision, _digest(copy))
        finally:
            fresh.close()
        with _alone(path) as there:
            kept = _keep(path) if there else None
            try:
                _put(part, path)
            except OSError:
                # Two names for one database in use would be two logs for it.
                if kept is not None:
                    kept.unlink()
                raise
    return Restored(path, revision, kept)


def _file_of(url: str) -> Path:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise CopyRefused("the database's address cannot be read") from None
    if address.get_backend_name() != "sqlite":
        raise OnAServer("the database is PostgreSQL, which has its own tools for copies")
    return Path(address.database or "")


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    """Make a file beside the one that it is to become, for its owner alone; gone when it is not."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise CopyRefused(f"{path} cannot be written: {_reason(error)}") from None
    try:
        yield part
    except OSError as error:
        raise CopyRefused(f"{path} cannot be written: {_reason(error)}") from None
    finally:
        for name in (part, *(_beside(part, end) for end in BESIDE)):
            name.unlink(missing_ok=True)


def _copied(source: Path, to: Path) -> str:
    """Copy a database of ours into an empty file, and see that the copy is whole.

    Returns:
        The version of its tables.

    Raises:
        CopyRefused: it is no such database, or not whole.
    """
    try:
        with closing(_opened(source, "ro")) as database, closing(_opened(to, "rw")) as copy:
            revision = _revision(database, source)
            # In one step: as it is at one instant, and on WAL nobody has to wait for it.
            database.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
            dangling = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise CopyRefused(f"{source} cannot be copied: {error}") from None
    if said != "ok" or dangling is not None:
        raise CopyRefused(f"{source} is damaged")
    return revision


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)


def _revision(database: sqlite3.Connection, path: Path) -> str:
    """Return the version of the tables.

    Raises:
        CopyRefused: they are not ours, or of a version that is not known here.
    """
    try:
        rows = database.execute("SELECT version_num FROM alembic_version").fetchall()
        database.execute("SELECT position, hash FROM audit_head").fetchall()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "no such table" not in str(error):
            raise
        raise CopyRefused(f"{path} is no database of Huddle") from None
    revision = str(rows[0][0]) if rows else "none"
    if revision not in known_revisions():
        raise CopyRefused(f"{path} is of version {revision}, which this Huddle does not know")
    return revision


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Hold a database that nobody else has open; tell whether there is one.

    Raises:
        CopyRefused: others have it open, or it is not ours.
    """
    if not path.exists() or path.stat().st_size == 0:
        if left := [name for end in BESIDE if (name := _beside(path, end)).exists()]:
            raise CopyRefused(f"{left[0]} is there without its database; move it away first")
        yield False
        return
    try:
        with closing(_opened(path, "rw")) as database:
            _revision(database, path)
            # Whoever has a database in WAL open keeps others from taking it out of WAL.
            database.execute("PRAGMA busy_timeout=0")
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("BEGIN EXCLUSIVE")
            yield True
    except sqlite3.OperationalError:
        raise CopyRefused(f"{path} is in use; stop what uses it first") from None
    except sqlite3.DatabaseError:
        raise CopyRefused(
            f"{path} is no database of Huddle, or damaged; move it away first"
        ) from None


def _keep(path: Path) -> Path:
    kept = path.with_name(path.name + KEPT)
    kept.unlink(missing_ok=True)
    kept.hardlink_to(path)
    return kept


def _put(part: Path, path: Path) -> None:
    """Give a whole file its name, for good."""
    _sync(part)
    part.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _audit(path: Path, revision: str, action: str, digest: str) -> None:
    database = Database.open(f"sqlite:///{path}")
    try:
        with database.writing() as conn:
            record(conn, OPERATOR, action, None, revision, digest)
    finally:
        database.close()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
