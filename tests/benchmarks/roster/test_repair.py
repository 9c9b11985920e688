"""`huddle bench repair`: a published instance's roster, somebody out, what comes of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from benchmarks.roster.command import BAD_INPUT
from benchmarks.roster.command import main as plan
from benchmarks.roster.repair import main
from tests.benchmarks.roster.test_curtois import SMALL


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    path = folder / "small.txt"
    path.write_text(SMALL)
    assert plan(["--format", "curtois", str(path), "--workers", "1", "--out", str(folder)]) == 0
    return path


def words(small: Path, **given: str) -> list[str]:
    asked = {"roster": str(small.with_suffix(".csv")), "absent": "A", "days": "3"} | given
    options = [word for name, value in asked.items() for word in (f"--{name}", value)]
    return [str(small), "--format", "curtois", "--deadline", "60", *options]


def test_the_figures_are_those_of_the_certificate(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small.with_suffix(".csv").open(encoding="utf-8") as file:
        worked = [
            day
            for day, cell in enumerate(next(r for r in csv.reader(file) if r[0] == "A")[1:])
            if cell
        ]
    assert worked
    assert main([*words(small, days=str(worked[0])), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["instance"] == "small" and told["absent"] == ["A"]
    assert told["changes_proven"] and told["changes"] == len(told["changed"])
    assert told["changes_seconds"] <= told["seconds"]
    assert told["short"] == told["short_bound"]
    assert told["troubles"] == []


def test_who_is_out_on_no_day_of_work_changes_nothing(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small.with_suffix(".csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.reader(file) if row[0] == "A")
    off = row[1:].index("")
    assert main(words(small, days=f"{off}-{off}")) == 0
    assert "small: 0 changes (proven after " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"absent": "Z"}, "--absent Z: nobody of the instance is called so"),
        ({"days": "5-3"}, "--days 5-3: days are 0 to 6"),
        ({"days": "x"}, "--days x: write two numbers"),
        ({"roster": "none.csv"}, "none.csv: cannot be read as CSV"),
        ({"deadline": "-1"}, "deadline: out of range"),
    ],
)
def test_bad_input_ends_with_two(
    small: Path, given: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words(small, **given)) == BAD_INPUT
    assert said in capsys.readouterr().err


def test_a_roster_with_a_day_too_few_is_refused(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = tmp_path / "short.csv"
    short.write_text("person,0\nA,D\n")
    assert main(words(small, roster=str(short))) == BAD_INPUT
    assert "short.csv, line 2: 1 cells, expected 7" in capsys.readouterr().err
