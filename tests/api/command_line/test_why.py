"""`huddle why`: what is asked, what is shown, and the plan of an earlier answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.explanation import Why
from tests.api import examples
from tests.api.command_line.conftest import Run
from tests.api.fakes import FakePlanner


@pytest.fixture
def proposal_file(tmp_path: Path) -> Path:
    path = tmp_path / "proposal.json"
    path.write_text(examples.proposal(profile="fewest-calls").model_dump_json())
    return path


def test_the_answer_is_one_sentence_then_figures(run: Run, day_file: Path) -> None:
    result = run("why", day_file, "a-1")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert examples.why().summary in result.stdout
    assert "calls T4 +72 a-1 is called." in lines
    assert "left to a clinician +348 disposition +360, calls -12" in lines
    assert "as published, 09:10 with dr-lee no dr-lee is away all day absence" in lines


def test_json(run: Run, day_file: Path) -> None:
    result = run("why", day_file, "a-1", "--json")

    assert Why.model_validate(json.loads(result.stdout)) == examples.why()


def test_an_earlier_proposal_brings_its_moment_and_profile(
    run: Run, planner: FakePlanner, day_file: Path, proposal_file: Path
) -> None:
    result = run("why", day_file, "a-1", "--proposal", proposal_file)

    asked = planner.asked[0]
    assert "Re-planning" not in result.stdout
    assert asked["given"].plan == examples.proposal().plan
    assert asked["given"].certificate == examples.proposal().certificate
    assert (asked["now"], asked["asked"].profile) == (6 * 60 + 45, "fewest-calls")


def test_a_plan_alone_will_do(
    run: Run, planner: FakePlanner, day_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(examples.proposal().plan.model_dump_json())

    run("why", day_file, "a-1", "--proposal", path, "--now", "07:00")

    assert planner.asked[0]["given"].certificate is None
    assert planner.asked[0]["now"] == 7 * 60


def test_a_proposal_that_is_none_is_refused(run: Run, day_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("{}")

    result = run("why", day_file, "a-1", "--proposal", path)

    assert result.exit_code == 2
    assert "plan.json.office" in result.stderr
