"""Signals: whoever waits for something to be written is woken when it is.

A signal names what may have changed, by ids, and says nothing of how: whoever hears it looks. One
that gets lost costs the time until the next look, so those that wait look now and then as well.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection

CHANNEL = "huddle"
"""Of PostgreSQL, on which processes hear each other."""

NOTED = "huddle_signals"
"""The option of a connection that holds the signals its transaction has noted so far."""

_NOTIFY = text("SELECT pg_notify(:channel, said) FROM unnest(CAST(:said AS text[])) AS said")


def of_proposal(proposal: str) -> str:
    """Return the signal of a proposal: what is told of it, or what has become of it, is new."""
    return f"proposal {proposal}"


def of_queue(queue: str) -> str:
    """Return the signal of a queue: a job waits there that may be begun at once."""
    return f"queue {queue}"


class Signals:
    """Who waits in this process, and for what. Threads may share one.

    Attributes:
        sender: what this process goes by among those that share its database.
    """

    def __init__(self) -> None:
        self.sender = secrets.token_hex(8)
        self._hearers: dict[str, set[Callable[[], None]]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def heard(self, name: str, call: Callable[[], None]) -> Iterator[None]:
        """Have something called at every signal of that name, until the block ends.

        Args:
            name: of the signal.
            call: what is called, on whatever thread; it must be quick, and raise nothing.
        """
        with self._lock:
            self._hearers.setdefault(name, set()).add(call)
        try:
            yield
        finally:
            with self._lock:
                left = self._hearers[name]
                left.discard(call)
                if not left:
                    del self._hearers[name]

    def awaited(self, name: str) -> bool:
        """Say whether anybody in this process waits for a signal."""
        with self._lock:
            return name in self._hearers

    def give(self, names: Iterable[str]) -> None:
        """Wake those in this process that wait for a signal."""
        with self._lock:
            woken = [call for name in names for call in self._hearers.get(name, ())]
        for call in woken:
            call()

    def give_all(self) -> None:
        """Wake all that wait in this process: signals may have been missed."""
        with self._lock:
            names = list(self._hearers)
        self.give(names)

    def hear(self, payload: str) -> None:
        """Take in what another process has sent; what comes from this one is known."""
        sender, _, name = payload.partition(" ")
        if sender != self.sender:
            self.give([name])


def signal(conn: Connection, name: str) -> None:
    """Note a signal; it is given once the transaction is committed.

    Args:
        conn: a connection from `Database.writing`.
        name: of the signal.
    """
    noted: set[str] | None = conn.get_execution_options().get(NOTED)
    if noted is None:
        raise RuntimeError("a signal needs a connection from Database.writing")
    noted.add(name)


def send(conn: Connection, sender: str, names: Iterable[str]) -> None:
    """Have PostgreSQL tell other processes once the transaction is committed."""
    said = [f"{sender} {name}" for name in sorted(names)]
    conn.execute(_NOTIFY, {"channel": CHANNEL, "said": said})
