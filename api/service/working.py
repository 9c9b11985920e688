"""How jobs are done where this process does them: by the settings, counted and traced."""

from __future__ import annotations

import logging
from collections.abc import Callable

from api.operation.metrics import Backlog
from api.service.settings import Settings
from engine.asked import Asked
from engine.jobs.jobs import Jobs
from engine.jobs.settings import JobSettings
from engine.store.sealing import KeyFile
from engine.store.webhook_secrets import count_shut

_log = logging.getLogger("huddle.service")


def job_settings(settings: Settings) -> JobSettings:
    """Return how jobs are done by what is in force."""
    return JobSettings(
        asked=Asked(deadline=settings.solve_deadline, workers=settings.workers or None),
        lanes=settings.lanes or None,
        takeover_seconds=settings.takeover_seconds,
        shutdown_seconds=settings.shutdown_seconds,
        keep_days=settings.retention_days or None,
        keys=KeyFile(settings.webhook_key_file),
        private_webhooks=settings.webhook_allow_private,
    )


def warn_of_shut_secrets(jobs: Jobs) -> None:
    """Say in the log when there are webhooks that cannot be signed for with the keys at hand."""
    with jobs.database.reading() as conn:
        count = count_shut(conn, jobs.settings.keys)
    if count:
        _log.warning(
            "webhooks whose secrets the keys in HUDDLE_WEBHOOK_KEY_FILE do not open",
            extra={"count": count},
        )


def backlog_of(jobs: Jobs) -> Callable[[], Backlog]:
    """Return what tells how much waits, each time that it is asked."""

    def look() -> Backlog:
        found = jobs.backlog()
        return Backlog(found.queued, found.oldest_seconds)

    return look
