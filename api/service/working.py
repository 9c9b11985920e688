"""How jobs are done where this process does them: by the settings, counted and traced."""

from __future__ import annotations

from collections.abc import Callable

from api.operation.metrics import Backlog
from api.service.settings import Settings
from engine.asked import Asked
from engine.jobs.jobs import Jobs
from engine.jobs.settings import JobSettings


def job_settings(settings: Settings) -> JobSettings:
    """Return how jobs are done by what is in force."""
    return JobSettings(
        asked=Asked(deadline=settings.solve_deadline, workers=settings.workers or None),
        lanes=settings.lanes or None,
        takeover_seconds=settings.takeover_seconds,
        shutdown_seconds=settings.shutdown_seconds,
        keep_days=settings.retention_days or None,
        private_webhooks=settings.webhook_allow_private,
    )


def backlog_of(jobs: Jobs) -> Callable[[], Backlog]:
    """Return what tells how much waits, each time that it is asked."""

    def look() -> Backlog:
        found = jobs.backlog()
        return Backlog(found.queued, found.oldest_seconds)

    return look
