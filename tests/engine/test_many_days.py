"""Thousands of generated days of every size and disruption, answered without a dispute."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.opening.cases import case_of
from models.errors import BadInput
from scenarios.generator.days import generate
from scenarios.generator.dice import Dice
from scenarios.generator.disruptions import Disruption, disrupt
from scenarios.generator.tiny import Tiny
from scenarios.generator.tiny_extras import eligibility
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from tests.solvers.day.solving import solve_here

if TYPE_CHECKING:
    from models.case import Case

SECONDS = 1.0
"""What each day is given; most small ones are proven long before."""


def drawn(seed: int) -> Case:
    """Return a day of one to six providers, somebody out, half of them with special patients."""
    dice = Random(seed)
    providers = dice.choice((1, 2, 2, 3, 3, 4, 6))
    office, day = generate(
        seed,
        providers=providers,
        sites=dice.choice((1, 2)) if providers > 3 else 1,
        visits_per_provider=dice.randint(3, 18),
        tightness=dice.choice((0.6, 0.75, 0.85, 0.9)),
        step=dice.choice((5, 5, 10)),
        slack=dice.choice((0.0, 0.15, 0.5)),
        special=dice.choice((0.0, 0.1, 0.4)),
    )
    if dice.random() < 0.5:
        tiny = eligibility.add(Tiny(office, day, 0), Dice(np.random.default_rng(seed)))
        office, day = tiny.office, tiny.day
    for kind in dice.sample(list(Disruption), len(Disruption)):
        try:
            return case_of(office, disrupt(day, office, kind, seed))
        except BadInput:
            continue
    raise AssertionError(f"seed {seed}: nobody whom anything could strike")


def answered(seed: int) -> None:
    """Solve the day, and see to it that the answer is legal, no worse than ring 0, and bounded."""
    case = drawn(seed)
    zero = check(case, ring_zero(case))
    assert not zero.breaches, f"seed {seed}: {zero.breaches}"
    answer = solve_here(case, SECONDS, deterministic=False)
    assert not answer.troubles, f"seed {seed}: {answer.troubles}"
    verdict = check(case, answer.plan)
    assert not verdict.breaches, f"seed {seed}: {verdict.breaches}"
    assert verdict.key <= zero.key, f"seed {seed}"
    t0, t1, cost = verdict.key
    for bound in answer.bounds:
        assert bound.t0 is None or bound.t0 <= t0, f"seed {seed}: {bound}"
        if bound.t0 == t0:
            assert bound.t1 is None or bound.t1 <= t1, f"seed {seed}: {bound}"
        if bound.cost is not None and bound.given == (t0, t1):
            assert bound.cost <= cost, f"seed {seed}: {bound}"


@pytest.mark.parametrize("seed", range(8))
def test_a_generated_day_is_answered_without_a_dispute(seed: int) -> None:
    answered(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8, 5000))
def test_thousands_of_generated_days_are_answered_without_a_dispute(seed: int) -> None:
    answered(seed)
