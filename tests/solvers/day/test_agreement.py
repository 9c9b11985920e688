"""The compiled model and the check give one verdict and one cost, on plans good and bad."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from models.finding import FindingKind
from scenarios.generator.tiny import generate_tiny
from solvers.day.check import check
from solvers.day.registry import rules
from tests.solvers.day.mutations import Mutator
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.solving import case_for, solve_here

CHAIN = 6
"""Changes made one on top of the other before starting from the solved plan again."""


def compare(seed: int, plans: int) -> tuple[Counter[str], Counter[str]]:
    """Pin changed plans of a tiny day in the model; return how often each rule spoke and broke."""
    tiny = generate_tiny(seed)
    case = case_for(tiny.office, tiny.day, tiny.now)
    model, change = Pinned(case), Mutator(case, Random(seed))
    start = solve_here(case).plan
    plan, spoke, broke = start, Counter[str](), Counter[str]()
    for number in range(plans):
        plan = change.changed(start if number % CHAIN == 0 else plan)
        verdict = check(case, plan)
        spoke.update(finding.rule for finding in verdict.findings)
        broke.update(f.rule for f in verdict.findings if f.kind is FindingKind.BREACH)
        judged = None if verdict.breaches else verdict.tiers
        assert model.tiers(plan) == judged, f"seed {seed}, plan {number}: {verdict.breaches}"
    return spoke, broke


def test_model_and_check_agree_and_every_rule_speaks() -> None:
    spoke: Counter[str] = Counter()
    broke: Counter[str] = Counter()
    for seed in range(150):
        said, broken = compare(seed, 24)
        spoke += said
        broke += broken
    assert set(spoke) == {rule.name for rule in rules()}
    soft = {"calls", "continuity", "coverage", "overtime", "support-ratio", "waits"}
    assert set(broke) >= {rule.name for rule in rules()} - soft


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_model_and_check_agree_on_many_more_plans(seed: int) -> None:
    compare(seed, 60)
