"""The queues, and how DBOS is set up: in the store's database, with JSON, and with one version."""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import socket
from typing import TYPE_CHECKING, Any

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer
from sqlalchemy import create_engine, event

from engine.store.signals import of_queue, signal

if TYPE_CHECKING:
    import sqlite3

    from dbos import DBOSConfig, EnqueueOptions
    from sqlalchemy import Connection, Engine

    from engine.jobs.settings import JobSettings
    from engine.store.database import Database

APPLICATION = "huddle"

VERSION = "1"
"""Of the jobs. It stays: a job that was accepted by one release is done by the next."""

SOLVE, VARIANTS, WEBHOOKS = "solve", "variants", "webhooks"
"""The queues: interactive solves never wait behind a fan-out, and nothing behind a webhook."""

SOLVE_DAY, FAN_OUT, ANSWER, DELIVER = "solve_day", "fan_out", "answer_questions", "deliver"
SOLVE_ROSTER = "solve_roster"
"""The jobs, by the names that stand in the database."""

WEBHOOKS_AT_A_TIME = 8

LOCAL = "local"
"""The one process on SQLite: started again, it finds its own jobs."""

logging.getLogger("dbos").addHandler(logging.NullHandler())  # else it writes to the console itself


class Json(DBOSPortableJSONSerializer):
    """Ids and plain values as JSON. What DBOS itself would do, pickle, runs whatever it reads."""


def worker_name(database: Database) -> str:
    """Return the name that a worker of this process goes by."""
    if database.is_sqlite:
        return LOCAL
    return f"{socket.gethostname()[:64]}-{os.getpid()}-{secrets.token_hex(3)}"


def migrate(database: Database) -> None:
    """Bring DBOS's tables to what its release wants."""
    DBOS.migrate(_address(database))


def client_of(database: Database, engine: Engine | None) -> DBOSClient:
    """Return what takes jobs in; the tables must be there."""
    where: dict[str, Any] = {"system_database_url": _address(database)}
    if engine is not None:
        where = {"system_database_engine": engine}
    return DBOSClient(
        **where,
        serializer=Json(),
        application_name=APPLICATION,
        # Whoever asks is told at once that the database is gone, and asks again.
        retry_connection_errors=False,
    )


def register(client: DBOSClient, settings: JobSettings) -> None:
    """Make the queues, or set them to what the settings say."""
    poll = settings.poll_seconds
    client.register_queue(
        SOLVE,
        partition_concurrency=1,
        worker_concurrency=settings.at_a_time,
        polling_interval_sec=poll,
    )
    # Looking costs a little each time, and nobody waits for these as closely.
    client.register_queue(
        VARIANTS, worker_concurrency=settings.at_a_time, polling_interval_sec=5 * poll
    )
    client.register_queue(
        WEBHOOKS, worker_concurrency=WEBHOOKS_AT_A_TIME, polling_interval_sec=10 * poll
    )


def config_of(database: Database, engine: Engine | None, name: str) -> DBOSConfig:
    """Return how DBOS is set up in a worker."""
    config: DBOSConfig = {
        "name": APPLICATION,
        "application_version": VERSION,
        "executor_id": name,
        "serializer": Json(),
        "log_level": "WARNING",
        "run_migrations": False,
        # Nothing here waits for a message or for another job.
        "use_listen_notify": False,
        "notification_listener_polling_interval_sec": 0.1,
    }
    if engine is not None:
        config["system_database_engine"] = engine
    else:
        config["system_database_url"] = _address(database)
        config["sys_db_pool_size"] = 10
    return config


def sqlite_engine(database: Database) -> Engine | None:
    """Return an engine for DBOS on the store's file; None on PostgreSQL, where DBOS makes its own.

    The store's own engine begins its transactions in another way than DBOS expects.
    """
    if not database.is_sqlite:
        return None
    engine = create_engine(database.engine.url, pool_size=10, pool_timeout=30, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    return engine


def enqueue(
    client: DBOSClient,
    conn: Connection,
    queue: str,
    job: str,
    given: tuple[str | int, ...],
    *,
    name: str,
    partition: str | None = None,
    delay: float = 0.0,
) -> None:
    """Have a job done once the transaction is committed; the same id again changes nothing.

    Args:
        client: see `client_of`.
        conn: an open connection that may write.
        queue: where it waits.
        job: its id.
        given: ids and numbers, which is all that a job is told.
        name: which job.
        partition: of a queue that does one at a time of each.
        delay: seconds before which it is not begun.
    """
    options: EnqueueOptions = {
        "workflow_name": name,
        "queue_name": queue,
        "workflow_id": job,
        "app_version": VERSION,
    }
    if partition is not None:
        options["queue_partition_key"] = partition
    if delay > 0:
        options["delay_seconds"] = delay
    else:
        signal(conn, of_queue(queue))
    client.enqueue_in_transaction(conn, options, *given)


def partition_of(site: str, name: dt.date | str) -> str:
    """Return the partition of a day or a roster, of which one solve runs at a time."""
    # No reference has a slash, so that a roster which is named like a date is not that day.
    return f"{site}/{name}" if isinstance(name, dt.date) else f"{site}/roster/{name}"


def _address(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    # As DBOS sets up engines of its own, and as durable as the store.
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
