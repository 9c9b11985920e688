"""`huddle roster absence`: what it asks, what it prints and writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.command_line.roster_absence import is_short
from models.absence_answer import AnsweredAbsence, DayOutcome
from scenarios.roster_library import load_example_absence
from tests.api import examples
from tests.api.command_line.conftest import Run
from tests.api.fakes import FakePlanner

FOLDER = Path(__file__).parents[3] / "scenarios" / "rosters" / "nurse-out"


@pytest.mark.parametrize("file", ["nurse-out", FOLDER / "absence.yaml"])
def test_a_file_or_an_example_is_asked_about(
    run: Run, planner: FakePlanner, file: str | Path
) -> None:
    words = ("--deadline", "3", "--seed", "7", "--lean", "fairest", "--profile", "fewest-calls")
    done = run(
        "roster", "absence", file, *words, "--no-options", "--workers", "2", "--deterministic"
    )
    assert done.exit_code == 3
    (asked,) = planner.asked
    assert (asked["office"], asked["absence"]) == load_example_absence("nurse-out")
    how = asked["asked"]
    assert (how.deadline, how.seed, how.profile, how.workers, how.options) == (
        3, 7, "fewest-calls", 2, False)  # fmt: skip
    assert how.deterministic
    assert asked["lean"] == "fairest"


def test_the_words_say_whom_to_call_and_how_each_part_stands(run: Run) -> None:
    said = run("roster", "absence", "nurse-out").stdout
    first, second, *_ = said.splitlines()
    assert first == "Answering 1 absence at nurse-clinic: 28 days from 2026-11-30, 3 booked days."
    assert second == "rn-ames out on 2026-12-03: the roster stands; 1 person short."
    for words in (
        "Staff to call first: 1",
        "Can you work nurse on Thursday 3 December?",
        "Call list: 1 call",
        "Not covered (1)",
        "Monday 2026-11-23: planned anew",
        "rn-ames is out, and not at main.",
        "s-9 is left to 2026-12-04.",
        "Friday 2026-12-04: not planned",
        "It was too much.",
        "Saturday 2026-12-05: as published",
        "Certificates",
    ):
        assert words in said


def test_who_else_is_out_is_said_beside_the_file(run: Run, planner: FakePlanner) -> None:
    words = ("--absent", "rn-cole 2026-12-07T10:40", "--absent", "desk-1 2026-12-03 2026-12-04")
    run("roster", "absence", "nurse-out", *words)
    entries = [
        (entry.person, entry.first.isoformat(), entry.end.isoformat(), entry.at)
        for entry in planner.asked[0]["absence"].absences
    ]
    assert entries == [
        ("rn-cole", "2026-12-07", "2026-12-07", 640),
        ("desk-1", "2026-12-03", "2026-12-04", None),
    ]


@pytest.mark.parametrize(
    ("absent", "said"),
    [
        ("rn-cole", "not an absence"),
        ("rn-cole 2026-12-07 2026-12-08 2026-12-09", "not an absence"),
        ("rn-cole tomorrow", "--absent.from"),
        ("rn-cole 2026-12-07T25h", "--absent.at"),
        ("rn-cole 2026-12-07 2026-12-01", "'to' must not be before 'from'"),
    ],
)
def test_what_is_no_absence_is_refused(
    run: Run, planner: FakePlanner, absent: str, said: str
) -> None:
    done = run("roster", "absence", "nurse-out", "--absent", absent)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not planner.asked


def test_json_is_all_there_is_and_out_holds_the_same_and_the_grid(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / f"answer.{ending}" for ending in ("json", "csv", "svg")]
    words = [word for path in files for word in ("--out", path)]
    done = run("roster", "absence", "nurse-out", "--json", *words)
    answer = AnsweredAbsence.model_validate(json.loads(done.stdout))
    assert answer.days[0].outcome is DayOutcome.PLANNED
    assert files[0].read_text() == done.stdout
    assert [path.read_bytes()[:4] for path in files[1:]] == [b"pers", b"<svg"]


def test_no_such_absence_is_refused_in_words(run: Run) -> None:
    done = run("roster", "absence", "clinic-month")
    assert done.exit_code == 2
    assert "no example absence of this name" in done.stderr and "nurse-out" in done.stderr


def test_what_is_left_short_ends_with_three() -> None:
    office, absence = load_example_absence("nurse-out")
    answer = examples.answered_absence(office, absence)
    assert is_short(answer)
    covered = answer.model_copy(
        update={"roster": answer.roster.model_copy(update={"uncovered": ()})}
    )
    assert is_short(covered)
    planned = covered.model_copy(update={"days": covered.days[:1]})
    assert not is_short(planned)
