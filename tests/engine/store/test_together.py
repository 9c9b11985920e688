"""Everything at once: nobody waits for each other, and all that was done is whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from engine.store.audit import record, verify
from engine.store.books import put_book
from engine.store.database import Database
from engine.store.errors import AlreadyEnded, NotThere, Stale
from engine.store.events import events_of
from engine.store.marks import marks_of
from engine.store.offices import put_office
from engine.store.proposals import (
    Status,
    begin,
    cancel,
    fill,
    proposals_of,
    supersede_older,
)
from engine.store.publications import publications_of, publish, undo
from engine.store.purge import purge
from engine.store.witness import verify_documents
from models.errors import HuddleError
from tests.api import examples
from tests.engine.store.keeping import (
    DATE,
    SITE,
    absent,
    answer,
    at_once,
    book,
    happened,
    opened,
    plan,
    put_day,
    tag_of,
)

WORKERS = 6
STEPS = 12

Step = Callable[[Connection, str], object]


def tell_and_ask(conn: Connection, name: str) -> None:
    """Accept an event, give up what is open, and have it worked out again."""
    record(conn, name, "day seen", SITE, str(DATE))
    happened(conn, name, absent("dr-bell"))
    supersede_older(conn, SITE, DATE)
    begin(conn, marks_of(conn, SITE, DATE)[0], name)


def renew(conn: Connection, name: str) -> None:
    """Put another office and another book there, in one transaction."""
    put_office(conn, SITE, examples.office().model_copy(update={"id": name[:60]}), name)
    put_book(conn, SITE, book(office=name), name)


def answer_some(conn: Connection, name: str) -> None:
    """Answer what is being worked out."""
    for each in proposals_of(conn, SITE, DATE, [Status.WORKING]):
        fill(conn, each.id, answer())


def cancel_some(conn: Connection, name: str) -> None:
    """Give up what is open."""
    for each in proposals_of(conn, SITE, DATE, [Status.OPEN, Status.WORKING])[:1]:
        cancel(conn, each.id, name)


def publish_some(conn: Connection, name: str) -> None:
    """Publish what is answered."""
    proposal = opened(conn)
    publish(conn, proposal, plan(), marks_of(conn, SITE, DATE)[1], name)


def take_back(conn: Connection, name: str) -> None:
    """Take back what was published."""
    undo(conn, SITE, DATE, marks_of(conn, SITE, DATE)[1], name)


def clear(conn: Connection, name: str) -> None:
    """Purge the site of what is older than a day."""
    purge(conn, SITE, DATE, name, 1)


KINDS: tuple[Step, ...] = (
    tell_and_ask,
    renew,
    answer_some,
    cancel_some,
    publish_some,
    take_back,
    clear,
)


def test_whatever_is_done_at_once_nobody_is_in_anybody_s_way(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn)

    def work(worker: int) -> list[HuddleError]:
        refused: list[HuddleError] = []
        chance = random.Random(worker)
        for number in range(STEPS):
            step = chance.choice(KINDS)
            try:
                with database.writing() as conn:
                    step(conn, f"{step.__name__}-{worker}-{number}")
            except (AlreadyEnded, NotThere, Stale) as error:
                refused.append(error)
        return refused

    came = at_once(*(partial(work, worker) for worker in range(WORKERS)))

    # Who comes too late is told so; nobody had to be sent away for others' sake.
    assert all(isinstance(each, list) for each in came), came
    with database.reading() as conn:
        verify(conn)
        verify_documents(conn)
        positions = [kept.position for kept in events_of(conn, SITE, DATE)]
        assert positions == list(range(1, len(positions) + 1))
        versions = [each.version for each in publications_of(conn, SITE, DATE)]
        assert versions == list(range(len(versions), 0, -1))
        numbers = [each.number for each in proposals_of(conn, SITE, DATE)]
        assert numbers == list(range(len(numbers), 0, -1))
        assert positions
        assert versions
    assert tag_of(database)
