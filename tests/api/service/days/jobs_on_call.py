"""Jobs that keep what is asked, and answer when the test says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

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
from tests.engine.store.keeping import FixedKeys

SITE, DATE = "corner", "2026-11-23"


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
        return add_webhook(conn, JobSettings(keys=FixedKeys()), site, url, by)

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
