"""What became of every row of an imported book: a visit, left out, or rejected and why."""

from __future__ import annotations

from models.base import Fact, Ref
from models.day import Day


class ImportedVisit(Fact):
    """A visit and the rows that it was made from."""

    appointment: Ref
    rows: tuple[int, ...]


class RowNote(Fact):
    """Something about one row; `row` is empty when it is about the whole file.

    Cells are never repeated: what a wrong column holds may be a name.
    """

    row: int | None = None
    field: str
    reason: str
    expected: str = ""

    def __str__(self) -> str:
        where = f"row {self.row}, {self.field}" if self.row is not None else self.field
        expected = f"; {self.expected}" if self.expected else ""
        return f"{where}: {self.reason}{expected}"


class ImportReport(Fact):
    """The day that a book gives, and an account of every row.

    Rows count as a spreadsheet does: the header is row 1. Each of `rows` records stands in
    exactly one of `imported`, `left_out` and `rejected` (there once for each thing wrong).
    """

    day: Day
    rows: int
    imported: tuple[ImportedVisit, ...]
    left_out: tuple[RowNote, ...]
    rejected: tuple[RowNote, ...]
    warnings: tuple[RowNote, ...]

    @property
    def summary(self) -> str:
        """Say in one sentence what became of the rows."""
        used = sum(len(visit.rows) for visit in self.imported)
        rejected = len({note.row for note in self.rejected})
        return (
            f"{self.rows} rows: {used} make {len(self.imported)} visits,"
            f" {len(self.left_out)} left out, {rejected} rejected"
        )
