"""A roster as a workbook: the grid with its changes marked, and a second sheet that lists them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import xlsxwriter

from api.exchange.roster_grid import BETWEEN, RosterGrid

HEAD = {"bold": True, "bottom": 1}
WEEKEND = {"bg_color": "#eeeeee"}
CHANGED = {"bg_color": "#ffe08a", "bold": True, "border": 1}
MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When every workbook says that it was made: the same roster gives the same bytes."""


def roster_xlsx(grid: RosterGrid) -> bytes:
    """Return the grid as an XLSX workbook; every cell is text, whatever it begins with."""
    written = io.BytesIO()
    # Texts are written as texts: neither formulas nor links are made out of them.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"created": MADE})
        head, weekend = book.add_format(HEAD), book.add_format(WEEKEND)
        changed, usual = book.add_format(CHANGED), book.add_format()
        sheet = book.add_worksheet("Roster")
        sheet.freeze_panes(1, 1)
        sheet.write_string(0, 0, "person", head)
        for column, day in enumerate(grid.dates, start=1):
            sheet.write_string(0, column, day.isoformat(), head)
        for row, person in enumerate(grid.rows, start=1):
            sheet.write_string(row, 0, person)
            for column, (day, text, was) in enumerate(grid.cells(person), start=1):
                quiet = weekend if day.weekday() > 4 else usual
                sheet.write_string(row, column, text, quiet if was is None else changed)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, len(grid.dates), 11)
        if grid.changed:
            changes = book.add_worksheet("Changes")
            for column, title in enumerate(("person", "date", "was", "now")):
                changes.write_string(0, column, title, head)
            listed = [
                (person, day.isoformat(), BETWEEN.join(was), text)
                for person in grid.rows
                for day, text, was in grid.cells(person)
                if was is not None
            ]
            for row, texts in enumerate(listed, start=1):
                for column, text in enumerate(texts):
                    changes.write_string(row, column, text)
            changes.set_column(0, 3, 16)
    return written.getvalue()
