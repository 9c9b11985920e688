"""`--issued`: the plan that the office was last given, handed to every question about the day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.plan import Plan
from tests.api import examples
from tests.api.command_line.conftest import Run
from tests.api.fakes import FakePlanner

ISSUED = Plan.model_validate(examples.PLAN)


@pytest.fixture
def issued_file(tmp_path: Path) -> Path:
    path = tmp_path / "issued.json"
    path.write_text(examples.proposal().model_dump_json())
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("resolve",),
        ("why", "a-1"),
        ("why-not", "a-1", "--provider", "dr-bell"),
        ("conflict", "a-1", "--provider", "dr-bell"),
        ("help-me",),
        ("frontier",),
        ("what-if", "--variant", "late: late dr-bell 09:00"),
    ],
)
def test_the_plan_in_a_proposal_is_handed_on(
    run: Run, planner: FakePlanner, day_file: Path, issued_file: Path, words: tuple[str, ...]
) -> None:
    command, *rest = words
    result = run(command, day_file, *rest, "--issued", issued_file)

    assert result.exit_code == 0, result.output
    assert planner.asked[0]["issued"] == ISSUED


def test_a_plan_is_judged_from_the_issued_one(
    run: Run, planner: FakePlanner, day_file: Path, issued_file: Path
) -> None:
    run("check", day_file, issued_file, "--issued", issued_file)

    assert planner.asked[0]["issued"] == ISSUED


def test_a_plan_alone_will_do(
    run: Run, planner: FakePlanner, day_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(examples.PLAN))

    run("resolve", day_file, "--issued", path)

    assert planner.asked[0]["issued"] == ISSUED


def test_without_it_nothing_was_issued(run: Run, planner: FakePlanner, day_file: Path) -> None:
    run("resolve", day_file)

    assert planner.asked[0]["issued"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "issued.json"),
        ("[]", "issued.json"),
        ('{"plan": {"office": "corner"}}', "issued.json.plan.date"),
        ('{"visits": []}', "issued.json.office"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(
    run: Run, day_file: Path, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "issued.json"
    path.write_text(text)

    result = run("resolve", day_file, "--issued", path)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_not_there_is_refused(run: Run, day_file: Path, tmp_path: Path) -> None:
    result = run("resolve", day_file, "--issued", tmp_path / "none.json")

    assert result.exit_code == 2
    assert "no such file" in result.stderr


def test_a_return_in_short(run: Run, planner: FakePlanner, day_file: Path) -> None:
    run("resolve", day_file, "--event", "absent dr-lee", "--event", "returned dr-lee 10:00")

    assert [event.type for event in planner.asked[0]["events"]] == ["absent", "returned"]
