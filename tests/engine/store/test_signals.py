"""Whoever waits is woken by what is written: in this process, and by others on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import pytest
from sqlalchemy import text

from engine.asked import Progress
from engine.store.database import Database
from engine.store.listener import Listener, listening
from engine.store.marks import marks_of
from engine.store.progress import tell
from engine.store.proposals import begin, cancel, supersede_older
from engine.store.signals import CHANNEL, of_proposal, of_queue, signal
from engine.store.solves import clock, plan_solve, take
from tests.engine.jobs.working import PATIENCE
from tests.engine.store.keeping import DATE, SITE, put_day

NAME = of_queue("some")


@pytest.fixture
def others(database_url: str) -> Iterator[Database]:
    """Give the same database as another process has it."""
    opened = Database.open(database_url)
    yield opened
    opened.close()


@contextmanager
def heard(database: Database, *names: str) -> Iterator[list[str]]:
    """Take down the signals of some names."""
    found: list[str] = []
    with ExitStack() as held:
        for name in names:
            held.enter_context(database.signals.heard(name, partial(found.append, name)))
        yield found


def test_a_signal_is_given_when_its_transaction_is_committed(database: Database) -> None:
    with heard(database, NAME, "other") as found:
        with database.writing() as conn:
            signal(conn, NAME)
            assert found == []
        assert found == [NAME]


def test_nobody_hears_of_what_was_not_written(database: Database) -> None:
    with heard(database, NAME) as found:
        with pytest.raises(ZeroDivisionError), database.writing() as conn:
            signal(conn, NAME)
            raise ZeroDivisionError
        assert found == []


def test_all_that_wait_for_the_same_are_woken_and_nobody_after_their_block(
    database: Database,
) -> None:
    with heard(database, NAME) as first:
        with heard(database, NAME) as second:
            database.signals.give([NAME])
        database.signals.give([NAME])
    database.signals.give([NAME])

    assert (first, second) == ([NAME, NAME], [NAME])


def test_a_signal_takes_a_transaction_that_writes(database: Database) -> None:
    with database.reading() as conn, pytest.raises(RuntimeError, match=r"Database\.writing"):
        signal(conn, NAME)


def test_whatever_changes_a_proposal_signals_it(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn)
        first, second = (begin(conn, marks_of(conn, SITE, DATE)[0], "ann") for _ in range(2))
        plan_solve(conn, first, SITE, DATE, clock(conn))
        take(conn, first, "attempt")
    with heard(database, of_proposal(first), of_proposal(second)) as found:
        with database.writing() as conn:
            tell(conn, first, "attempt", Progress("search", 1, 9, 5, 0.1, 0.5, "Within 9"))
        with database.writing() as conn:
            tell(conn, first, "another", Progress("search", 1, 8, 5, 0.1, 0.5, "Within 8"))
        with database.writing() as conn:
            supersede_older(conn, SITE, DATE, second)
        with database.writing() as conn:
            cancel(conn, second, "ann")

    assert found == [of_proposal(first), of_proposal(first), of_proposal(second)]


def is_postgresql(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("one process works on a SQLite file")


def test_what_another_process_writes_is_heard_once(database: Database, others: Database) -> None:
    is_postgresql(database)
    listener = Listener(database)
    listener.start()
    try:
        assert listener.ready.wait(PATIENCE)
        done = threading.Event()
        with heard(database, NAME) as found, database.signals.heard("last", done.set):
            for each in (database, others):
                with each.writing() as conn:
                    signal(conn, NAME)
            # Signals come in the order in which they were given.
            with others.writing() as conn:
                signal(conn, "last")
            assert done.wait(PATIENCE)
    finally:
        listener.stop()

    # Its own signal, which PostgreSQL tells it of as well, counts once.
    assert found == [NAME, NAME]


def test_after_a_connection_broke_all_are_woken_and_it_listens_again(
    database: Database, others: Database
) -> None:
    is_postgresql(database)
    listener = Listener(database)
    listener.start()
    try:
        assert listener.ready.wait(PATIENCE)
        count = threading.Semaphore(0)
        with database.signals.heard(NAME, count.release):
            with others.writing() as conn:
                broken = conn.scalar(
                    text(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND query = :listens"
                    ),
                    {"listens": f"LISTEN {CHANNEL}"},
                )
            assert broken == 1
            # Something may have been missed.
            assert count.acquire(timeout=PATIENCE)
            with others.writing() as conn:
                signal(conn, NAME)
            assert count.acquire(timeout=PATIENCE)
    finally:
        listener.stop()


def test_listening_ends_with_its_block(database: Database) -> None:
    with listening(database):
        assert any(each.name == "huddle-listener" for each in threading.enumerate()) != (
            database.is_sqlite
        )
    assert all(each.name != "huddle-listener" for each in threading.enumerate())
