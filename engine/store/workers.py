"""Workers: who is there to work, as far as they have said so themselves lately."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from engine.store.job_tables import workers as table
from engine.store.locks import insert_unless_there
from engine.store.solves import clock

if TYPE_CHECKING:
    from sqlalchemy import Connection


AHEAD_SECONDS = 5.0
"""What was said at a time that has not come by more than this, before a clock was set back, counts
for nothing: whoever said it says it again in a second, or is not there."""


def beat(conn: Connection, worker: str) -> dt.datetime:
    """Say that a worker is there, and return the database's time."""
    time = clock(conn)
    conn.execute(
        insert_unless_there(conn, table)
        .values(name=worker, since=time, seen=time)
        .on_conflict_do_update(index_elements=["name"], set_={"seen": time})
    )
    return time


def leave(conn: Connection, worker: str) -> None:
    """Say that a worker is not there any more."""
    conn.execute(delete(table).where(table.c.name == worker))


def heard_of(conn: Connection, seconds: float) -> frozenset[str]:
    """Return the workers that were there within the last so many seconds."""
    time = clock(conn)
    since, ahead = dt.timedelta(seconds=seconds), dt.timedelta(seconds=AHEAD_SECONDS)
    lately = table.c.seen.between(time - since, time + ahead)
    return frozenset(conn.scalars(select(table.c.name).where(lately)))


def forget_silent(conn: Connection, seconds: float) -> None:
    """Remove the workers that have been silent for so many seconds."""
    conn.execute(delete(table).where(table.c.seen < clock(conn) - dt.timedelta(seconds=seconds)))
