"""A roster as CSV: dates in the head, shifts in the cells, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io

from api.exchange.roster_grid import RosterGrid

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def roster_csv(grid: RosterGrid) -> str:
    """Return the grid as CSV, a person a row; a changed cell shows only what stands there now."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(["person", *(day.isoformat() for day in grid.dates)])
    for person in grid.rows:
        rows.writerow([plain(person), *(plain(text) for _, text, _ in grid.cells(person))])
    return written.getvalue()


def plain(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
