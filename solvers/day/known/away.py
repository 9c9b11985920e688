"""Who is taken away by what happened, until they return."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.events import Absent, Late, LeavesEarly, Returned
from solvers.day.known.spans import HORIZON

if TYPE_CHECKING:
    from models.case import Case


@dataclass(frozen=True, slots=True)
class Away:
    """A stretch in which an event takes a person away.

    `remote` when they can work by video, `absent` when it is an absence: somebody who is late or
    has left can still be reached.
    """

    start: int
    end: int
    remote: bool
    absent: bool = True


def away_of(case: Case, person: str) -> list[Away]:
    """Return the stretches in which events take a person away; a return ends those before it."""
    away: list[Away] = []
    for event in case.day.events:
        if getattr(event, "person", None) != person:
            continue
        match event:
            case Absent(start=start, end=end, works_by_video=remote):
                away.append(Away(start or 0, HORIZON if end is None else end, remote))
            case Late(until=until):
                away.append(Away(0, until, remote=False, absent=False))
            case LeavesEarly(at=at):
                away.append(Away(at, HORIZON, remote=False, absent=False))
            case Returned(at=at):
                away = [replace(a, end=min(a.end, at)) for a in away if a.start < at]
            case _:
                pass
    return away
