"""Solves: which proposals wait to be worked out, from when on, and which attempt has one in hand.

Whoever writes here holds the lock of the day or roster, so that an event is either seen by the
solve that waits or brings a new one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from sqlalchemy import bindparam, exists, func, insert, select, update

from engine.store.errors import NotThere
from engine.store.kinds import DAY, Name
from engine.store.proposals import Status
from engine.store.tables import now

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Join

    from engine.store.kinds import Kind


@dataclass(frozen=True)  # a generic one with slots cannot be made by its alias
class SolveOf(Generic[Name]):
    """The working out of one proposal.

    Attributes:
        proposal: the proposal's id.
        site: its site.
        name: of what in its site; of a day the date.
        due: it is not begun before; by the database's clock.
        paced: whether it keeps its distance to others.
        started: when it was first begun; None while it waits.
        attempts: how often it was begun and not ended.
        owner: the attempt that may answer it; None when none has it in hand.
    """

    proposal: str
    site: str
    name: Name
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


class Solves(Generic[Name]):
    """The solves of one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Any, Any, Any, Any]) -> None:
        self._kind = kind
        self._table, self._proposals = kind.solves, kind.proposals
        # Written once, for every event asks it.
        self._alive = (
            select(*self._table.c["proposal", "started"])
            .select_from(self._joined())
            .where(
                kind.at(self._table, bindparam("site"), bindparam("name")), self._still_working()
            )
            .order_by(self._proposals.c.number)
        )

    def plan_solve(
        self,
        conn: Connection,
        proposal: str,
        site: str,
        name: Name,
        due: dt.datetime,
        *,
        paced: bool = True,
    ) -> None:
        """Note that a proposal is to be worked out.

        Args:
            conn: an open connection that may write.
            proposal: the proposal's id.
            site: its site.
            name: its name; of a day the date.
            due: it is not begun before.
            paced: whether others keep their distance to it, as it does to them.
        """
        conn.execute(
            insert(self._table).values(
                proposal=proposal, **self._kind.named(site, name), due=due, paced=paced, attempts=0
            )
        )

    def solve_of(self, conn: Connection, proposal: str) -> SolveOf[Name]:
        """Return the solve of a proposal.

        Raises:
            NotThere: there is none.
        """
        row = conn.execute(
            select(self._table).where(self._table.c.proposal == proposal)
        ).one_or_none()
        if row is None:
            raise NotThere(f"there is no solve of proposal {proposal}")
        return SolveOf(
            row.proposal,
            row.site,
            self._kind.name_in(row),
            row.due,
            row.paced,
            row.started,
            row.attempts,
            row.owner,
        )

    def alive_of(self, conn: Connection, site: str, name: Name) -> tuple[str | None, list[str]]:
        """Return the proposal that waits to be begun, which will answer all that comes.

        And those that have been begun and not ended.
        """
        rows = conn.execute(self._alive, {"site": site, "name": name}).all()
        waiting = [row.proposal for row in rows if row.started is None]
        running = [row.proposal for row in rows if row.started is not None]
        return (waiting[-1] if waiting else None), running

    def begun_within(
        self, conn: Connection, site: str, name: Name, now: dt.datetime, seconds: float
    ) -> list[dt.datetime]:
        """Return when its paced solves were first begun within some seconds, the latest first.

        What was begun at a time that has not come, before a clock was set back, is left out.
        """
        ago = dt.timedelta(seconds=seconds)
        asked = select(self._table.c.started).where(
            self._kind.at(self._table, site, name),
            self._table.c.started > now - ago,
            self._table.c.started <= now + ago,
            self._table.c.paced,
        )
        return [time for time in conn.scalars(asked.order_by(self._table.c.started.desc())) if time]

    def take(self, conn: Connection, proposal: str, owner: str) -> None:
        """Let an attempt have a solve in hand, and count it."""
        conn.execute(
            update(self._table)
            .where(self._table.c.proposal == proposal)
            .values(
                owner=owner,
                started=func.coalesce(self._table.c.started, clock(conn)),
                attempts=self._table.c.attempts + 1,
            )
        )

    def hand_back(self, conn: Connection, proposal: str, owner: str) -> None:
        """Give a solve back that an attempt has in hand and does not end; it is not counted."""
        conn.execute(
            update(self._table)
            .where(self._table.c.proposal == proposal, self._table.c.owner == owner)
            .values(owner=None, attempts=self._table.c.attempts - 1)
        )

    def overdue(self, conn: Connection, seconds: float, most_ahead: float) -> list[str]:
        """Return the proposals that should have been begun by now, and some that were.

        Args:
            conn: an open connection.
            seconds: how long they are due.
            most_ahead: how long a solve is put off at most, in seconds; one that is due after that
                was put off by a clock that has been set back since.
        """
        time = clock(conn)
        late = self._table.c.due < time - dt.timedelta(seconds=seconds)
        lost = self._table.c.due > time + dt.timedelta(seconds=most_ahead + seconds)
        asked = select(self._table.c.proposal).select_from(self._joined())
        return list(conn.scalars(asked.where(late | lost, self._still_working())))

    def count_working(self, conn: Connection) -> int:
        """Return how many proposals are being worked out, or wait for it."""
        return conn.execute(
            select(func.count()).select_from(self._joined()).where(self._still_working())
        ).scalar_one()

    def oldest_seconds(self, conn: Connection) -> float:
        """Return the age of the oldest event not answered, of what is being worked out.

        0 when there is none. An event counts as answered by the first answer that knows of it, also
        when a newer one has taken the place of that since.
        """
        events = self._kind.events
        of_it = self._kind.at(self._proposals, events.c.site, events.c[self._kind.column])
        answered = select(func.max(self._proposals.c.last_position)).where(
            of_it, self._proposals.c.digest.is_not(None)
        )
        oldest = conn.scalar(
            select(func.min(events.c.at)).where(
                exists().where(of_it, self._still_working()),
                events.c.position > func.coalesce(answered.scalar_subquery(), 0),
            )
        )
        return 0.0 if oldest is None else max(0.0, (now() - oldest).total_seconds())

    def _joined(self) -> Join:
        return self._table.join(self._proposals, self._proposals.c.id == self._table.c.proposal)

    def _still_working(self) -> ColumnElement[bool]:
        return self._proposals.c.status == Status.WORKING.value


Solve = SolveOf[dt.date]
"""The working out of a proposal of a day."""

_days = Solves(DAY)
plan_solve, solve_of, take, hand_back = (
    _days.plan_solve,
    _days.solve_of,
    _days.take,
    _days.hand_back,
)
alive_of, begun_within = _days.alive_of, _days.begun_within
overdue, count_working, oldest_seconds = _days.overdue, _days.count_working, _days.oldest_seconds
