"""The compiled model and the check give one verdict and one cost, on every roster of tiny offices.

A rule joins by being registered: some office here must let it speak, and each must break alone.
"""

from __future__ import annotations

from collections import Counter

import pytest

from models.finding import FindingKind
from solvers.roster.registry import rules
from tests.solvers.roster.judging import Pinned
from tests.solvers.roster.tiny import tiny_cases
from tests.solvers.roster.weeks import every_plan

CASES = tiny_cases()
SOFT = {"fairness", "requests"}
"""Rules that forbid nothing, and only cost."""


@pytest.mark.parametrize("name", CASES)
def test_model_and_check_agree_on_every_roster(name: str) -> None:
    case, words = CASES[name]
    pinned, rule = Pinned(case), name.partition(",")[0]
    spoke, alone, clean = Counter[str](), 0, 0
    for plan in every_plan(case, words):
        verdict = pinned.agrees(plan)
        spoke.update(finding.rule for finding in verdict.findings)
        broken = {f.rule for f in verdict.findings if f.kind is FindingKind.BREACH}
        alone += broken == {rule}
        clean += not broken
    assert spoke[rule]
    assert clean
    priced = "price" in name or "premium" in name or "mutual" in name
    assert bool(alone) is not (priced or rule in SOFT)


def test_every_rule_has_an_office_here() -> None:
    assert {name.partition(",")[0] for name in CASES} == {rule.name for rule in rules()}
