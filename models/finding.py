"""Findings: what a check has to say about a plan."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from models.base import Fact


class Tier(StrEnum):
    """The tiers of the objective; T0 and T1 come strictly first, T2 to T6 trade at rates."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"
    T6 = "T6"


class FindingKind(StrEnum):
    """A breach makes a plan illegal, a gap is what no plan may cure, a cost is a price."""

    BREACH = "breach"
    GAP = "gap"
    COST = "cost"


class Finding(Fact):
    """One thing that a rule's check found in a plan."""

    rule: str = Field(description="The rule's name.")
    kind: FindingKind
    about: tuple[str, ...] = Field(description="References of the visits, people or places.")
    sentence: str = Field(description="What is so, in plain words.")
    tier: Tier | None = Field(default=None, description="The tier of a gap or a cost.")
    cost: int = Field(default=0, ge=0, description="Units of the tier.")
    advice: str = Field(default="", description="For a gap: what could be done.")


class Verdict(Fact):
    """All findings on one plan."""

    findings: tuple[Finding, ...] = ()

    @property
    def breaches(self) -> tuple[Finding, ...]:
        """What makes the plan illegal."""
        return tuple(f for f in self.findings if f.kind is FindingKind.BREACH)

    @property
    def gaps(self) -> tuple[Finding, ...]:
        """What is short in law, safety or minimum cover."""
        return tuple(f for f in self.findings if f.kind is FindingKind.GAP)

    def tier_cost(self, tier: Tier) -> int:
        """Sum the cost of one tier."""
        return sum(f.cost for f in self.findings if f.tier is tier)

    @property
    def tiers(self) -> dict[str, int]:
        """The cost of every tier."""
        return {tier.value: self.tier_cost(tier) for tier in Tier}

    @property
    def cost(self) -> int:
        """The cost over the tiers that trade, T2 to T6."""
        return sum(
            f.cost for f in self.findings if f.tier is not None and f.tier not in {Tier.T0, Tier.T1}
        )

    @property
    def key(self) -> tuple[int, int, int]:
        """What plans are compared by: gaps, clinical harm, cost."""
        return (self.tier_cost(Tier.T0), self.tier_cost(Tier.T1), self.cost)
