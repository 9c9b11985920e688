"""The proven cost is the least of all plans that can be written down."""

from __future__ import annotations

import pytest

from scenarios.generator.tiny import generate_tiny
from tests.solvers.day.enumeration import best_key
from tests.solvers.day.solving import case_for, solve_here

DAYS = 300
IN_SHORT = 10
"""Of those days, how many are tried in every run."""

MOST_PLANS = 20_000
"""Tiny days with more plans take minutes to write down; the long suite takes larger ones."""


def agree(seed: int, most_plans: int) -> None:
    """Solve a tiny day and write down all its plans; every bound must hold."""
    tiny = generate_tiny(seed, most_plans=most_plans)
    case = case_for(tiny.office, tiny.day, tiny.now, tiny.issued)
    answer = solve_here(case)
    least, judged = best_key(case)
    assert not answer.troubles
    assert not answer.verdict.breaches
    assert answer.proven, f"seed {seed}: {answer.verdict.key}, enumerated {least} of {judged}"
    assert answer.verdict.key == least, f"seed {seed}: {judged} plans judged"
    for bound in answer.bounds:
        assert bound.t0 is None or bound.t0 <= least[0]
        assert bound.t1 is None or bound.t1 <= least[1]
        if bound.given == least[:2]:
            assert bound.cost is not None and bound.cost <= least[2]


@pytest.mark.parametrize(
    "seed",
    [
        *range(IN_SHORT),
        *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(IN_SHORT, DAYS)),
    ],
)
def test_proven_cost_is_the_enumerated_optimum(seed: int) -> None:
    agree(seed, MOST_PLANS)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_proven_cost_is_the_enumerated_optimum_of_larger_days(seed: int) -> None:
    agree(seed, 20_000)
