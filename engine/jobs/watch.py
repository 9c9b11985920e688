"""While a proposal is worked out: look whether it is still wanted, and keep what is told."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from engine.store.errors import DatabaseTrouble, NotThere
from engine.store.proposals import Status

if TYPE_CHECKING:
    from types import TracebackType

    from engine.asked import Progress
    from engine.jobs.workplace import Workplace
    from engine.store.marks import MarksOf
    from engine.store.shelves import AnyShelf

_log = logging.getLogger("huddle.jobs")


class Watch:
    """Stops a solve when its day or roster has moved on, it was given up, or the worker is to end.

    What is told is kept a few times a second, the last of it always. All this is done in a
    thread of its own: the solver never waits for the database.

    Attributes:
        stop: set when the answer is not wanted any more.
        handing_back: whether that is because the worker is to end.
    """

    def __init__(
        self,
        workplace: Workplace,
        shelf: AnyShelf,
        proposal: str,
        owner: str,
        answers: MarksOf[Any],
    ) -> None:
        self.stop = threading.Event()
        self.handing_back = False
        self._workplace, self._proposal, self._owner = workplace, proposal, owner
        self._shelf, self._answers = shelf, answers
        self._latest: Progress | None = None
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="huddle-watch", daemon=True)

    def told(self, progress: Progress) -> None:
        """Take down what the search tells, on whatever thread it comes."""
        with self._lock:
            self._latest = progress

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        if not self.stop.is_set():
            self._keep()

    def _run(self) -> None:
        while not self._over.wait(self._workplace.jobs.settings.watch_seconds):
            if self._workplace.stopping.is_set():
                self.handing_back = True
                self.stop.set()
            if self.stop.is_set():
                return
            try:
                if not self._wanted():
                    self.stop.set()
            except (DatabaseTrouble, SQLAlchemyError):
                continue  # The solve goes on; whether it is wanted shows when it is kept.
            self._keep()

    def _wanted(self) -> bool:
        shelf, answers = self._shelf, self._answers
        try:
            with self._workplace.jobs.database.reading() as conn:
                return bool(
                    shelf.proposals.status_of(conn, self._proposal) == Status.WORKING
                    and shelf.solves.solve_of(conn, self._proposal).owner == self._owner
                    and shelf.marker.marks_of(conn, answers.site, answers.name)[0] == answers
                )
        except NotThere:
            return False

    def _keep(self) -> None:
        with self._lock:
            told, self._latest = self._latest, None
        if told is None or self.stop.is_set():
            return
        try:
            with self._workplace.jobs.database.writing() as conn:
                self._shelf.progress.tell(conn, self._proposal, self._owner, told)
        except (DatabaseTrouble, SQLAlchemyError) as trouble:
            _log.warning("progress was not kept: %s", type(trouble).__name__)
