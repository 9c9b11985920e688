"""`huddle check`: a plan or a proposal, and what the rules find in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.clock import minutes_of
from models.finding import Finding, Verdict
from models.plan import Plan
from tests.api import examples
from tests.api.command_line.conftest import Run
from tests.api.fakes import FakePlanner

COST: dict[str, Any] = {
    "rule": "calls",
    "kind": "cost",
    "about": ["a-1"],
    "sentence": "a-1 is called",
    "tier": "T4",
    "cost": 60,
}


def verdict(*findings: dict[str, Any]) -> Verdict:
    return Verdict(findings=tuple(Finding.model_validate(finding) for finding in findings))


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(examples.PLAN))
    return path


@pytest.mark.parametrize(
    ("findings", "code", "sentence"),
    [
        ([], 0, "Legal, and without gaps. Cost 0."),
        ([COST, COST], 0, "Legal, and without gaps. Cost 120."),
        ([examples.GAP], 3, "Legal, with 1 gap. Cost 0."),
        ([examples.BREACH, examples.GAP], 3, "Not legal: 1 rule is broken. Cost 0."),
    ],
)
def test_the_verdict(
    run: Run,
    planner: FakePlanner,
    day_file: Path,
    plan_file: Path,
    findings: list[dict[str, Any]],
    code: int,
    sentence: str,
) -> None:
    planner.verdict = verdict(*findings)

    result = run("check", day_file, plan_file)

    assert result.exit_code == code
    assert result.stdout.splitlines()[0] == sentence
    for finding in findings:
        assert finding["sentence"] in result.stdout or finding["kind"] == "cost"


def test_the_planner_judges_the_plan(
    run: Run, planner: FakePlanner, day_file: Path, plan_file: Path
) -> None:
    run("check", day_file, plan_file, "--event", "absent dr-lee", "--now", "07:00")

    (asked,) = planner.asked
    assert asked["plan"] == Plan.model_validate(examples.PLAN)
    assert [event.type for event in asked["events"]] == ["absent"]
    assert asked["now"] == minutes_of("07:00")


def test_a_proposal_is_judged_as_of_its_own_moment(
    run: Run, planner: FakePlanner, day_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "proposal.json"
    path.write_text(examples.proposal().model_dump_json())

    run("check", day_file, path)
    run("check", day_file, path, "--now", "10:00")

    assert planner.asked[0]["plan"] == examples.proposal().plan
    assert [asked["now"] for asked in planner.asked] == [minutes_of("06:45"), minutes_of("10:00")]


def test_a_proposal_made_the_evening_before_is_judged_as_of_then(
    run: Run, planner: FakePlanner, day_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "proposal.json"
    path.write_text(examples.proposal(now=-165).model_dump_json())

    result = run("check", day_file, path)

    assert result.exit_code == 0
    assert planner.asked[0]["now"] == -165


def test_json_has_the_sums(run: Run, planner: FakePlanner, day_file: Path, plan_file: Path) -> None:
    planner.verdict = verdict(COST, examples.BREACH)

    result = run("check", day_file, plan_file, "--json")

    answer = json.loads(result.stdout)
    assert answer["legal"] is False
    assert answer["cost"] == 60
    assert answer["tiers"]["T4"] == 60
    assert len(answer["findings"]) == 2
