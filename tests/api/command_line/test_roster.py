"""`huddle roster`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.finding import Finding, Verdict
from tests.api.command_line.conftest import Run
from tests.api.fakes import FakePlanner

OFFICE: dict[str, Any] = {
    "id": "clinic",
    "sites": [{"id": "main", "zone": "UTC", "opens": "06:00", "closes": "22:00"}],
    "people": [{"id": "ann", "roles": ["nurse"], "contract": "full"}],
    "rostering": {
        "shift_types": {"D": {"from": "08:00", "to": "16:00"}},
        "contracts": {"full": {"runs": [{"most": 3}]}},
    },
}
ROSTER: dict[str, Any] = {
    "office": "office.json",
    "from": "2026-03-02",
    "days": 2,
    "demand": [{"shift_types": ["D"], "minimum": 1}],
    "published": {"ann": ["D", "D"]},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "office.json").write_text(json.dumps(OFFICE))
    path = tmp_path / "roster.json"
    path.write_text(json.dumps(ROSTER))
    return path


def test_a_file_names_its_office_as_a_day_does(run: Run, planner: FakePlanner, file: Path) -> None:
    done = run("roster", "repair", file, "--deadline", "3", "--seed", "7", "--lean", "cheapest")
    assert done.exit_code == 3
    assert done.stdout.startswith("Repairing clinic from 2026-03-02: 2 days, 0 absences.\n")
    assert "1 person short" in done.stdout and "Not covered (1)" in done.stdout
    (asked,) = planner.asked
    assert (asked["office"].id, asked["lean"]) == ("clinic", "cheapest")
    assert (asked["asked"].deadline, asked["asked"].seed, asked["asked"].options) == (3, 7, True)
    assert not asked["asked"].deterministic


@pytest.mark.parametrize("doing", ["build", "repair"])
def test_the_same_bytes_can_be_asked_for(
    run: Run, planner: FakePlanner, file: Path, doing: str
) -> None:
    run("roster", doing, file, "--deterministic", "--workers", "2")
    how = planner.asked[0]["asked"]
    assert (how.deterministic, how.workers) == (True, 2)


def test_json_is_all_there_is_and_out_holds_the_same(run: Run, file: Path) -> None:
    out = file.parent / "answer.json"
    done = run("roster", "repair", file, "--json", "--out", out)
    assert json.loads(done.stdout)["certificate"]["short"] == 1
    assert out.read_text() == done.stdout


def test_out_writes_what_its_ending_says(run: Run, file: Path) -> None:
    files = [file.parent / f"answer.{ending}" for ending in ("json", "csv", "XLSX", "svg")]
    words = [word for path in files for word in ("--out", path)]
    assert run("roster", "repair", file, *words).exit_code == 3
    starts = [path.read_bytes()[:4] for path in files]
    assert starts == [b"{\n  ", b"pers", b"PK\x03\x04", b"<svg"]


def test_an_ending_that_says_nothing_is_refused_before_anything_is_asked(
    run: Run, planner: FakePlanner, file: Path
) -> None:
    done = run("roster", "build", file, "--out", file.parent / "roster.doc")
    assert done.exit_code == 2
    assert "one of .json, .csv, .xlsx, .svg" in done.stderr
    assert not planner.asked


def test_no_roster_in_time_is_told_and_ends_with_three(run: Run, file: Path) -> None:
    done = run("roster", "build", file)
    assert done.exit_code == 3
    assert "No roster was found in time" in done.stdout


@pytest.mark.parametrize(("kind", "code"), [("breach", 3), ("gap", 3), ("cost", 0)])
def test_a_check_ends_by_what_it_finds(
    run: Run, planner: FakePlanner, file: Path, kind: str, code: int
) -> None:
    found = {"rule": "rest", "kind": kind, "about": ["ann"], "sentence": "Too short a rest."}
    planner.verdict = Verdict(findings=(Finding.model_validate(found | {"tier": "T3"}),))
    done = run("roster", "check", file)
    assert done.exit_code == code
    assert planner.asked[0]["plan"] is None


def test_a_check_takes_a_roster_or_an_answer(run: Run, planner: FakePlanner, file: Path) -> None:
    rows = {"rows": {"ann": ["D", None]}}
    for document in (rows, {"roster": rows, "office": "clinic"}):
        plan = file.parent / "plan.json"
        plan.write_text(json.dumps(document))
        assert run("roster", "check", file, plan, "--json").exit_code == 0
        assert planner.asked[-1]["plan"].rows == {"ann": (("D",), ())}


@pytest.mark.parametrize("command", ["build", "repair", "check"])
def test_no_such_roster_is_refused_in_words(run: Run, command: str) -> None:
    done = run("roster", command, "clinic-mont")
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: FILE: no such file, and no example roster of this name")
    assert "clinic-month" in done.stderr


def test_a_wrong_field_is_named(run: Run, file: Path) -> None:
    file.write_text(json.dumps(ROSTER | {"dayz": 3}))
    done = run("roster", "build", file, "--json")
    assert done.exit_code == 2
    assert json.loads(done.stderr)["faults"][0]["field"] == "roster.json.dayz"


def test_without_a_command_the_commands_are_listed(run: Run) -> None:
    assert all(word in run("roster", "--help").stdout for word in ("build", "repair", "check"))
