"""List schedules are legal, each better than the last, and the same for the same seed."""

from __future__ import annotations

import pytest

from models.case import Case
from models.plan import Plan
from solvers.day.by_hand.lists import list_plans
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from tests.solvers.day.test_finish_time import drawn, shop


def plans(case: Case, seed: int = 0, orders: int = 100) -> list[Plan]:
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    left = iter(range(orders))
    return list(
        list_plans(facts, found, ring_zero(case), seed, lambda: next(left, None) is not None)
    )


def ends(plan: Plan) -> int:
    return max(visit.placement.end for visit in plan.visits if visit.placement is not None)


@pytest.mark.parametrize("seed", range(8))
def test_each_plan_holds_all_legally_and_ends_earlier(seed: int) -> None:
    case = drawn(seed)
    made = plans(case)
    assert made
    for plan in made:
        assert all(visit.placement is not None for visit in plan.visits)
        assert not check(case, plan).breaches
    finishes = [ends(plan) for plan in made]
    assert finishes == sorted(set(finishes), reverse=True)


def test_the_same_seed_makes_the_same_plans() -> None:
    case = drawn(3)
    assert plans(case, seed=5) == plans(case, seed=5)


def test_without_time_there_is_no_plan() -> None:
    assert plans(drawn(1), orders=0) == []
    assert len(plans(drawn(1), orders=1)) == 1


def test_whoever_has_most_to_follow_goes_first() -> None:
    # One person: first come, first served would hold the short visits before the long chain.
    needs = ((1, 0), (1, 0), (1, 0), (0, 1))
    case = shop((2, 2, 3, 9), needs, (frozenset({0}), frozenset({1})), ((2, 3),))
    assert ends(plans(case)[-1]) == 12
