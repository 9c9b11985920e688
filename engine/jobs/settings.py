"""How the jobs are done: how many at a time, how patiently, and when another worker takes over."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.asked import Asked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from engine.store.sealing import SealingKeys


@dataclass(frozen=True, slots=True)
class Pace:
    """How closely solves of one day may follow one another.

    The first is begun at once. No two are begun within `settle` seconds, and no three within
    `window` seconds, so that whatever comes within that time is answered by three at most.

    Attributes:
        settle: seconds from one begin to the next.
        window: seconds from one begin to the next but one.
    """

    settle: float = 3.0
    window: float = 60.0

    def wait(self, now: dt.datetime, begun: Sequence[dt.datetime]) -> float:
        """Return in how many seconds the next solve may be begun.

        Args:
            now: the time, by the database's clock.
            begun: when solves of the day were begun, the latest first.
        """
        least = (self.settle, self.window)
        # A clock that was set back must not hold an answer up for longer than the window.
        since = [max(0.0, (now - time).total_seconds()) for time in begun]
        return max([0.0, *(each - gone for each, gone in zip(least, since, strict=False))])


@dataclass(frozen=True, slots=True)
class JobSettings:
    """How the jobs are done.

    Attributes:
        asked: how a day is solved for which nothing else is asked.
        lanes: solves at a time in one worker; by default as many as its cores allow. All workers
            of a database go by what the last one that was started says.
        pace: how closely solves of one day may follow one another.
        most_attempts: how often a job is begun that ends its worker each time, before it is set
            aside.
        poll_seconds: how often a worker looks for solves; for other jobs, not quite as often.
        watch_seconds: how often a running solve looks whether its day has moved on.
        beat_seconds: how often a worker says that it is there.
        takeover_seconds: silence after which a worker's jobs are taken over.
        shutdown_seconds: how long a worker that is told to end waits for running jobs.
        keep_days: days after which a day is removed of a site that says nothing; None keeps all.
        chunk_seconds: how much work a part of a fan-out has at least.
        keys: what webhook secrets are sealed with; without, there can be no webhooks.
        private_webhooks: whether webhooks may go to private addresses, and without TLS.
        webhook_seconds: how long a webhook's receiver may take.
    """

    asked: Asked = field(default_factory=Asked)
    lanes: int | None = None
    pace: Pace = field(default_factory=Pace)
    most_attempts: int = 5
    poll_seconds: float = 0.1
    watch_seconds: float = 0.2
    beat_seconds: float = 1.0
    takeover_seconds: float = 15.0
    shutdown_seconds: float = 5.0
    keep_days: int | None = None
    chunk_seconds: float = 1.0
    keys: SealingKeys | None = None
    private_webhooks: bool = False
    webhook_seconds: float = 10.0

    @property
    def at_a_time(self) -> int:
        """Solves at a time in one worker."""
        return self.lanes or max(1, len(os.sched_getaffinity(0)) // self.asked.cores)
