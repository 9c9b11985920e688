"""Explanations: why a visit is where it is, and what each other way would be."""

from __future__ import annotations

from pydantic import Field

from models.base import Fact, Ref
from models.finding import Tier
from models.plan import Disposition
from models.proposal import Where


class RuleCost(Fact):
    """What one rule adds to a plan's cost, or takes from it, in units of its tier."""

    rule: str
    tier: Tier
    cost: int = Field(description="Below zero where it is saved.")
    sentence: str = Field(default="", description="What is so, in plain words.")


class Refusal(Fact):
    """Why something cannot be: the rule, and its sentence."""

    rule: str
    sentence: str


class Alternative(Fact):
    """One other way for a visit, all else being as in the plan.

    It is either refused, or costs so much more; `gaps` and `harm` are T0 and T1, which come before
    any cost.
    """

    what: str = Field(description="The way in a few words.")
    to: Where | None = None
    refused: Refusal | None = None
    sentence: str
    costs: tuple[RuleCost, ...] = Field(default=(), description="What differs, by rule.")
    gaps: int = 0
    harm: int = 0
    cost: int = Field(default=0, description="T2 to T6 at the office's rates, more than the plan.")


class Why(Fact):
    """Why a visit is moved, swapped, dropped or kept."""

    appointment: Ref
    disposition: Disposition
    summary: str = Field(description="All of it in one sentence.")
    before: Where | None = Field(default=None, alias="from")
    after: Where | None = Field(default=None, alias="to")
    reason: str = Field(description="What asks for it; empty for a visit kept as it was.")
    rule: str = Field(description="The rule that the reason comes from.")
    costs: tuple[RuleCost, ...] = Field(
        default=(), description="What the visit's entry adds to the plan's cost, by rule."
    )
    cost: int = Field(description="The sum of these over T2 to T6.")
    alternatives: tuple[Alternative, ...] = Field(
        default=(), description="What else could be done with it, the best first."
    )
