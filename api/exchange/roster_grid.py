"""A roster as a grid: a row for each person, a column for each day, as managers keep it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.roster import Cell, RosterPlan
from models.roster_answer import BuiltRoster, RepairedRoster

BETWEEN = " "
"""What stands between two shifts of one day; no reference has a blank."""


@dataclass(frozen=True, slots=True)
class RosterGrid:
    """What a sheet, a file or a picture of a roster shows.

    Attributes:
        first: the date of the first column.
        rows: the cells of each person.
        changed: what stood in the cells that are not as published.
    """

    first: date
    rows: dict[str, tuple[Cell, ...]]
    changed: dict[tuple[str, date], Cell]

    @property
    def dates(self) -> list[date]:
        """The dates of the columns."""
        days = max(map(len, self.rows.values()), default=0)
        return [self.first + timedelta(days=day) for day in range(days)]

    def cells(self, person: str) -> Iterator[tuple[date, str, Cell | None]]:
        """Yield each date of a row with what stands there, and what stood there if it changed."""
        for day, cell in zip(self.dates, self.rows[person], strict=False):
            yield day, BETWEEN.join(cell), self.changed.get((person, day))


def grid_of(answer: BuiltRoster | RepairedRoster) -> RosterGrid | None:
    """Return the grid of an answer; None where no roster was found."""
    roster: RosterPlan | None = answer.roster
    if roster is None:
        return None
    changes = answer.changes if isinstance(answer, RepairedRoster) else ()
    changed = {(change.person, change.date): change.was for change in changes}
    return RosterGrid(answer.first, dict(roster.rows), changed)
