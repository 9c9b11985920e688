"""What the tests of the store put into it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from engine.store.books import put_book
from engine.store.database import Database
from engine.store.events import Accepted, accept
from engine.store.marks import marks_of
from engine.store.offices import put_office
from engine.store.proposals import begin, fill
from engine.store.sealing import Sealing
from models.day import Day
from models.events import Absent, Event
from models.plan import Plan
from models.proposal import Proposal
from tests.api import examples

SITE = "corner"
DATE = dt.date(2026, 11, 23)
OTHER_DATE = dt.date(2026, 11, 24)
ABSENT = Absent(person="dr-lee", reported=405)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class FixedKeys:
    """Keys of webhook secrets that every test and process has."""

    keys: tuple[bytes, ...] = (b"k" * 32,)

    def there(self) -> bool:
        return True

    def sealing(self) -> Sealing:
        return Sealing(self.keys)

    def made(self) -> Sealing:
        return self.sealing()


def put_day(conn: Connection, site: str = SITE, date: dt.date = DATE) -> None:
    """Put an office and the book of a day there."""
    put_office(conn, site, examples.office(), "ann")
    put_book(conn, site, book(date), "ann")


def book(date: dt.date = DATE, **changed: Any) -> Day:
    """Return the book of the tiny office for a day."""
    return Day.model_validate(examples.DAY | {"date": str(date)} | changed)


def absent(person: str = "dr-lee") -> Event:
    """Return an event: somebody is away."""
    return Absent(person=person, reported=405)


def happened(conn: Connection, key: str, event: Event = ABSENT) -> Accepted:
    """Accept an event for the day."""
    return accept(conn, SITE, DATE, event, key, "ann")


def opened(conn: Connection, by: str = "ann") -> str:
    """Have a proposal worked out that answers the day as it is now."""
    proposal = begin(conn, marks_of(conn, SITE, DATE)[0], by)
    fill(conn, proposal, examples.proposal())
    return proposal


def plan(provider: str = "dr-bell", at: str = "10:30", until: str = "10:50") -> Plan:
    """Return a plan of the day in which the first visit is there."""
    phase = {"from": at, "to": until}
    there = {"provider": provider, "site": "main", "phases": [phase]}
    visits = [{"appointment": "a-1", "placement": there}, {"appointment": "a-2"}]
    return Plan.model_validate(examples.PLAN | {"visits": visits})


def answer() -> Proposal:
    """Return an answer as the engine gives it."""
    return examples.proposal()


def tag_of(database: Database) -> str:
    """Return the tag of the day."""
    with database.reading() as conn:
        return marks_of(conn, SITE, DATE)[1]


def at_once(*does: Callable[[], Answer]) -> list[Answer | Exception]:
    """Do several things at the same moment, each in a thread; return what came of each."""
    ready = threading.Barrier(len(does))

    def run(do: Callable[[], Answer]) -> Answer | Exception:
        ready.wait(60)
        try:
            return do()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(does)) as threads:
        return list(threads.map(run, does))
