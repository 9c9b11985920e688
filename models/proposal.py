"""The proposal: a new plan, what changes for whom and why, whom to call, and its certificate."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field, field_serializer

from models.base import Fact, Ref
from models.clock import Minute, wall
from models.events import Offered
from models.finding import Finding
from models.office import Modality
from models.plan import Disposition, Plan


class Outcome(StrEnum):
    """How a solve ended."""

    PROVEN = "proven"
    FEASIBLE = "feasible"
    BASELINE = "baseline"


class Certificate(Fact):
    """How good a plan is, and how far at most it is from the best for the problem as stated.

    `cost` and `lower_bound` are over tiers T2 to T6 at the rates in force, given the values of
    T0 and T1; `gap` is (cost - lower_bound) / cost, 0 when both are 0. `proven` is said only
    where T0 and T1 are proven least and the bound equals the cost.
    """

    cost: int
    lower_bound: int
    gap: float
    gap_calls: float = Field(description="The gap in calls, at the rate of one call.")
    gap_visits: float = Field(description="The gap in routine visits not seen today.")
    proven: bool
    tiers: dict[str, int]
    tiers_proven: dict[str, bool] = Field(description="Whether T0 and T1 are proven least.")
    ring: int = Field(description="The ring whose plan this is; 0 touches nobody who was not hit.")
    certified_by: int | None = Field(description="The ring that gave the bound, if one did.")
    limits: dict[str, Any] = Field(description="What the search was held to.")
    offered_starts: str = Field(description="The starts for which the bound holds.")


class Where(Fact):
    """A visit's place in a few words."""

    date: date
    at: Minute | None = None
    provider: Ref | None = None
    site: Ref | None = None
    modality: Modality = Modality.IN_PERSON
    room: Ref | None = None
    slot: Ref | None = None


class Change(Fact):
    """What becomes of one visit, and why."""

    appointment: Ref
    disposition: Disposition
    before: Where | None = Field(default=None, alias="from")
    after: Where | None = Field(default=None, alias="to")
    reason: str = ""
    rule: str = ""


class DutyChange(Fact):
    """What changes for one person's duties and breaks."""

    person: Ref
    what: str
    before: str | None = Field(default=None, alias="from")
    after: str | None = Field(default=None, alias="to")
    reason: str
    rule: str


class StaffCall(Fact):
    """One of the staff to be called, before any patient is."""

    order: int
    person: Ref
    at: Minute = Field(description="When they are to be there, or to leave.")
    say: str
    rule: str


class Call(Fact):
    """One patient to be called, in calling order."""

    order: int
    appointment: Ref
    booked: Minute | None
    disposition: Disposition
    note: str = Field(default="", description="What came of calling before.")
    say: str
    offer: Offered | None = Field(default=None, description="What the plan offers.")
    fallback: Offered | None = Field(default=None, description="What to offer if they decline.")
    fallback_say: str = ""


class Kpis(Fact):
    """The plan in numbers."""

    visits: int
    hit: int
    seen: int
    by_video: int
    other_site: int
    other_day: int
    manual: int
    displaced: int
    calls: int = Field(description="Still to be made.")
    calls_made: int = Field(default=0, description="Made so far, whatever came of them.")
    minutes_moved: int
    provider_changes: int
    overtime_minutes: int
    longest_wait: int
    mean_wait: float
    finish: Minute | None
    coverage_gap_minutes: int
    missed_breaks: int
    held_slots_used: int
    duty_changes: int
    called_in: int = 0
    transfers: int = 0


class Option(Fact):
    """One way to go: a profile's plan beside the others."""

    profiles: tuple[str, ...]
    title: str
    publishable: bool
    summary: str
    kpis: Kpis
    plan: Plan
    changes: tuple[Change, ...]
    violations: tuple[Finding, ...] = ()
    gaps: tuple[Finding, ...] = ()
    cost_at_default_rates: int
    certificate: Certificate | None


class Timing(Fact):
    """Where the time went, in seconds; outside what is compared for reproducibility."""

    seconds: float
    parts: dict[str, float]


class Proposal(Fact):
    """The answer to a disruption."""

    outcome: Outcome
    summary: str
    now: Minute | int
    profile: str
    version: str
    published_findings: tuple[Finding, ...] = Field(
        default=(), description="What was already wrong in the published plan, before any event."
    )
    plan: Plan
    changes: tuple[Change, ...]
    duty_changes: tuple[DutyChange, ...]
    since_issued: tuple[Change, ...] = Field(
        default=(), description="What is no longer as in the plan issued before, and why."
    )
    staff_calls: tuple[StaffCall, ...] = Field(
        default=(), description="Whom of the staff to call first: called in, or sent elsewhere."
    )
    calls: tuple[Call, ...]
    kpis: Kpis
    violations: tuple[Finding, ...] = ()
    gaps: tuple[Finding, ...] = ()
    certificate: Certificate
    options: tuple[Option, ...] = ()
    timing: Timing

    @field_serializer("now", when_used="json")
    def _written_now(self, now: int) -> str | int:
        """Write 'HH:MM', or minutes below zero for a plan made on an earlier day."""
        return wall(now) if now >= 0 else now


class VariantDifference(Fact):
    """One row of a what-if table: a figure that differs between variants."""

    what: str
    values: tuple[str, ...]


class Comparison(Fact):
    """Several variants of one day, side by side, with differences only."""

    variants: tuple[str, ...]
    differences: tuple[VariantDifference, ...]
    proposals: tuple[Proposal, ...]
