"""The database: SQLite in a file of its own by default, PostgreSQL by its address."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from engine.store.audit import NOTED, append
from engine.store.errors import BadAddress, DatabaseBusy, WrongSchema
from engine.store.schema import newest, revision_of, upgrade
from engine.store.signals import NOTED as SIGNALLED
from engine.store.signals import Signals, send
from engine.store.trouble import trouble_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from engine.store.audit import Entry
    from engine.store.sealing import SealingKeys

PATIENCE_SECONDS = 15
"""How long a writer waits for others before it gives up."""

CONNECT_SECONDS = 5
"""How long is waited for PostgreSQL to answer."""

WRITING = "huddle_writing"


class Database:
    """An open database. One for each process; its connections may be used by all threads.

    Attributes:
        engine: where the connections come from.
        signals: who waits in this process for something to be written.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.signals = Signals()
        self._sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer at a time. Threads of one process line up here, where waiting
        # costs nothing, rather than at the file, where it is asked again and again.
        self._turn = threading.Lock() if self._sqlite else None

    @classmethod
    def open(cls, url: str) -> Database:
        """Open a database by its address.

        Args:
            url: `sqlite:///folder/huddle.db`, `postgresql://user@host/name` or `postgres://…`.

        Raises:
            BadAddress: it is neither, or the file's folder is not there.
        """
        address = _address(url)
        if address.get_backend_name() == "sqlite":
            return cls(_sqlite(address))
        return cls(_postgresql(address))

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self._sqlite

    def migrate(self, keys: SealingKeys | None = None) -> None:
        """Bring the tables to what this version of the code wants.

        Args:
            keys: what secrets are sealed with; needed where an older version left some readable.

        Raises:
            BadKey: the keys are needed, and cannot be had.
            WrongSchema: a newer version has been at work on them.
            DatabaseTrouble: the database cannot do it now.
        """
        with self.writing() as conn:
            _check_known(revision_of(conn))
            upgrade(conn, keys=keys)

    def check(self) -> None:
        """See that the database answers and that its tables are those of this version.

        Raises:
            WrongSchema: they are not.
            DatabaseTrouble: the database does not answer.
        """
        with self.reading() as conn:
            found = revision_of(conn)
        if found != newest():
            raise WrongSchema(
                f"the database's tables are at {found or 'none'}, this version wants {newest()};"
                " bring them up to date first"
            )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that may write; committed unless something is raised.

        On SQLite the transaction has the database to itself from its beginning. On PostgreSQL it
        reads what is committed, and locks the rows that must not change meanwhile.

        Raises:
            DatabaseTrouble: the database is gone, busy or full.
        """
        noted: list[Entry] = []
        signalled: set[str] = set()
        options: dict[str, Any] = {WRITING: True, NOTED: noted, SIGNALLED: signalled}
        if not self._sqlite:
            options["isolation_level"] = "READ COMMITTED"
        with self._in_turn(), self._transaction(options) as conn:
            yield conn
            append(conn, noted)
            if signalled and not self._sqlite:
                send(conn, self.signals.sender, signalled)
        self.signals.give(signalled)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database throughout, and writes nothing.

        Raises:
            DatabaseTrouble: the database is gone or busy.
        """
        options: dict[str, Any] = {}
        if not self._sqlite:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._transaction(options) as conn:
            yield conn

    def close(self) -> None:
        """Close all connections that are not in use."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self, options: dict[str, Any]) -> Iterator[Connection]:
        try:
            with self.engine.connect().execution_options(**options) as conn, conn.begin():
                yield conn
        except SQLAlchemyError as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            raise trouble from error

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise DatabaseBusy("others have been writing for too long; try again in a moment")
        try:
            yield
        finally:
            self._turn.release()


def _check_known(found: str | None) -> None:
    wanted = newest()
    if found is not None and wanted is not None and found > wanted:
        raise WrongSchema(
            f"the database's tables are at {found}, newer than this version, which knows {wanted};"
            " use the newer version"
        )


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise BadAddress(
            "the database's address cannot be read; write sqlite:///folder/huddle.db"
            " or postgresql://user:password@host/name"
        ) from None
    match address.get_backend_name():
        case "postgres" | "postgresql":
            return address.set(drivername="postgresql+psycopg")
        case "sqlite":
            if address.database in {None, "", ":memory:"} or address.query:
                raise BadAddress("SQLite needs a file: write sqlite:///folder/huddle.db")
            return address.set(drivername="sqlite+pysqlite")
        case _:
            raise BadAddress("the database is neither sqlite nor postgresql, which are known")


def _sqlite(address: URL) -> Engine:
    assert address.database is not None
    _own_file(Path(address.database))
    engine = create_engine(
        address,
        hide_parameters=True,
        connect_args={"timeout": PATIENCE_SECONDS},
        pool_timeout=PATIENCE_SECONDS,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _own_file(path: Path) -> None:
    """Make the file for its owner alone, before SQLite makes it for everybody."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise BadAddress(f"the database's file cannot be opened: {error.strerror}") from None


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    # Transactions begin when SQLAlchemy says so, not when the driver thinks fit.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    # NORMAL can lose what was accepted when the power fails.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA recursive_triggers=ON")


def _begin(conn: Connection) -> None:
    immediate = conn.get_execution_options().get(WRITING, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _postgresql(address: URL) -> Engine:
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=PATIENCE_SECONDS,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "keepalives_idle": 10,
            "tcp_user_timeout": 1000 * PATIENCE_SECONDS,
        },
    )
    event.listen(engine, "connect", _be_patient)
    return engine


def _be_patient(connection: Any, _record: object) -> None:  # noqa: ANN401 - any driver's
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PATIENCE_SECONDS}s'")
    connection.commit()
