"""Cuts and halves raise the relaxation's bound, which stays below every plan."""

from __future__ import annotations

from functools import cache

import pytest

from engine.cases import case_of
from models.finding import Tier
from scenarios.generator.tiers import Book, disrupted, tier_day
from solvers.day.candidates import candidates
from solvers.day.check import check
from solvers.day.columns import Builder, Columns
from solvers.day.facts import Facts
from solvers.day.first_fit import first_fit
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.priced import Priced
from solvers.day.registry import rules
from solvers.day.relaxation import Relaxation
from solvers.day.ring_zero import ring_zero

WEIGHTS = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}
SEED = 1


@cache
def tight() -> tuple[Facts, Columns, int]:
    """Return a tight day of every rule, its columns, and what a plan without a search costs."""
    office, day = tier_day("S", Book.TIGHT, SEED)
    case = case_of(office, disrupted(office, day, "one-provider", SEED))
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    columns = Builder(facts, rules(), found, WEIGHTS).columns(may_miss_breaks=False)
    _, t1, cost = check(case, first_fit(facts, found, ring_zero(case))).key
    return facts, columns, HARM_WEIGHT * t1 + cost


@cache
def bound(*cutting: str) -> float:
    """Return the relaxation's bound with the cuts of some rules."""
    facts, columns, _ = tight()
    limits = [row for rule in rules() for row in rule.limits(facts, columns)]
    cuts = [cut for rule in rules() if rule.name in cutting for cut in rule.cuts(facts, columns)]
    assert bool(cuts) == bool(cutting)
    return Relaxation(columns, limits, cuts).solve(60).bound


CUTTING = ("double-booking", "duration-risk", "linked-visits", "load", "rooms")


def test_these_rules_and_no_others_have_cuts() -> None:
    facts, columns, _ = tight()
    assert {r.name for r in rules() if any(True for _ in r.cuts(facts, columns))} == set(CUTTING)


@pytest.mark.parametrize("rule", CUTTING)
def test_a_rules_cuts_do_not_lower_the_bound(rule: str) -> None:
    # A bound is as good as its tolerance.
    assert bound(rule) >= bound() * (1 - 2e-3)


@pytest.mark.parametrize("rule", ["double-booking", "duration-risk"])
def test_a_rules_cuts_raise_the_bound(rule: str) -> None:
    assert bound(rule) > bound() + 1


def test_all_cuts_together_stay_below_a_plan() -> None:
    assert bound() < bound(*CUTTING) <= tight()[2]


def test_a_cut_holds_no_column_twice_and_says_something() -> None:
    facts, columns, _ = tight()
    for rule in rules():
        for cut in rule.cuts(facts, columns):
            assert len(set(cut.columns.tolist())) == len(cut.columns) == len(cut.weights)
            assert cut.weights.sum() > cut.most


def test_halves_bound_the_whole() -> None:
    facts, _, cost = tight()
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    priced = Priced(facts, found, WEIGHTS, may_miss_breaks=False, seconds=60)
    assert priced.solved.bound < priced.bound <= cost
    assert priced.reduced.min() >= -1e-6
