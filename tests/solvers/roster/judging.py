"""What a rule's check finds in a roster, and whether the model says the same of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.board import Board
from solvers.roster.check import check
from solvers.roster.facts import Facts
from solvers.roster.registry import rules
from solvers.roster.search import tiers_of

if TYPE_CHECKING:
    from models.finding import Finding, Verdict
    from models.roster import RosterPlan
    from models.roster_case import RosterCase


class Pinned:
    """The compiled model of a case, in which rosters are pinned."""

    def __init__(self, case: RosterCase) -> None:
        self.case = case
        self.board = Board(Facts(case), rules())

    def agrees(self, plan: RosterPlan) -> Verdict:
        """Return the check's verdict; the model must allow what has no breach, at the same cost."""
        verdict = check(self.case, plan)
        said = tiers_of(self.board, plan)
        wanted = None if verdict.breaches else {tier: verdict.tier_cost(tier) for tier in Tier}
        assert said == wanted, f"{plan.rows}: {[f.sentence for f in verdict.findings]}"
        return verdict


def findings(rule: str, case: RosterCase, plan: RosterPlan) -> list[Finding]:
    """Return what the rule finds; the model agrees on the whole."""
    return [f for f in Pinned(case).agrees(plan).findings if f.rule == rule]


def breaches(rule: str, case: RosterCase, plan: RosterPlan) -> list[tuple[str, ...]]:
    """Return what the rule's breaches are about."""
    return [f.about for f in findings(rule, case, plan) if f.kind == "breach"]


def cost(rule: str, case: RosterCase, plan: RosterPlan) -> int:
    """Return what the rule charges."""
    return sum(f.cost for f in findings(rule, case, plan) if f.kind == "cost")
