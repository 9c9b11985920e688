"""A service that keeps days, and jobs that answer when the test says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.days.backend import Backend
from engine.store.database import Database
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.api.service.days.jobs_on_call import DATE, SITE, JobsOnCall
from tests.databases import (
    _ends_with_the_session,
    database,
    database_kind,
    database_url,
)

__all__ = [
    "DATE",
    "SITE",
    "JobsOnCall",
    "_ends_with_the_session",
    "database",
    "database_kind",
    "database_url",
]

HERE = f"/v1/sites/{SITE}/days/{DATE}"


@pytest.fixture
def jobs(database: Database) -> JobsOnCall:
    return JobsOnCall(database)


@pytest.fixture
def client(database: Database, jobs: JobsOnCall) -> Iterator[TestClient]:
    app = create_app(planner=FakePlanner(), backend=Backend(database, jobs))
    with TestClient(app) as client:
        yield client


@pytest.fixture
def booked(client: TestClient) -> TestClient:
    """Give a client of a service that has the example office and its day."""
    assert client.put(f"/v1/sites/{SITE}/office", json=examples.OFFICE).status_code == 200
    assert client.put(f"{HERE}/book", json=examples.DAY).status_code == 200
    return client


def send(client: TestClient, event: Mapping[str, Any], key: str = "k-1") -> Any:
    """Send an event."""
    return client.post(f"{HERE}/events", json=event, headers={"Idempotency-Key": key})


def tag_of(client: TestClient) -> str:
    """Return the day's ETag as it is now."""
    return client.get(HERE).headers["ETag"]
