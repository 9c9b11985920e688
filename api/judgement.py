"""What a check of a plan answers: the verdict with its sums worked out."""

from __future__ import annotations

from pydantic import Field

from models.base import Fact
from models.finding import Finding, Verdict


class Judgement(Fact):
    """Whether a plan is legal, what it costs by tier, and every finding behind it."""

    legal: bool = Field(description="No rule is broken; gaps and costs may remain.")
    cost: int = Field(description="Over the tiers that trade, T2 to T6, at the office's rates.")
    tiers: dict[str, int]
    findings: tuple[Finding, ...]


def judgement_of(verdict: Verdict) -> Judgement:
    """Work out a verdict's sums."""
    return Judgement(
        legal=not verdict.breaches,
        cost=verdict.cost,
        tiers=verdict.tiers,
        findings=verdict.findings,
    )
