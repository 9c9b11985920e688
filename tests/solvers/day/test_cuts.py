"""Cuts and halves raise the relaxation's bound, which stays below every plan."""

from __future__ import annotations

from functools import cache

import pytest

from solvers.day.bounds.priced import Priced
from solvers.day.bounds.relaxation import Relaxation
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from tests.solvers.day.test_limits_in_relaxation import WEIGHTS, priced


@cache
def bound(*cutting: str) -> float:
    """Return the relaxation's bound with the cuts of some rules."""
    facts, columns, _ = priced()
    limits = [row for rule in rules() for row in rule.limits(facts, columns)]
    cuts = [cut for rule in rules() if rule.name in cutting for cut in rule.cuts(facts, columns)]
    assert bool(cuts) == bool(cutting)
    return Relaxation(columns, limits, cuts).solve(60).bound


CUTTING = ("double-booking", "duration-risk", "linked-visits", "load", "rooms", "staff-overlap")


def test_these_rules_and_no_others_have_cuts() -> None:
    facts, columns, _ = priced()
    assert {r.name for r in rules() if any(True for _ in r.cuts(facts, columns))} == set(CUTTING)


@pytest.mark.parametrize("rule", CUTTING)
def test_a_rules_cuts_do_not_lower_the_bound(rule: str) -> None:
    # A bound is as good as its tolerance.
    assert bound(rule) >= bound() * (1 - 2e-3)


@pytest.mark.parametrize("rule", ["double-booking", "duration-risk"])
def test_a_rules_cuts_raise_the_bound(rule: str) -> None:
    assert bound(rule) > bound() + 1


def test_all_cuts_together_stay_below_a_plan() -> None:
    assert bound() < bound(*CUTTING) <= priced()[2]


def test_a_cut_holds_no_column_twice_and_says_something() -> None:
    facts, columns, _ = priced()
    for rule in rules():
        for cut in rule.cuts(facts, columns):
            assert len(set(cut.columns.tolist())) == len(cut.columns) == len(cut.weights)
            assert cut.weights[cut.weights > 0].sum() > cut.most


def test_halves_bound_the_whole() -> None:
    facts, _, cost = priced()
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    solved = Priced(facts, found, WEIGHTS, may_miss_breaks=False, seconds=60)
    assert solved.solved.bound < solved.bound <= cost
    assert solved.reduced.min() >= -1e-6
