"""Jobs that keep what is asked, and answer when the test says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection

from engine.asked import Asked
from engine.jobs.jobs import Taken
from engine.jobs.settings import JobSettings
from engine.jobs.webhooks import add_webhook
from engine.resolve import resolve
from engine.store.database import Database
from engine.store.fan_outs import Question, begin_fan_out
from engine.store.marks import MarksOf
from engine.store.proposals import fill
from engine.store.shelves import DAYS, AnyShelf, shelf_for
from engine.store.state import state_of
from engine.store.webhooks import Webhook, begin_deliveries
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
        name: dt.date | str,
        event: BaseModel,
        key: str,
        by: str,
        judged: MarksOf[Any] | None = None,
    ) -> Taken:
        shelf = shelf_for(name)
        with self.database.writing() as conn:
            taken = shelf.events.accept(conn, site, name, event, key, by, judged)
            marks, _ = shelf.marker.marks_of(conn, site, name)
            proposal = f"for-{marks.position if taken.fresh else taken.position}"
            if taken.fresh:
                shelf.proposals.begin(conn, marks, by, proposal=proposal)
                shelf.proposals.supersede_older(conn, site, name, proposal)
        return Taken(taken.id, taken.position, taken.fresh, proposal)

    def ask(
        self, site: str, name: dt.date | str, question: Mapping[str, Any] | None, by: str
    ) -> str:
        self.questions.append(question)
        with self.database.writing() as conn:
            shelf = shelf_for(name)
            marks, _ = shelf.marker.marks_of(conn, site, name)
            return shelf.proposals.begin(conn, marks, by, question=question)

    def ask_within(self, conn: Connection, site: str, name: dt.date | str, by: str) -> str:
        shelf = shelf_for(name)
        marks, _ = shelf.marker.marks_of(conn, site, name)
        return shelf.proposals.begin(conn, marks, by)

    def cancel(self, proposal: str, by: str, shelf: AnyShelf = DAYS) -> None:
        with self.database.writing() as conn:
            shelf.proposals.cancel(conn, proposal, by)

    def announce(
        self, conn: Connection, site: str, name: dt.date | str, kind: str, about: Mapping[str, Any]
    ) -> None:
        begin_deliveries(conn, site, dt.date.fromisoformat(DATE), kind, about)

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
