"""Explanations: why a visit is where it is, and what each other way would be."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from models.base import Fact, Ref
from models.clock import Minute
from models.finding import Tier
from models.office import Modality
from models.plan import Disposition, Plan
from models.proposal import Change, Where


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


class Answered(StrEnum):
    """How a question whether something can be was answered."""

    REFUSED = "refused"
    AS_PLANNED = "as-planned"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


class ConflictMember(Fact):
    """One of the things that cannot all hold: a wish, a rule about somebody, or a fact."""

    rule: str = Field(description="The rule's name; 'asked' for what was asked for.")
    about: str = Field(default="", description="Whom or what the rule is about; empty: everybody.")
    sentence: str
    needed: bool = Field(description="Without it, the others were shown to be possible.")


class Conflict(Fact):
    """Whether wishes can all come true; if not, a smallest set of rules and facts against them."""

    asked: tuple[str, ...]
    answer: Answered
    summary: str
    members: tuple[ConflictMember, ...] = ()
    smallest: bool = Field(default=False, description="Every member is needed; none can be spared.")
    verified: bool = Field(
        default=False, description="The set alone was shown once more to be impossible."
    )


class WhyNot(Fact):
    """Why a visit is not somewhere else: refused by a rule, impossible, or dearer by so much.

    `cost`, `harm` and `gaps` are exact for the plan in `plan`: the check's verdict on it less that
    on the plan in question. `at_least` is proven for every plan with the visit there.
    """

    appointment: Ref
    asked: str
    answer: Answered
    summary: str
    refused: Refusal | None = None
    costs: tuple[RuleCost, ...] = Field(default=(), description="What differs, by rule.")
    gaps: int = 0
    harm: int = 0
    cost: int = 0
    at_least: int | None = Field(
        default=None, description="Least extra cost that is proven; left out when nothing is."
    )
    changes: tuple[Change, ...] = Field(
        default=(), description="What else changes for whom, against the plan in question."
    )
    plan: Plan | None = Field(default=None, description="The best plan found with it there.")
    conflict: Conflict | None = None


class WishFor(Fact):
    """Something asked for: a visit somewhere, nobody called, or everybody seen.

    Without `visit`, `no_calls` and `all_seen` are about everybody. A place today is at the booked
    site and in the booked way, unless it says otherwise.
    """

    visit: Ref | None = None
    provider: Ref | None = None
    at: Minute | None = None
    site: Ref | None = None
    modality: Modality | None = None
    slot: Ref | None = None
    no_calls: bool = Field(default=False, description="Booked times, sites and ways stay.")
    all_seen: bool = Field(default=False, description="Held today; nobody goes elsewhere.")

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        place = (self.provider, self.at, self.site, self.modality)
        kinds = [any(part is not None for part in place), self.slot is not None]
        kinds += [self.no_calls, self.all_seen]
        if sum(kinds) != 1:
            raise ValueError("ask for one thing: a place today, a 'slot', 'no_calls' or 'all_seen'")
        if self.visit is None and (kinds[0] or kinds[1]):
            raise ValueError("say which 'visit'")
        return self


class Relief(Fact):
    """Something that would help: what it buys was found by solving, and judged by the check."""

    kind: str = Field(description="What sort of relief it is: overtime, room, person, …")
    what: str = Field(description="What it is, in a few words.")
    sentence: str = Field(description="What it buys.")
    seen_more: int
    calls_fewer: int
    cost_less: int = Field(description="T2 to T6, at the office's rates; pay is not in it.")
    gaps_less: int = Field(default=0, description="T0.")
    harm_less: int = Field(default=0, description="T1.")
    disturbance: int = Field(description="How much it asks of the office, in units of cost.")
    changes: tuple[Change, ...] = Field(
        default=(), description="What it changes for whom, against the plan in question."
    )


class Help(Fact):
    """What would help: the smallest reliefs that buy something, best value first."""

    summary: str
    reliefs: tuple[Relief, ...]
    tried: int = Field(description="Reliefs that were solved for.")
    left_out: int = Field(default=0, description="Reliefs that time did not allow to try.")


class FrontierPoint(Fact):
    """The most visits that were found to be seen today with at most so many calls chosen."""

    calls_at_most: int = Field(description="Calls to patients who were not hit; nobody must.")
    calls: int = Field(description="Such calls that the plan makes.")
    all_calls: int = Field(description="Those to patients who were hit included.")
    seen: int
    seen_at_most: int = Field(description="No plan with so many calls sees more.")
    proven: bool = Field(description="As many are seen as can be.")
    cost: int = Field(description="T2 to T6 of the plan, at the office's rates.")
    gaps: int
    harm: int


class Frontier(Fact):
    """Visits seen today against patients called who could have been left alone."""

    summary: str
    visits: int
    points: tuple[FrontierPoint, ...]
    complete: bool = Field(description="More calls are proven to bring nothing more.")
