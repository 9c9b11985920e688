"""Listens to what other processes have written to the same PostgreSQL, and passes it on here."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from engine.store.signals import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.store.database import Database

LISTEN_SECONDS = 0.5
"""How long is listened before it is seen whether to end."""

PAUSE_SECONDS = 1.0
"""From a connection that broke to the next: until then, those that wait look by themselves."""

_log = logging.getLogger("huddle.store")


@contextmanager
def listening(database: Database) -> Iterator[None]:
    """Pass other processes' signals on to this one until the block ends.

    On SQLite there is one process, and nothing to listen to.
    """
    if database.is_sqlite:
        yield
        return
    listener = Listener(database)
    listener.start()
    try:
        yield
    finally:
        listener.stop()


class Listener:
    """Listens in a thread of its own, on a connection of its own.

    Args:
        database: a PostgreSQL; those that wait for its signals are woken.

    Attributes:
        ready: set while it listens.
    """

    def __init__(self, database: Database) -> None:
        self.ready = threading.Event()
        self._database = database
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="huddle-listener", daemon=True)

    def start(self) -> None:
        """Begin to listen; a database that does not answer is asked again."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        broken = self._database.engine.dialect.loaded_dbapi.Error
        while not self._over.is_set():
            try:
                connection = self._connected()
                try:
                    self._listen(connection)
                finally:
                    self.ready.clear()
                    connection.close()
            except (broken, SQLAlchemyError, OSError) as error:
                _log.warning("signals of other processes are missed: %s", type(error).__name__)
                self._over.wait(PAUSE_SECONDS)

    def _connected(self) -> Any:  # noqa: ANN401 - the driver's
        pooled = self._database.engine.raw_connection()
        # It is not for anybody else any more, and listens without a transaction.
        connection: Any = pooled.driver_connection
        pooled.detach()
        connection.autocommit = True
        return connection

    def _listen(self, connection: Any) -> None:  # noqa: ANN401 - the driver's
        connection.execute(f"LISTEN {CHANNEL}")
        self.ready.set()
        signals = self._database.signals
        # Whatever was said before is not heard any more.
        signals.give_all()
        while not self._over.is_set():
            for told in connection.notifies(timeout=LISTEN_SECONDS):
                signals.hear(told.payload)
