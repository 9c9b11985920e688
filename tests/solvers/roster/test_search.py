"""The search says how far it came, and shows nothing that model and check do not agree on."""

from __future__ import annotations

from typing import Any

import pytest

import solvers.roster.search as searching
from models.finding import Finding, FindingKind, Tier, Verdict
from solvers.roster.improved import Found, improved
from solvers.roster.outcome import Disagreement, Progress, RosterLimits, Status
from solvers.roster.search import search
from tests.solvers.roster.weeks import case

LIMITS = RosterLimits(seconds=60, workers=1)


def test_people_short_come_before_every_price() -> None:
    office = case(
        {"shift-counts": [{"most": 0, "price": 1000}]},
        days=1,
        demand=[{"shift_types": ["D"], "minimum": 3}],
    )
    outcome = search(office, LIMITS)
    assert (outcome.status, outcome.gap_bound, outcome.cost, outcome.bound) == (
        Status.PROVEN,
        1,
        2000,
        2000,
    )
    assert outcome.gap == 0
    assert outcome.plan is not None
    assert outcome.plan.rows == {"ann": (("D",),), "ben": (("D",),)}


def test_what_cannot_be_is_said() -> None:
    office = case({"hours": [{"least": 1000}]}, days=1)
    outcome = search(office, LIMITS)
    assert (outcome.status, outcome.plan, outcome.cost, outcome.gap) == (
        Status.INFEASIBLE,
        None,
        None,
        None,
    )


def test_no_time_is_no_roster() -> None:
    office = case({"hours": [{"least": 480, "weeks": 1}]}, days=28)
    outcome = search(office, RosterLimits(seconds=0.0, workers=1))
    assert outcome.status in {Status.OUT_OF_TIME, Status.PROVEN}


def test_bug_without_a_roster_by_half_the_time_the_rest_is_for_finding_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[float] = []

    def nothing_at_first(*asked: Any) -> Found:
        given.append(asked[2])
        return Found() if len(given) == 1 else improved(*asked)

    monkeypatch.setattr(searching, "few_short", lambda *_, **__: None)
    monkeypatch.setattr(searching, "improved", nothing_at_first)
    outcome = search(case(days=3, demand=[{"shift_types": ["D"], "minimum": 3}]), LIMITS)
    assert (outcome.status, outcome.gap_bound) == (Status.PROVEN, 3)
    assert given[1] > given[0]


@pytest.mark.parametrize(
    ("kind", "said"), [(FindingKind.BREACH, "finds a breach"), (FindingKind.COST, "cost of 5")]
)
def test_a_roster_on_which_model_and_check_disagree_is_not_shown(
    kind: FindingKind, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = Finding(rule="x", kind=kind, about=(), sentence="", tier=Tier.T6, cost=5)
    monkeypatch.setattr(searching, "check", lambda *_: Verdict(findings=(finding,)))
    with pytest.raises(Disagreement, match=said):
        search(case(days=1), LIMITS)


def test_what_it_comes_to_is_told_while_it_goes_on() -> None:
    office = case(
        {"shift-counts": [{"most": 0, "price": 1000}]},
        days=2,
        demand=[{"shift_types": ["D"], "minimum": 3}],
    )
    told: list[Progress] = []
    outcome = search(office, LIMITS, told.append)
    assert outcome.plan is not None
    plans = [progress.plan() for progress in told if progress.plan is not None]
    assert plans[-1] == outcome.plan
    assert (told[-1].gap_bound, told[-1].bound) == (outcome.gap_bound, outcome.bound) == (2, 4000)
    bounds = [(progress.gap_bound, progress.bound) for progress in told]
    assert bounds == sorted(bounds)
