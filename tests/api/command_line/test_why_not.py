"""`huddle why-not` and `huddle conflict`: how wishes are written, and what is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.explanation import Conflict, WhyNot, WishFor
from models.office import Modality
from tests.api import examples
from tests.api.command_line.conftest import Run
from tests.api.fakes import FakePlanner


def test_why_not_asks_for_a_place(run: Run, planner: FakePlanner, day_file: Path) -> None:
    result = run(
        *("why-not", day_file, "a-1", "--provider", "dr-bell", "--at", "11:00"),
        *("--site", "main", "--video", "--within", "2"),
    )

    assert result.exit_code == 0
    assert planner.asked[0]["within"] == 2
    assert planner.asked[0]["wish"] == WishFor(
        visit="a-1", provider="dr-bell", at=660, site="main", modality=Modality.VIDEO
    )
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert examples.why_not().summary in lines
    assert "calls T4 +6" in lines
    assert "a-2 2026-11-23 10:00 dr-lee main r-1 2026-11-24 09:00 dr-lee slot os-1" in lines


def test_why_not_as_json(run: Run, day_file: Path) -> None:
    result = run("why-not", day_file, "a-1", "--slot", "os-1", "--json")

    assert WhyNot.model_validate(json.loads(result.stdout)) == examples.why_not()


@pytest.mark.parametrize(
    "options", [[], ["--slot", "os-1", "--at", "11:00"], ["--at", "quarter past"]]
)
def test_a_place_that_makes_no_sense(run: Run, day_file: Path, options: list[str]) -> None:
    result = run("why-not", day_file, "a-1", *options)

    assert result.exit_code == 2
    assert "Error: VISIT" in result.stderr


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("no calls", WishFor(no_calls=True)),
        ("all seen", WishFor(all_seen=True)),
        ("a-1 seen", WishFor(visit="a-1", all_seen=True)),
        ("a-1 no-call", WishFor(visit="a-1", no_calls=True)),
        ("a-1 slot os-1", WishFor(visit="a-1", slot="os-1")),
        ("a-1 dr-bell 10:30", WishFor(visit="a-1", provider="dr-bell", at=630)),
        (
            "a-1 dr-bell 10:30 at north by-video",
            WishFor(visit="a-1", provider="dr-bell", at=630, site="north", modality=Modality.VIDEO),
        ),
    ],
)
def test_wishes_on_a_line(
    run: Run, planner: FakePlanner, day_file: Path, text: str, wish: WishFor
) -> None:
    result = run("conflict", day_file, "--wish", text)

    assert result.exit_code == 0
    assert planner.asked[0]["wishes"] == (wish,)


def test_a_conflict_shows_each_member_with_its_rule(
    run: Run, planner: FakePlanner, day_file: Path
) -> None:
    result = run(
        "conflict", day_file, "a-1", "--provider", "dr-bell", "--at", "09:10", "--wish", "no calls"
    )
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]

    assert len(planner.asked[0]["wishes"]) == 2
    assert examples.conflict().summary in lines
    assert "These cannot all hold, and without any one of them the others can" in lines
    assert "dr-lee is away all day absence" in lines


def test_conflict_as_json(run: Run, day_file: Path) -> None:
    result = run("conflict", day_file, "--wish", "no calls", "--json")

    assert Conflict.model_validate(json.loads(result.stdout)) == examples.conflict()


@pytest.mark.parametrize("text", ["", "no", "a-1", "a-1 dr-bell", "a-1 dr-bell 10:30 today"])
def test_a_wish_that_is_none(run: Run, day_file: Path, text: str) -> None:
    result = run("conflict", day_file, "--wish", text)

    assert result.exit_code == 2
    assert "not a wish" in result.stderr
