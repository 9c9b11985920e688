"""What the routes over what is kept stand on: the store, and the jobs that answer events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from fastapi import Request
from pydantic import BaseModel
from sqlalchemy import Connection

from api.service.days.seen import Seen
from engine.jobs.jobs import Taken
from engine.store.database import Database
from engine.store.fan_outs import Question
from engine.store.marks import MarksOf
from engine.store.shelves import DAYS, AnyShelf
from engine.store.webhooks import Webhook

Answer = TypeVar("Answer")


class Jobs(Protocol):
    """Works proposals out, whatever happens to the process that does it.

    What is named by a date is a day, what is named by a reference a roster.
    """

    def accept(
        self,
        site: str,
        name: dt.date | str,
        event: BaseModel,
        key: str,
        by: str,
        judged: MarksOf[Any] | None = None,
    ) -> Taken:
        """Keep an event, and have it answered: both or neither.

        Raises:
            Stale: it has come further than when the event was judged.
        """

    def ask(
        self, site: str, name: dt.date | str, question: Mapping[str, Any] | None, by: str
    ) -> str:
        """Have a day or a roster solved as it stands, and return the proposal's id."""

    def ask_within(self, conn: Connection, site: str, name: dt.date | str, by: str) -> str:
        """Have a day or a roster solved once the transaction is committed; return the id."""

    def cancel(self, proposal: str, by: str, shelf: AnyShelf = DAYS) -> None:
        """Give a proposal up, and stop working on it."""

    def announce(
        self, conn: Connection, site: str, name: dt.date | str, kind: str, about: Mapping[str, Any]
    ) -> None:
        """Have a site's webhooks told of something, once the transaction is committed."""

    def add_webhook(self, conn: Connection, site: str, url: str, by: str) -> tuple[Webhook, str]:
        """Have an address told what happens at a site; return the webhook and its secret.

        Raises:
            BadInput: the address may not be told.
        """

    def ask_fan_out(self, conn: Connection, questions: Sequence[Question], by: str) -> str:
        """Have questions answered once the transaction is committed; return the fan-out's id."""


@dataclass(frozen=True)
class Backend:
    """The store and the jobs of one running service.

    Attributes:
        database: the store's.
        jobs: what answers events.
        stop: ends the worker of this process, if it has one; before the planner's processes end,
            so that what it works on is handed back and not given up.
        seen: records who sees what.
    """

    database: Database
    jobs: Jobs
    stop: Callable[[], None] = lambda: None
    seen: Seen = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "seen", Seen(self.database))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Have a transaction that may write."""
        with self.database.writing() as conn:
            yield conn

    def read(self, work: Callable[[Connection], Answer]) -> Answer:
        """Return what the work reads in one transaction."""
        with self.database.reading() as conn:
            return work(conn)


def backend_of(request: Request) -> Backend:
    """Return the backend of the service that a request came to."""
    backend: Backend = request.app.state.backend
    return backend
