"""What is used of DBOS beyond its documented face: in this module alone, with a test for each.

DBOS recovers jobs of a process of the same name only, when that starts again. To hand the jobs
of a dead worker to another, and to keep one that was thought dead from answering, needs a little
more. The release is pinned; a new one is taken when these tests pass.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from dbos import DBOS
from dbos._context import current_owner_xid
from dbos._utils import INTERNAL_QUEUE_NAME
from sqlalchemy import BigInteger, Text, column, select, table, update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dbos import DBOSClient
    from sqlalchemy import Connection, TableClause

_COLUMNS = ("workflow_uuid", "owner_xid", "status", "queue_name")


def _status(schema: str | None) -> TableClause:
    columns = [column(name, Text) for name in _COLUMNS]
    numbers = (column(name, BigInteger) for name in ("recovery_attempts", "delay_until_epoch_ms"))
    return table("workflow_status", *columns, *numbers, schema=schema)


_TABLES = {"postgresql": _status("dbos"), "sqlite": _status(None)}


def attempt_now() -> tuple[str, str]:
    """Return the id of the job that this thread does, and the token of this attempt at it."""
    job = DBOS.workflow_id
    token = None if job is None else current_owner_xid(job)
    if job is None or token is None:
        raise RuntimeError("this thread does no job")
    return job, token


def in_hand(conn: Connection, job: str, token: str) -> bool:
    """Say whether an attempt has a job in hand; if so, it has until the transaction ends."""
    status = _TABLES[conn.dialect.name]
    asked = select(status.c.owner_xid).where(status.c.workflow_uuid == job)
    return conn.scalar(asked.with_for_update(key_share=True)) == token


def uncount(conn: Connection, job: str, token: str) -> None:
    """Do not count an attempt that was broken off for no fault of the job's."""
    status = _TABLES[conn.dialect.name]
    conn.execute(
        update(status)
        .where(status.c.workflow_uuid == job, status.c.owner_xid == token)
        .values(recovery_attempts=status.c.recovery_attempts - 1)
    )


def delayed_beyond(conn: Connection, queue: str, instant: float) -> dict[str, float]:
    """Return which jobs of a queue wait for a time after an instant, and for which.

    Args:
        conn: an open connection.
        queue: the queue.
        instant: in seconds since 1970, as the times that are returned are.
    """
    status = _TABLES[conn.dialect.name]
    asked = select(*status.c["workflow_uuid", "delay_until_epoch_ms"]).where(
        status.c.status == "DELAYED",
        status.c.queue_name == queue,
        status.c.delay_until_epoch_ms > 1000 * instant,
    )
    return {job: until / 1000 for job, until in conn.execute(asked)}


def take_no_more(dbos: DBOS) -> None:
    """Have a worker look for no more jobs; those that it has go on."""
    for stop in dbos.background_thread_stop_events:
        stop.set()


def look_early(dbos: DBOS, queues: Iterable[str]) -> Callable[[str], None]:
    """Return what has a launched worker look at a queue at once, and not when it would next.

    Each queue is looked at by a thread of its own, which sleeps between two looks by waiting for
    the event that ends it.
    """
    rung = {f"queue-worker-{queue}": threading.Event() for queue in queues}
    for over in dbos.background_thread_stop_events:
        _ring_besides(over, rung)
    return lambda queue: rung[f"queue-worker-{queue}"].set()


def _ring_besides(over: threading.Event, rung: Mapping[str, threading.Event]) -> None:
    """Have those threads that wait for an event wake up at a bell of their own as well."""
    wait_for_end, end = over.wait, over.set

    def wait(timeout: float | None = None) -> bool:
        bell = rung.get(threading.current_thread().name)
        if bell is None:
            return wait_for_end(timeout)
        bell.wait(timeout)
        # Rung while it looks, it looks once more.
        bell.clear()
        return over.is_set()

    def end_all() -> None:
        end()
        for bell in rung.values():
            bell.set()

    over.wait, over.set = wait, end_all  # type: ignore[method-assign]


def in_hands_of(client: DBOSClient, executor: str, version: str) -> frozenset[str]:
    """Return the ids of the jobs that an executor has in hand."""
    store = client._sys_db  # noqa: SLF001 - see above
    return frozenset(job.workflow_id for job in store.get_pending_workflows(executor, version))


def put_back(
    client: DBOSClient,
    executors: Iterable[str],
    version: str,
    only: frozenset[str] | None = None,
) -> int:
    """Put the jobs that executors have in hand back into their queues; return how many.

    By default all of them, otherwise only those of some ids. Each is put back by one statement
    that does nothing where somebody else has done so before. Attempts go on being counted, which
    the public way to resume a job would not.
    """
    names, count = list(executors), 0
    store = client._sys_db  # noqa: SLF001 - see above
    for name in names:
        found = in_hands_of(client, name, version)
        for job in found if only is None else found & only:
            count += store.reenqueue_for_recovery(job, names, INTERNAL_QUEUE_NAME)
    return count
