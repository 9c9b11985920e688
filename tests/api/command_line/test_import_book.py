"""`huddle import csv`: an appointment book becomes a day, and every row is accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.exchange.import_report import ImportReport
from api.files import load_day
from models.clock import minutes_of
from tests.api import examples
from tests.api.command_line.conftest import Run

BOOK = """\
Appt,Date,Time,Type,Provider
1001,2026-11-23,09:10,Follow Up,LEE
1002,2026-11-23,10:00,Follow Up,BELL
1003,2026-11-24,10:00,Follow Up,BELL
"""
UNKNOWN_TYPE = "1004,2026-11-23,11:00,Botox,BELL\n"
MAPPING = {
    "columns": {
        "reference": ["Appt"],
        "date": "Date",
        "time": "Time",
        "visit_type": "Type",
        "provider": "Provider",
    },
    "visit_types": {"Follow Up": "follow-up"},
    "providers": {"LEE": "dr-lee", "BELL": "dr-bell"},
}


@pytest.fixture
def words(tmp_path: Path) -> list[str | Path]:
    """The words that import the book above as files."""
    (tmp_path / "book.csv").write_text(BOOK)
    (tmp_path / "map.json").write_text(json.dumps(MAPPING))
    (tmp_path / "office.json").write_text(json.dumps(examples.OFFICE))
    files: list[str | Path] = ["--map", tmp_path / "map.json", "--office", tmp_path / "office.json"]
    return ["import", "csv", tmp_path / "book.csv", *files, "--date", "2026-11-23"]


def test_the_day_is_written_and_finds_its_office(
    run: Run, words: list[str | Path], tmp_path: Path
) -> None:
    (tmp_path / "days").mkdir()

    result = run(*words, "--out", tmp_path / "days" / "monday.yaml")

    assert result.exit_code == 0
    assert result.stdout.startswith("2026-11-23: 3 rows: 2 make 2 visits, 1 left out, 0 rejected")
    office, day = load_day(tmp_path / "days" / "monday.yaml")
    assert office == examples.office()
    told = [(visit.at, visit.provider, visit.visit_type) for visit in day.appointments]
    assert told == [
        (minutes_of("09:10"), "dr-lee", "follow-up"),
        (minutes_of("10:00"), "dr-bell", "follow-up"),
    ]


def test_no_record_number_remains(run: Run, words: list[str | Path], tmp_path: Path) -> None:
    run(*words, "--out", tmp_path / "day.yaml")

    assert "1001" not in (tmp_path / "day.yaml").read_text()


def test_without_a_file_the_day_goes_to_standard_output(
    run: Run, words: list[str | Path], tmp_path: Path
) -> None:
    result = run(*words)

    (tmp_path / "piped.yaml").write_text(result.stdout)
    _, day = load_day(tmp_path / "piped.yaml")
    assert len(day.appointments) == 2
    assert "2 visits" in result.stderr


def test_a_dry_run_writes_nothing(run: Run, words: list[str | Path], tmp_path: Path) -> None:
    result = run(*words, "--dry-run", "--out", tmp_path / "day.yaml")

    assert result.exit_code == 0
    assert "2 visits" in result.stdout
    assert not (tmp_path / "day.yaml").exists()


def test_a_rejected_row_is_said_and_shows_in_the_exit_code(
    run: Run, words: list[str | Path], tmp_path: Path
) -> None:
    (tmp_path / "book.csv").write_text(BOOK + UNKNOWN_TYPE)

    result = run(*words, "--dry-run")

    assert result.exit_code == 3
    (row,) = [line for line in result.stdout.splitlines() if line.startswith("  5 ")]
    assert "visit_type" in row
    assert "not in the mapping" in row
    assert "Botox" not in result.stdout, "a cell may hold a name and is not repeated"


def test_json_accounts_for_every_row(run: Run, words: list[str | Path]) -> None:
    report = ImportReport.model_validate(json.loads(run(*words, "--json").stdout))

    assert report.rows == 3
    assert len(report.day.appointments) == 2


def test_the_same_key_gives_the_same_references(
    run: Run, words: list[str | Path], tmp_path: Path
) -> None:
    (tmp_path / "key").write_bytes(b"a secret of this office's own\n")

    keyed = [run(*words, "--key", tmp_path / "key").stdout for _ in range(2)]
    unkeyed = [run(*words).stdout for _ in range(2)]

    assert keyed[0] == keyed[1]
    assert unkeyed[0] != unkeyed[1]


def test_a_roster_brings_its_shifts(
    run: Run, words: list[str | Path], day_file: Path, tmp_path: Path
) -> None:
    run(*words, "--roster", day_file, "--out", tmp_path / "imported.yaml")

    _, day = load_day(tmp_path / "imported.yaml")
    assert day.shifts == examples.day().shifts
    assert len(day.appointments) == 2


@pytest.mark.parametrize(
    ("option", "content", "problem"),
    [
        ("--key", "short", "too short"),
        ("--key", None, "no such file"),
        ("--map", "[]", "valid dictionary"),
        ("--map", None, "no such file"),
        ("--office", "{}", "missing"),
        ("--roster", None, "no such file"),
    ],
)
def test_what_cannot_be_used_is_refused(
    run: Run,
    words: list[str | Path],
    tmp_path: Path,
    option: str,
    content: str | None,
    problem: str,
) -> None:
    path = tmp_path / "given"
    if content is not None:
        path.write_text(content)

    result = run(*words, option, path)

    assert result.exit_code == 2
    assert problem in result.stderr
    assert result.stdout == ""


def test_a_roster_of_another_day_is_refused(
    run: Run, words: list[str | Path], day_file: Path
) -> None:
    words[words.index("2026-11-23")] = "2026-11-24"

    result = run(*words, "--roster", day_file)

    assert result.exit_code == 2
    assert "another day" in result.stderr


@pytest.mark.parametrize("book", ["", "\x00\x01", "Appt\n", '"unclosed', BOOK.replace("Appt", "X")])
def test_a_book_that_is_none_is_refused(
    run: Run, words: list[str | Path], tmp_path: Path, book: str
) -> None:
    (tmp_path / "book.csv").write_text(book)

    result = run(*words)

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert result.stdout == ""


def test_help_knows_the_formats(run: Run) -> None:
    assert "csv" in run("import", "--help").stdout
