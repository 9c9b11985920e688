"""What is generated is legal as it was published: the independent check has nothing to say."""

from __future__ import annotations

import pytest

from models.appointment import Status
from models.case import Case
from models.finding import Verdict
from models.published import published_plan
from scenarios.generator.days import generate
from scenarios.generator.size import Measures
from scenarios.generator.tiny import generate_tiny
from solvers.day.check.verdict import check

THE_EVENING_BEFORE = -6 * 60

SIZES: list[Measures] = [
    {},
    {"providers": 1},
    {"providers": 5, "tightness": 0.97},
    {"providers": 5, "visits_per_provider": 32},
    {"providers": 4, "step": 15},
    {"providers": 3, "visits_per_provider": 3},
    {"providers": 10, "sites": 2},
    {"providers": 7, "sites": 3},
]


def verdict(office, day) -> Verdict:
    """Judge the day as it was before anything happened."""
    booked = tuple(v.model_copy(update={"status": Status.BOOKED}) for v in day.appointments)
    before = day.model_copy(update={"events": (), "appointments": booked})
    plan = published_plan(office, before)
    case = Case(office, before, THE_EVENING_BEFORE, office.exchange_rates, plan)
    return check(case, plan)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_a_generated_day_has_no_breach_no_gap_and_no_cost(size, seed):
    assert verdict(*generate(seed, **size)).findings == ()


def test_a_breach_planted_into_a_generated_day_is_found():
    office, day = generate(seed=1)
    first, second = [v for v in day.appointments if v.provider == "s1-p1"][:2]
    clash = second.model_copy(update={"at": first.at, "phases": first.phases})
    planted = tuple(clash if v.id == second.id else v for v in day.appointments)
    assert verdict(office, day.model_copy(update={"appointments": planted})).breaches


def test_a_tiny_day_has_no_breach_before_anything_happens():
    for seed in range(300):
        tiny = generate_tiny(seed)
        assert verdict(tiny.office, tiny.day).breaches == (), seed
