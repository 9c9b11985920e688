"""roster-sickness: read strictly, planned by our rules, judged by the challenge's model alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.roster.answers import BadInstance
from benchmarks.roster.sickness import Instance, read_instance
from benchmarks.roster.sickness_roster import answer_of, case_of, worth
from benchmarks.roster.sickness_score import score
from models.finding import Tier
from solvers.roster.outcome import RosterLimits, Status
from solvers.roster.search import search

SMALL = """\
n_shifts = 4; n_employees = 2; n_expertises = 2; % open: shifts 2 to 4
contract = [16, 24]; employee_expertises = [{1}, {2, 1}];
start_time = [28, 44, 60, 28]; stop_time = [44, 60, 76, 44]; req_expertise = [1, 1, 2, 2];
time_units_per_hour = 4;
is_assigned = [| true, false, false, false | false, false, false, false |];
"""
DATA = Path(os.environ.get("HUDDLE_DATA", Path(__file__).parents[4] / "shared/data"))
BEST = {"small-4": 14457, "large-4": 217464}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.dzn"
    path.write_text(SMALL)
    return path


def test_an_instance_is_read(small: Path) -> None:
    assert read_instance(small) == Instance(
        name="small",
        contracts=(16, 24),
        skills=(frozenset({1}), frozenset({1, 2})),
        shifts=((28, 44, 1), (44, 60, 1), (60, 76, 2), (28, 44, 2)),
        per_hour=4,
        assigned=(frozenset({1}), frozenset()),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("n_shifts = 4", "n_shifts = four", "n_shifts: 'four' is no whole number"),
        ("contract = [16, 24];", "", "contract: missing"),
        ("[16, 24]", "[16]", "contract: 1 values, expected 2"),
        ("[16, 24]", "16, 24", "contract: no list in brackets"),
        ("[16, 24]", "[16, x]", "contract: 'x' is no whole number"),
        ("{2, 1}", "{2, 1}, {1}", "employee_expertises: 3 sets, expected 2"),
        ("{2, 1}", "{2, a}", "employee_expertises: sets hold whole numbers"),
        ("[1, 1, 2, 2]", "[1, 1, 2, 3]", "skills are 1 to 2"),
        ("[44, 60, 76, 44]", "[44, 44, 76, 44]", "a shift ends before it starts"),
        ("per_hour = 4", "per_hour = 7", "7 do not make whole minutes"),
        ("| true", "| yes", "is_assigned: 'yes' is neither true nor false"),
        ("n_employees = 2", "employees", "is no statement"),
    ],
)
def test_what_is_wrong_is_said(small: Path, old: str, new: str, said: str) -> None:
    small.write_text(SMALL.replace(old, new, 1))
    with pytest.raises(BadInstance) as wrong:
        read_instance(small)
    assert said in str(wrong.value)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("2", "3", "person 1 no longer has [1]"),
        ("1 2", "2 3", "shift 2 is taken twice"),
        ("1 3", "2", "person 1 has not the skill of shift 3"),
    ],
)
def test_what_is_broken_is_said(small: Path, first: str, second: str, said: str) -> None:
    answer = {"1": [tuple(first.split())], "2": [tuple(second.split())]}
    instance = read_instance(small)
    assert any(said in sentence for sentence in score(instance, answer).violations)


def test_two_shifts_beside_a_third_are_refused() -> None:
    shifts = ((0, 10, 1), (10, 20, 1), (5, 15, 1))
    instance = Instance("three", (20, 10), (frozenset({1}),) * 2, shifts, 4, (frozenset(),) * 2)
    said = score(instance, {"1": [("1", "2")], "2": [("3",)]}).violations
    assert said == ("person 1 has [1, 2], which all share time with 3",)
    outcome = search(case_of(instance), RosterLimits(60, workers=1))
    assert outcome.verdict is not None
    assert outcome.verdict.tier_cost(Tier.T0) == 1


def test_model_and_format_agree_on_the_best(small: Path) -> None:
    instance = read_instance(small)
    outcome = search(case_of(instance), RosterLimits(60, workers=1))
    assert outcome.status is Status.PROVEN
    assert outcome.plan is not None
    assert outcome.verdict is not None
    answer = answer_of(instance, outcome.plan)
    judged = score(instance, answer)
    assert answer["1"][0][0] == "1"
    assert not judged.violations
    short = outcome.verdict.tier_cost(Tier.T0)
    assert judged.cost == worth(instance, short, outcome.verdict.cost)


@pytest.mark.skipif(not DATA.is_dir(), reason="the published instances are not here")
@pytest.mark.parametrize("name", BEST)
def test_the_published_instances_are_solved_to_the_best(name: str) -> None:
    instance = read_instance(DATA / "roster-sickness" / f"{name}.dzn")
    outcome = search(case_of(instance), RosterLimits(120))
    assert outcome.status is Status.PROVEN
    assert outcome.plan is not None
    judged = score(instance, answer_of(instance, outcome.plan))
    assert (judged.cost, judged.violations) == (BEST[name], ())
