"""The compiled model and the check give one verdict and one cost, on plans good and bad.

Tiny days are walked from ring 0's plan, a change or a few at a time; whatever is legal may be the
next plan to start from. The core model, whose bound the certificate rests on, must allow every
legal plan, and ask no more for it than the check does; nor may the relaxation's bound with what
it says of the plan's own columns.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest

from models.finding import FindingKind
from scenarios.generator.tiny import Tiny, generate_tiny
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.registry import rules
from tests.solvers.day.mutations import Mutator
from tests.solvers.day.pinning import TRADED, Pinned
from tests.solvers.day.pricing import PricesOf
from tests.solvers.day.solving import case_for, solve_here
from tests.solvers.day.spice import awkward

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan

SOFT = {
    "calls",
    "continuity",
    "coverage",
    "families",
    "finish",
    "overtime",
    "prior-bumps",
    "stability",
    "support-ratio",
    "waiting-room",
    "waits",
    "well-hours",
}
"""Rules that forbid nothing, and only cost."""


def walk(
    case: Case, seed: int, plans: int, start: Plan | None = None
) -> Iterator[tuple[Plan, Verdict]]:
    """Yield plans, about every second of them legal, with what the check says of each."""
    dice = Random(seed)
    change = Mutator(case, dice)
    plan = base = start or ring_zero(case)
    for _ in range(plans):
        verdict = check(case, plan)
        yield plan, verdict
        if not verdict.breaches and dice.random() < 0.6:
            base = plan
        plan = base
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            plan = change.changed(plan)


def compare(
    tiny: Tiny, seed: int, plans: int, *, solved: bool = False
) -> tuple[Counter[str], Counter[str]]:
    """Pin plans of a day in the models; return how often each rule spoke, and alone broke.

    The first is that of ring 0, or the best one.
    """
    case = case_for(tiny.office, tiny.day, tiny.now, tiny.issued)
    start = solve_here(case).plan if solved else None
    model, core, prices = Pinned(case), Pinned(case, core=True), PricesOf(case)
    spoke, alone = Counter[str](), Counter[str]()
    for number, (plan, verdict) in enumerate(walk(case, seed, plans, start)):
        about = f"seed {seed}, plan {number}: {verdict.breaches}"
        judged = None if verdict.breaches else verdict.tiers
        assert model.tiers(plan) == judged, about
        if judged is not None:
            least = core.tiers(plan)
            assert least is not None, about
            assert least["T0"] <= judged["T0"], about
            assert least["T1"] <= judged["T1"], about
            assert sum(least[tier] for tier in TRADED) <= verdict.cost, about
            assert prices.least(plan) <= prices.weighed(verdict) + 1e-6, about
        spoke.update(finding.rule for finding in verdict.findings)
        broken = {f.rule for f in verdict.findings if f.kind is FindingKind.BREACH}
        if len(broken) == 1:
            alone.update(broken)
    return spoke, alone


@pytest.mark.thorough
def test_model_and_check_agree_and_every_rule_speaks() -> None:
    spoke, alone = Counter[str](), Counter[str]()
    for seed in range(350):
        said, broken = compare(generate_tiny(seed), seed, 40)
        spoke += said
        alone += broken
    every = {rule.name for rule in rules()}
    assert set(spoke) == every
    assert set(alone) == every - SOFT


@pytest.mark.parametrize("seed", [19, 42, 100, 112, 113, 253, 278, 291])
def test_model_and_check_agree_where_somebody_is_called_in_or_sent(seed: int) -> None:
    said, _ = compare(generate_tiny(seed), seed, 60, solved=True)
    assert said["reserves"] + said["transfers"]


@pytest.mark.parametrize(
    "first",
    [0, *(pytest.param(first, marks=pytest.mark.thorough) for first in range(50, 200, 50))],
)
def test_model_and_check_agree_on_awkward_days(first: int) -> None:
    days = 0
    for seed in range(first, first + 50):
        tiny = awkward(seed, Random(seed))
        if tiny is not None:
            compare(tiny, seed, 30)
            days += 1
    assert days > 40


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 2000))
def test_model_and_check_agree_on_many_more_plans(seed: int) -> None:
    compare(generate_tiny(seed), seed, 100)
    tiny = awkward(seed, Random(seed))
    if tiny is not None:
        compare(tiny, seed, 100)
