"""A roster as CSV, workbook and picture: what stands where, what is marked, what is never run."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree as Xml

import pytest

from api.exchange.roster_csv import plain, roster_csv
from api.exchange.roster_grid import RosterGrid, grid_of
from api.exchange.roster_xlsx import roster_xlsx
from api.render.roster_picture import roster_svg
from models.roster_answer import BuiltRoster
from scenarios.roster_library import load_example_roster
from tests.api import examples

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SVG = "{http://www.w3.org/2000/svg}"
FRIDAY = date(2026, 12, 4)
GRID = RosterGrid(
    first=FRIDAY,
    rows={"ann": (("early",), ()), "ben": (("late", "desk"), ("late",))},
    changed={("ben", FRIDAY): (), ("ann", date(2026, 12, 5)): ("late",)},
)


def sheet_of(book: bytes, number: int) -> list[list[str]]:
    """Return the texts of a sheet, read as a spreadsheet would."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        shared = Xml.fromstring(parts.read("xl/sharedStrings.xml"))
        texts = ["".join(item.itertext()) for item in shared]
        sheet = Xml.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
    return [
        [
            texts[int(cell.findtext(f"{SHEET}v") or 0)] if cell.get("t") == "s" else ""
            for cell in row.iter(f"{SHEET}c")
        ]
        for row in sheet.iter(f"{SHEET}row")
    ]


def test_csv_has_a_row_a_person_and_a_column_a_day() -> None:
    assert list(csv.reader(io.StringIO(roster_csv(GRID)))) == [
        ["person", "2026-12-04", "2026-12-05"],
        ["ann", "early", ""],
        ["ben", "late desk", "late"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_is_none_in_csv(text: str) -> None:
    assert plain(text) == f"'{text}"
    assert plain("early") == "early"


def test_a_workbook_has_the_grid_and_what_was_there_before() -> None:
    book = roster_xlsx(GRID)
    assert sheet_of(book, 1) == [
        ["person", "2026-12-04", "2026-12-05"],
        ["ann", "early", ""],
        ["ben", "late desk", "late"],
    ]
    assert sheet_of(book, 2) == [
        ["person", "date", "was", "now"],
        ["ann", "2026-12-05", "late", ""],
        ["ben", "2026-12-04", "", "late desk"],
    ]


def test_a_workbook_has_no_formula_and_no_link() -> None:
    grid = RosterGrid(FRIDAY, {"=cmd()": (("https://example.org",),)}, {})
    book = roster_xlsx(grid)
    assert sheet_of(book, 1)[1] == ["=cmd()", "https://example.org"]
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet and b"hyperlink" not in sheet


def test_the_same_roster_is_the_same_workbook() -> None:
    assert roster_xlsx(GRID) == roster_xlsx(GRID)


def test_a_picture_marks_what_is_changed_and_says_what_it_was() -> None:
    picture = Xml.fromstring(roster_svg(GRID))
    marked = [g.findtext(f"{SVG}title") for g in picture.iter(f"{SVG}g") if g.get("class")]
    assert marked == [
        "ann 2026-12-05: off, was late",
        "ben 2026-12-04: late desk, was off",
    ]
    assert len(list(picture.iter(f"{SVG}rect"))) == 4


def test_a_picture_runs_nothing_that_a_reference_says() -> None:
    drawn = roster_svg(RosterGrid(FRIDAY, {"<script>": (("a&b",),)}, {}))
    assert "<script" not in drawn and "&lt;script&gt;" in drawn and "a&amp;b" in drawn


def test_an_answer_without_a_roster_has_no_grid() -> None:
    office, roster = load_example_roster("clinic-month")
    none = BuiltRoster(office="c", first=FRIDAY, days=1, roster=None, possible=False)
    assert grid_of(none) is None
    grid = grid_of(examples.repaired_roster(office, roster))
    assert grid is not None and grid.rows == roster.published and not grid.changed
