"""What the check says of a plan, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import FindingKind
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from models.case import Case
    from models.finding import Finding
    from models.plan import Plan


def findings(rule: str, case: Case, plan: Plan) -> list[Finding]:
    """Return what one rule finds."""
    return [finding for finding in check(case, plan).findings if finding.rule == rule]


def breaches(rule: str, case: Case, plan: Plan) -> list[Finding]:
    """Return the breaches of one rule, and see to it that no other rule is broken."""
    broken = check(case, plan).breaches
    assert {finding.rule for finding in broken} <= {rule}, broken
    return list(broken)


def cost(rule: str, case: Case, plan: Plan) -> dict[str, int]:
    """Return what one rule's findings cost, by tier."""
    tiers: dict[str, int] = {}
    for finding in findings(rule, case, plan):
        if finding.kind is not FindingKind.BREACH and finding.tier is not None:
            tiers[finding.tier.value] = tiers.get(finding.tier.value, 0) + finding.cost
    return tiers
