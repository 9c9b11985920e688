"""Who sees what is recorded before it is shown: once for each of them, thing and day."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence

from engine.store.database import Database
from engine.store.sightings import Sight, note_sights
from engine.store.tables import now

MOST = 100_000
"""Sights that a process remembers; those that it forgets, the database knows still."""


class Seen:
    """Has recorded what is seen, and remembers it, so that to look again costs nothing.

    Args:
        database: where it is recorded.
        clock: what time it is.
    """

    def __init__(self, database: Database, clock: Callable[[], dt.datetime] = now) -> None:
        self._database = database
        self._clock = clock
        self._today: dt.date | None = None
        self._known: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()

    def note(self, by: str, site: str, sights: Sequence[Sight]) -> None:
        """Record what somebody is about to see. Waits for the database: call it in a thread.

        Args:
            by: who.
            site: where.
            sights: what.

        Raises:
            DatabaseTrouble: it cannot be recorded, so it must not be shown.
        """
        today = self._clock().date()
        with self._lock:
            if today != self._today or len(self._known) > MOST:
                self._today = today
                self._known.clear()
            fresh = [each for each in sights if (by, site, each.about) not in self._known]
        if not fresh:
            return
        with self._database.writing() as conn:
            note_sights(conn, by, site, fresh, today)
        with self._lock:
            if today == self._today:
                self._known |= {(by, site, each.about) for each in fresh}
