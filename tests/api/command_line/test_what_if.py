"""`huddle what-if`: variants by file and by line, only differences shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.events import Absent, NoShow
from models.proposal import Comparison
from tests.api import examples
from tests.api.command_line.conftest import Run
from tests.api.fakes import FakePlanner


def test_variants_on_lines(run: Run, planner: FakePlanner, day_file: Path) -> None:
    result = run(
        *("what-if", day_file, "--variant", "as-it-is:"),
        *("--variant", "both: absent dr-lee 08:00-12:00; no-show a-1"),
        *("--variant", "by-video: {type: absent, person: dr-lee, works_by_video: true}"),
    )

    assert result.exit_code == 0
    first, second, third = planner.asked[0]["variants"]
    assert (first.name, first.events) == ("as-it-is", ())
    assert second.name == "both"
    assert second.events == (
        Absent.model_validate({"person": "dr-lee", "from": "08:00", "to": "12:00"}),
        NoShow(appointment="a-1"),
    )
    assert third.events == (Absent(person="dr-lee", works_by_video=True),)


@pytest.mark.parametrize("wrapped", [False, True])
def test_variants_in_a_file(
    run: Run, planner: FakePlanner, day_file: Path, tmp_path: Path, wrapped: bool
) -> None:
    listed = [
        {"name": "as-it-is"},
        {"name": "few-calls", "profile": "fewest-calls", "events": [examples.ABSENT]},
    ]
    path = tmp_path / "variants.yaml"
    path.write_text(json.dumps({"variants": listed} if wrapped else listed))

    result = run("what-if", day_file, path)

    assert result.exit_code == 0
    assert [variant.name for variant in planner.asked[0]["variants"]] == ["as-it-is", "few-calls"]
    assert planner.asked[0]["variants"][1].profile == "fewest-calls"


def test_the_answer_shows_each_sentence_and_what_differs(run: Run, day_file: Path) -> None:
    lines = run("what-if", day_file, "--variant", "x:").stdout.splitlines()

    assert f"by hand: {examples.proposal().summary}" in lines
    assert "with dr-cole: dr-cole steps in: 1 call" in lines
    assert any(line.split() == ["calls", "2", "1"] for line in lines)


def test_json(run: Run, day_file: Path) -> None:
    result = run("what-if", day_file, "--variant", "x:", "--json")

    assert Comparison.model_validate(json.loads(result.stdout)) == examples.comparison()


def test_gaps_in_every_variant_show_in_the_exit_code(
    run: Run, planner: FakePlanner, day_file: Path
) -> None:
    gapped = examples.proposal(gaps=[examples.GAP])
    planner.comparison = Comparison(variants=("a", "b"), differences=(), proposals=(gapped, gapped))

    assert run("what-if", day_file, "--variant", "x:").exit_code == 3


def test_one_variant_without_gaps_is_enough(run: Run, planner: FakePlanner, day_file: Path) -> None:
    gapped = examples.proposal(gaps=[examples.GAP])
    planner.comparison = Comparison(
        variants=("a", "b"), differences=(), proposals=(gapped, examples.proposal())
    )

    assert run("what-if", day_file, "--variant", "x:").exit_code == 0


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ([], "no variant is given"),
        (["--variant", "nameless"], "no name"),
        (["--variant", "two words:"], "not a reference"),
        (["--variant", ": absent dr-lee"], "no name"),
        (["--variant", "x: vanished dr-lee"], "not an event"),
    ],
)
def test_variants_that_make_no_sense(
    run: Run, day_file: Path, words: list[str], problem: str
) -> None:
    result = run("what-if", day_file, *words)

    assert result.exit_code == 2
    assert problem in result.stderr
