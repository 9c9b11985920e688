"""A service that keeps days, and jobs that answer when the test says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection

from api.service.app import create_app
from api.service.days.backend import Backend
from engine.asked import Asked
from engine.jobs.jobs import Taken
from engine.jobs.settings import JobSettings
from engine.jobs.webhooks import add_webhook
from engine.resolve import resolve
from engine.store.database import Database
from engine.store.events import accept
from engine.store.fan_outs import Question, begin_fan_out
from engine.store.marks import Marks
from engine.store.proposals import begin, cancel, fill, supersede_older
from engine.store.state import state_of
from engine.store.webhooks import Webhook, begin_deliveries
from models.events import Event
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.databases import (
    _ends_with_the_session,
    database,
    database_kind,
    database_url,
)

__all__ = ["_ends_with_the_session", "database", "database_kind", "database_url"]

SITE, DATE = "corner", "2026-11-23"
HERE = f"/v1/sites/{SITE}/days/{DATE}"


@dataclass
class JobsOnCall:
    """Keeps what is asked at once, and answers it when it is told to."""

    database: Database
    questions: list[Mapping[str, Any] | None] = field(default_factory=list)

    def accept(
        self,
        site: str,
        date: dt.date,
        event: Event,
        key: str,
        by: str,
        judged: Marks | None = None,
    ) -> Taken:
        day = date
        with self.database.writing() as conn:
            taken = accept(conn, site, day, event, key, by, judged)
            state = state_of(conn, site, day)
            proposal = f"for-{state.marks.position if taken.fresh else taken.position}"
            if taken.fresh:
                begin(conn, state.marks, by, proposal=proposal)
                supersede_older(conn, site, day, proposal)
        return Taken(taken.id, taken.position, taken.fresh, proposal)

    def ask(self, site: str, date: dt.date, question: Mapping[str, Any] | None, by: str) -> str:
        self.questions.append(question)
        with self.database.writing() as conn:
            return begin(conn, state_of(conn, site, date).marks, by, question=question)

    def cancel(self, proposal: str, by: str) -> None:
        with self.database.writing() as conn:
            cancel(conn, proposal, by)

    def announce(
        self, conn: Connection, site: str, date: dt.date, kind: str, about: Mapping[str, Any]
    ) -> None:
        begin_deliveries(conn, site, date, kind, about)

    def add_webhook(self, conn: Connection, site: str, url: str, by: str) -> tuple[Webhook, str]:
        return add_webhook(conn, JobSettings(), site, url, by)

    def ask_fan_out(self, conn: Connection, questions: Sequence[Question], by: str) -> str:
        return begin_fan_out(conn, questions, by)

    def answer(self, proposal: str) -> None:
        """Work a proposal out, as the day stands."""
        with self.database.writing() as conn:
            state = state_of(conn, SITE, dt.date.fromisoformat(DATE))
            answer = resolve(
                state.office.document,
                state.book.document,
                events=[kept.event for kept in state.events],
                issued=state.issued,
                asked=Asked(deadline=0.0, options=False),
            )
            fill(conn, proposal, answer, state.marks)


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
