"""What the routes over kept days stand on: the store, and the jobs that answer events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from fastapi import Request
from sqlalchemy import Connection

from engine.store.database import Database
from models.events import Event

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Taken:
    """An event that was accepted.

    Attributes:
        event: its id.
        position: its place among the events of its day, counted from 1.
        fresh: False when the same key brought it before.
        proposal: the id of the proposal that answers it.
    """

    event: str
    position: int
    fresh: bool
    proposal: str


class Jobs(Protocol):
    """Works proposals out, whatever happens to the process that does it."""

    def accept(self, site: str, day: date, event: Event, key: str, by: str) -> Taken:
        """Keep an event, and have it answered: both or neither."""

    def ask(self, site: str, day: date, question: Mapping[str, Any], by: str) -> str:
        """Have a day solved as it stands, and return the proposal's id."""

    def cancel(self, proposal: str, by: str) -> None:
        """Give a proposal up, and stop working on it."""


@dataclass(frozen=True)
class Backend:
    """The store and the jobs of one running service."""

    database: Database
    jobs: Jobs

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
