"""`huddle resolve`: what is asked, what is shown, how it ends."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from models.clock import minutes_of
from models.errors import BadInput, Fault
from models.events import Absent, Late
from models.proposal import Proposal
from tests.api import examples
from tests.api.command_line.conftest import Run
from tests.api.fakes import FakePlanner


def test_an_answer_starts_with_what_is_replanned_and_the_one_sentence(
    run: Run, day_file: Path
) -> None:
    result = run("resolve", day_file)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Re-planning corner on 2026-11-23: 2 visits, 0 events."
    assert lines[1] == examples.proposal().summary


def test_the_planner_gets_day_events_moment_and_settings(
    run: Run, planner: FakePlanner, day_file: Path
) -> None:
    result = run(
        *("resolve", day_file, "--event", "absent dr-lee", "--event", "late dr-bell 09:00"),
        *("--now", "06:50", "--profile", "fewest-calls", "--deadline", "2.5", "--seed", "7"),
        *("--workers", "2", "--deterministic", "--no-options"),
    )

    assert result.exit_code == 0
    (asked,) = planner.asked
    assert asked["office"] == examples.office()
    assert asked["day"] == examples.day()
    assert asked["events"] == (
        Absent(person="dr-lee"),
        Late(person="dr-bell", until=minutes_of("09:00")),
    )
    assert asked["now"] == minutes_of("06:50")
    how = asked["asked"]
    assert (how.profile, how.deadline, how.seed) == ("fewest-calls", 2.5, 7)
    assert (how.workers, how.deterministic, how.options) == (2, True, False)


def test_a_moment_may_be_an_instant(run: Run, planner: FakePlanner, day_file: Path) -> None:
    run("resolve", day_file, "--now", "2026-11-23T06:45-05:00")

    assert planner.asked[0]["now"] == datetime.fromisoformat("2026-11-23T06:45-05:00")


def test_json_is_all_there_is_on_standard_output(run: Run, day_file: Path) -> None:
    result = run("resolve", day_file, "--json")

    assert result.exit_code == 0
    assert Proposal.model_validate(json.loads(result.stdout)) == examples.proposal()
    assert result.stderr == ""


def test_the_proposal_is_written_to_a_file(run: Run, day_file: Path, tmp_path: Path) -> None:
    result = run("resolve", day_file, "--out", tmp_path / "proposal.json")

    assert result.exit_code == 0
    written = json.loads((tmp_path / "proposal.json").read_text())
    assert Proposal.model_validate(written) == examples.proposal()


def test_a_file_that_cannot_be_written_is_bad_input(run: Run, day_file: Path) -> None:
    result = run("resolve", day_file, "--out", day_file.parent)

    assert result.exit_code == 2
    assert "is a directory" in result.stderr


def test_deadline_zero_is_an_answer(run: Run, day_file: Path) -> None:
    assert run("resolve", day_file, "--deadline", "0").exit_code == 0


@pytest.mark.parametrize("left", ["gaps", "violations"])
def test_what_remains_shows_in_the_exit_code(
    run: Run, planner: FakePlanner, day_file: Path, left: str
) -> None:
    finding = examples.GAP if left == "gaps" else examples.BREACH
    planner.proposal = examples.proposal(**{left: [finding]})

    result = run("resolve", day_file)

    assert result.exit_code == 3
    assert finding["sentence"] in result.stdout


def test_what_the_engine_refuses_is_told_field_by_field(
    run: Run, planner: FakePlanner, day_file: Path
) -> None:
    faults = [
        Fault("day.appointments.0.provider", "'dr-lee'", "nobody of this id", "add the person"),
        Fault("day.date", "", "before the office's first day"),
    ]
    planner.refusal = BadInput(faults)

    result = run("resolve", day_file)

    assert result.exit_code == 2
    assert result.stderr.splitlines() == [f"Error: {fault}" for fault in faults]


def test_with_json_a_refusal_is_problem_details(
    run: Run, planner: FakePlanner, day_file: Path
) -> None:
    planner.refusal = BadInput([Fault("day.date", "'x'", "not a date", "write 2026-11-23")])

    result = run("resolve", day_file, "--json")

    assert result.exit_code == 2
    assert result.stdout == ""
    problem = json.loads(result.stderr)
    assert problem["status"] == 422
    assert problem["faults"] == [
        {
            "field": "day.date",
            "value": "'x'",
            "problem": "not a date",
            "expected": "write 2026-11-23",
        }
    ]


def test_the_solver_processes_end_with_the_command(
    run: Run, planner: FakePlanner, day_file: Path
) -> None:
    run("resolve", day_file)

    assert planner.ended.is_set()


def test_they_end_after_a_refusal_too(run: Run, planner: FakePlanner, day_file: Path) -> None:
    planner.refusal = BadInput([Fault("day", "", "wrong")])

    run("resolve", day_file)

    assert planner.ended.is_set()


def test_demo_replans_the_family_practice(run: Run, planner: FakePlanner) -> None:
    result = run("demo", "--deadline", "1")

    assert result.exit_code == 0
    assert len(planner.asked[0]["day"].appointments) == 62
    assert examples.proposal().summary in result.stdout
