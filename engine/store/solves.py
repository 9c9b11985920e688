"""Solves: which proposals wait to be worked out, from when on, and which attempt has one in hand.

Whoever writes here holds the lock of the day, so that an event is either seen by the solve that
waits or brings a new one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, insert, select, update

from engine.store.errors import NotThere
from engine.store.job_tables import solves as table
from engine.store.proposals import Status
from engine.store.tables import events, now, proposals

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Join, Select


@dataclass(frozen=True, slots=True)
class Solve:
    """The working out of one proposal.

    Attributes:
        proposal: the proposal's id.
        site: its site.
        date: its day.
        due: it is not begun before; by the database's clock.
        paced: whether it keeps its distance to others.
        started: when it was first begun; None while it waits.
        attempts: how often it was begun and not ended.
        owner: the attempt that may answer it; None when none has it in hand.
    """

    proposal: str
    site: str
    date: dt.date
    due: dt.datetime
    paced: bool
    started: dt.datetime | None
    attempts: int
    owner: str | None


def clock(conn: Connection) -> dt.datetime:
    """Return the time of the database's machine, on which all processes agree."""
    if conn.dialect.name == "sqlite":
        return now()
    time: dt.datetime = conn.execute(select(func.clock_timestamp())).scalar_one()
    return time


def plan_solve(
    conn: Connection,
    proposal: str,
    site: str,
    date: dt.date,
    due: dt.datetime,
    *,
    paced: bool = True,
) -> None:
    """Note that a proposal is to be worked out.

    Args:
        conn: an open connection that may write.
        proposal: the proposal's id.
        site: its site.
        date: its day.
        due: it is not begun before.
        paced: whether others keep their distance to it, as it does to them.
    """
    conn.execute(
        insert(table).values(
            proposal=proposal, site=site, date=date, due=due, paced=paced, attempts=0
        )
    )


def solve_of(conn: Connection, proposal: str) -> Solve:
    """Return the solve of a proposal.

    Raises:
        NotThere: there is none.
    """
    row = conn.execute(select(table).where(table.c.proposal == proposal)).one_or_none()
    if row is None:
        raise NotThere(f"there is no solve of proposal {proposal}")
    return Solve(**row._mapping)  # noqa: SLF001 - the public name of a row's mapping


def waiting_of(conn: Connection, site: str, date: dt.date) -> str | None:
    """Return the proposal of a day that waits to be begun, which will answer all that comes."""
    asked = _working(site, date).where(table.c.started.is_(None))
    return conn.scalar(asked.order_by(proposals.c.number.desc()).limit(1))


def running_of(conn: Connection, site: str, date: dt.date) -> list[str]:
    """Return the proposals of a day that have been begun and not ended."""
    asked = _working(site, date).where(table.c.started.is_not(None))
    return list(conn.scalars(asked.order_by(proposals.c.number)))


def begun_within(
    conn: Connection, site: str, date: dt.date, now: dt.datetime, seconds: float
) -> list[dt.datetime]:
    """Return when paced solves of a day were first begun within some seconds, the latest first.

    What was begun at a time that has not come, before a clock was set back, is left out.
    """
    ago = dt.timedelta(seconds=seconds)
    asked = select(table.c.started).where(
        table.c.site == site,
        table.c.date == date,
        table.c.started > now - ago,
        table.c.started <= now + ago,
        table.c.paced,
    )
    return [time for time in conn.scalars(asked.order_by(table.c.started.desc())) if time]


def take(conn: Connection, proposal: str, owner: str) -> None:
    """Let an attempt have a solve in hand, and count it."""
    conn.execute(
        update(table)
        .where(table.c.proposal == proposal)
        .values(
            owner=owner,
            started=func.coalesce(table.c.started, clock(conn)),
            attempts=table.c.attempts + 1,
        )
    )


def hand_back(conn: Connection, proposal: str, owner: str) -> None:
    """Give a solve back that an attempt has in hand and does not end; it is not counted."""
    conn.execute(
        update(table)
        .where(table.c.proposal == proposal, table.c.owner == owner)
        .values(owner=None, attempts=table.c.attempts - 1)
    )


def overdue(conn: Connection, seconds: float, most_ahead: float) -> list[str]:
    """Return the proposals that should have been begun by now, and some that were.

    Args:
        conn: an open connection.
        seconds: how long they are due.
        most_ahead: how long a solve is put off at most, in seconds; one that is due after that
            was put off by a clock that has been set back since.
    """
    time = clock(conn)
    late = table.c.due < time - dt.timedelta(seconds=seconds)
    lost = table.c.due > time + dt.timedelta(seconds=most_ahead + seconds)
    asked = select(table.c.proposal).select_from(_joined())
    return list(conn.scalars(asked.where(late | lost, _still_working())))


def count_working(conn: Connection) -> int:
    """Return how many proposals are being worked out, or wait for it."""
    return conn.execute(
        select(func.count()).select_from(_joined()).where(_still_working())
    ).scalar_one()


def oldest_seconds(conn: Connection) -> float:
    """Return the age of the oldest event not answered, of days that are being worked out.

    0 when there is none. An event counts as answered by the first answer that knows of it, also
    when a newer one has taken the place of that since.
    """
    of_day = (proposals.c.site == events.c.site) & (proposals.c.date == events.c.date)
    answered = select(func.max(proposals.c.last_position)).where(
        of_day, proposals.c.digest.is_not(None)
    )
    oldest = conn.scalar(
        select(func.min(events.c.at)).where(
            exists().where(of_day, _still_working()),
            events.c.position > func.coalesce(answered.scalar_subquery(), 0),
        )
    )
    return 0.0 if oldest is None else max(0.0, (now() - oldest).total_seconds())


def _joined() -> Join:
    return table.join(proposals, proposals.c.id == table.c.proposal)


def _still_working() -> ColumnElement[bool]:
    return proposals.c.status == Status.WORKING.value


def _working(site: str, date: dt.date) -> Select[str]:
    return (
        select(table.c.proposal)
        .select_from(_joined())
        .where(table.c.site == site, table.c.date == date, _still_working())
    )
