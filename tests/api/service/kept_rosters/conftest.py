"""A service that keeps the example month, and jobs that answer when the test says so."""

from __future__ import annotations

from tests.api.service.days.conftest import (
    _ends_with_the_session,
    client,
    database,
    database_kind,
    database_url,
    jobs,
)

__all__ = [
    "_ends_with_the_session",
    "client",
    "database",
    "database_kind",
    "database_url",
    "jobs",
]
