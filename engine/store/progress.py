"""Progress: what was told of a search while it ran, in positions, so that it can be read on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Generic

from sqlalchemy import func, insert, select

from engine.asked import Progress
from engine.store.kinds import DAY, Name
from engine.store.signals import of_proposal, signal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class KeptProgress:
    """What was told, and its position: counted from 1 for each proposal, over all attempts."""

    position: int
    told: Progress


class ProgressLog(Generic[Name]):
    """The progress of solves of one kind of what is kept.

    Args:
        kind: the kind.
    """

    def __init__(self, kind: Kind[Name, Any, Any, Any, Any]) -> None:
        self._kind, self._table = kind, kind.progress

    def tell(self, conn: Connection, proposal: str, owner: str, told: Progress) -> int | None:
        """Keep what an attempt tells, and return its position; None when the attempt may not tell.

        Args:
            conn: an open connection that may write.
            proposal: the proposal that is worked out.
            owner: the attempt; only the one that has the solve in hand is heard.
            told: what it tells.
        """
        solves = self._kind.solves
        solve = conn.execute(
            select(*solves.c["site", self._kind.column])
            .where(solves.c.proposal == proposal, solves.c.owner == owner)
            .with_for_update()
        ).one_or_none()
        if solve is None:
            return None
        last = select(func.max(self._table.c.position)).where(self._table.c.proposal == proposal)
        position: int = (conn.scalar(last) or 0) + 1
        conn.execute(
            insert(self._table).values(
                proposal=proposal,
                position=position,
                **self._kind.named(solve.site, self._kind.name_in(solve)),
                **asdict(told),
            )
        )
        signal(conn, of_proposal(proposal))
        return position

    def progress_of(self, conn: Connection, proposal: str, after: int = 0) -> list[KeptProgress]:
        """Return what was told of a proposal after a position, in order."""
        asked = select(self._table).where(
            self._table.c.proposal == proposal, self._table.c.position > after
        )
        return [
            KeptProgress(
                row.position,
                Progress(
                    row.stage,
                    row.ring,
                    row.cost,
                    row.lower_bound,
                    row.gap,
                    row.seconds,
                    row.sentence,
                ),
            )
            for row in conn.execute(asked.order_by(self._table.c.position))
        ]


_days = ProgressLog(DAY)
tell, progress_of = _days.tell, _days.progress_of
