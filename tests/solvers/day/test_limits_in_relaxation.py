"""What the rules' limits add to the relaxation's bound, which stays below every plan."""

from __future__ import annotations

from functools import cache

import pytest

from engine.opening.cases import case_of
from models.finding import Tier
from scenarios.generator.tiers import Book, disrupted, tier_day
from solvers.day.bounds.columns import Builder, Columns
from solvers.day.bounds.relaxation import Relaxation
from solvers.day.by_hand.first_fit import first_fit
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules

WEIGHTS = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}
SEED = 1


@cache
def priced() -> tuple[Facts, Columns, int]:
    """Return a tight day of every rule, its columns, and what a plan without a search costs."""
    office, day = tier_day("S", Book.TIGHT, SEED)
    case = case_of(office, disrupted(office, day, "one-provider", SEED))
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    columns = Builder(facts, rules(), found, WEIGHTS).columns(may_miss_breaks=False)
    _, t1, cost = check(case, first_fit(facts, found, ring_zero(case))).key
    return facts, columns, HARM_WEIGHT * t1 + cost


def bound(*without: str) -> float:
    """Return the relaxation's bound, leaving out the limits of some rules."""
    facts, columns, _ = priced()
    limits = [
        row for rule in rules() if rule.name not in without for row in rule.limits(facts, columns)
    ]
    return Relaxation(columns, limits).solve(60).bound


@pytest.mark.parametrize("rule", ["load", "double-booking"])
def test_a_rule_that_caps_raises_the_bound(rule: str) -> None:
    assert bound() > bound(rule) + 1


def test_no_plan_costs_less() -> None:
    assert bound() <= priced()[2]
