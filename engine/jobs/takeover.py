"""Every worker says that it is there, and takes the jobs over of those that have fallen silent.

A worker that was only slow to speak has lost its jobs then: what it still answers is not kept.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from engine.jobs.inside import in_hands_of, put_back
from engine.jobs.jobs import job_of
from engine.jobs.problems import set_aside
from engine.jobs.queues import VERSION
from engine.jobs.retention import due, purge_site
from engine.jobs.webhooks import FAILED, announce, hasten
from engine.store import workers
from engine.store.errors import DatabaseTrouble, NotThere
from engine.store.proposals import Status
from engine.store.shelves import SHELVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.jobs.jobs import Jobs
    from engine.store.shelves import AnyShelf

SWEEP_SECONDS = 10.0
"""How often is looked for proposals of which the job has ended without an answer."""

TIDY_SECONDS = 3600.0
"""How often jobs are forgotten that ended long ago, and days that sites keep no longer."""

KEPT_DAYS = 7
"""How long ended jobs are kept, to be looked at; they hold ids alone."""

FORGOTTEN_AT_ONCE = 1000
"""Jobs that are forgotten between two beats, at most."""

ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
"""DBOS's words for jobs that nobody does any more."""

_log = logging.getLogger("huddle.jobs")


class Heart:
    """Beats in a thread of its own as long as the worker lives.

    Args:
        jobs: whose worker it is.
        name: the worker's.
        running: tells the ids of the jobs that run in it; None where none can.
    """

    def __init__(
        self, jobs: Jobs, name: str, running: Callable[[], frozenset[str]] | None = None
    ) -> None:
        self._jobs, self._name, self._running = jobs, name, running
        # On SQLite there is one process, which finds its own jobs when it is started again.
        self._alone = jobs.database.is_sqlite
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="huddle-heart", daemon=True)
        self._steady = 0.0
        self._last = -float("inf")
        self._told: dt.datetime | None = None
        self._idle: frozenset[str] = frozenset()
        self._due = {SWEEP_SECONDS: 0.0, TIDY_SECONDS: 0.0}
        self._untidy = False
        self._purges: list[tuple[str, dt.datetime]] = []

    def start(self) -> None:
        """Beat once, so that others know of this worker before it has a job; then go on.

        Raises:
            DatabaseTrouble: the database does not answer.
        """
        self._beat()
        self._thread.start()

    def stop(self) -> None:
        """Stop beating; the worker's jobs may be taken over at once."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        try:
            if not self._alone:
                with self._jobs.database.writing() as conn:
                    workers.leave(conn, self._name)
        except DatabaseTrouble as trouble:
            _log.warning("the worker did not sign off: %s", trouble)

    def _run(self) -> None:
        while not self._over.wait(self._jobs.settings.beat_seconds):
            try:
                self._beat()
                self._take_over()
                if self._time_for(SWEEP_SECONDS):
                    sweep(self._jobs)
                    if count := hasten(self._jobs):
                        _log.warning("deliveries that waited for too late a time: %d", count)
                    self._take_up()
                if self._time_for(TIDY_SECONDS):
                    self._untidy = True
                    found = due(self._jobs)
                    self._purges = [(site, found.now) for site in found.sites]
                if self._untidy:
                    self._untidy = tidy(self._jobs) == FORGOTTEN_AT_ONCE
                if self._purges:
                    # One at a time, so that the next beat does not wait for all.
                    purge_site(self._jobs, *self._purges.pop())
            except (DatabaseTrouble, SQLAlchemyError) as trouble:
                _log.warning("the worker could not see to its jobs: %s", type(trouble).__name__)
            except Exception as error:  # A worker whose heart stops loses its jobs to others.
                _log.error("the worker failed to see to its jobs: %s", type(error).__name__)

    def _beat(self) -> None:
        if self._alone:
            return
        with self._jobs.database.writing() as conn:
            told = workers.beat(conn, self._name)
        settings = self._jobs.settings
        before, self._last = self._last, time.monotonic()
        told_before, self._told = self._told or told, told
        passed, patience = self._last - before, settings.takeover_seconds / 3
        jumped = abs((told - told_before).total_seconds() - passed) > patience
        if passed > max(3 * settings.beat_seconds, patience) or jumped:
            # Silent for a while itself, it cannot tell whether others were, or the database; nor
            # when the database's clock has jumped, for what the others said is at another time.
            self._steady = self._last

    def _is_steady(self) -> bool:
        return time.monotonic() - self._steady >= self._jobs.settings.takeover_seconds

    def _take_over(self) -> None:
        settings = self._jobs.settings
        if self._alone or not self._is_steady():
            return
        busy = self._jobs.client.list_workflows(
            status="PENDING", load_input=False, load_output=False
        )
        names = {job.executor_id for job in busy if job.executor_id} - {self._name}
        with self._jobs.database.reading() as conn:
            silent = names - workers.heard_of(conn, settings.takeover_seconds)
        if not silent:
            return
        # Once more: a clock that has jumped since the last beat makes everybody silent.
        self._beat()
        if self._is_steady():
            count = put_back(self._jobs.client, sorted(silent), VERSION)
            _log.warning("jobs of silent workers were taken over: %d", count)

    def _take_up(self) -> None:
        """Put those jobs back that are in this worker's hands, and that it does not do.

        The database may be full or away just when DBOS writes down that a job has ended, or reads
        what it has taken. Nobody does that job then, and it holds up the others of its day.
        """
        if self._running is None:
            return
        running = self._running()
        idle = in_hands_of(self._jobs.client, self._name, VERSION) - running
        # Twice in a row: one that is just beginning or ending does not run either.
        left, self._idle = idle & self._idle, idle
        if left:
            count = put_back(self._jobs.client, [self._name], VERSION, left)
            _log.warning("jobs that nobody did any more were put back: %d", count)

    def _time_for(self, seconds: float) -> bool:
        if time.monotonic() < self._due[seconds]:
            return False
        self._due[seconds] = time.monotonic() + seconds
        return True


def sweep(jobs: Jobs) -> int:
    """See to proposals that should be answered by now; return how many were set aside.

    Set aside are those of which the job has ended without an answer. What waits for a time that
    a clock has jumped away from is begun.
    """
    return sum(_sweep(jobs, shelf) for shelf in SHELVES)


def _sweep(jobs: Jobs, shelf: AnyShelf) -> int:
    with jobs.database.reading() as conn:
        late = shelf.solves.overdue(conn, SWEEP_SECONDS, jobs.settings.pace.window)
    if not late:
        return 0
    ids = {job_of(proposal): proposal for proposal in late}
    there = jobs.client.list_workflows(workflow_ids=list(ids), load_input=False, load_output=False)
    for job in there:
        if job.status == "DELAYED":
            jobs.client.set_workflow_delay(job.workflow_id, delay_seconds=0)
    alive = {ids[job.workflow_id] for job in there if job.status not in ENDED}
    return sum(_set_aside(jobs, shelf, proposal) for proposal in late if proposal not in alive)


def _set_aside(jobs: Jobs, shelf: AnyShelf, proposal: str) -> bool:
    with jobs.database.writing() as conn:
        try:
            found = shelf.solves.solve_of(conn, proposal)
            shelf.locks.lock(conn, found.site, found.name)
        except NotThere:
            return False  # What it was for was purged meanwhile.
        if shelf.proposals.status_of(conn, proposal) != Status.WORKING:
            return False
        shelf.proposals.fail(conn, proposal, set_aside(found.attempts, shelf.kind.word))
        announce(conn, jobs, found.site, found.name, FAILED, {"proposal": proposal})
    _log.error("proposal %s was set aside: its job ended without an answer", proposal)
    return True


def tidy(jobs: Jobs) -> int:
    """Forget the jobs that ended long ago, so many at once at most; return how many."""
    with jobs.database.writing() as conn:
        workers.forget_silent(conn, 24 * 3600.0)
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=KEPT_DAYS)
    old = jobs.client.list_workflows(
        status=list(ENDED),
        completed_before=before.isoformat(),
        limit=FORGOTTEN_AT_ONCE,
        load_input=False,
        load_output=False,
    )
    jobs.client.delete_workflows([job.workflow_id for job in old])
    return len(old)
