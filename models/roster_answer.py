"""What is answered about rosters: a roster that was built, or one that was repaired, and why so."""

from __future__ import annotations

from datetime import date as date_of
from enum import StrEnum
from typing import Any

from pydantic import Field

from models.base import Fact, Ref
from models.finding import Finding
from models.roster import Cell, RosterPlan


class Lean(StrEnum):
    """Ways to lean in a repair: the same terms, asked for in another order.

    People short come first in each, and the cost by the office's prices is in each.
    """

    FEWEST_CHANGES = "fewest-changes"
    FAIREST = "fairest"
    CHEAPEST = "cheapest"
    BEST_COVERED = "best-covered"


class RosterStanding(StrEnum):
    """How somebody stands to a change: who would rather, who is on call anyway, who else."""

    VOLUNTEER = "volunteer"
    RESERVE = "reserve"
    OTHER = "other"


class RosterReason(Fact):
    """Why a cell is changed: the rule, or the absence, and what would be so without the change."""

    rule: str
    sentence: str


class RosterChange(Fact):
    """A cell that is not as published.

    What an absence or leave empties is listed, and not counted: nobody decided it here.
    """

    person: Ref
    date: date_of
    was: Cell
    now: Cell
    counted: bool = Field(description="Whether it is one of the changes that are kept few.")
    standing: RosterStanding
    reason: RosterReason


class RosterCall(Fact):
    """A shift that somebody is to be asked to take, and who else could, in the order to ask.

    `others` are held against the roster one at a time: each may take the shift in place of
    `person`, who then stays as published, without a rule that breaks.
    """

    order: int = Field(ge=1)
    date: date_of
    shift_types: tuple[Ref, ...]
    person: Ref
    standing: RosterStanding
    others: tuple[Ref, ...] = ()


class RosterCertificate(Fact):
    """How good a roster is at the least: what it has, and what no other can better.

    `changes` and `changes_bound` are of rosters that are as little short. `cost` and `bound`
    are of rosters with as few changes where the lean puts those first, and of every one that
    is as good in what comes before the cost.
    """

    short: int = Field(description="People missing below minimum demand (T0).")
    short_bound: int
    changes: int | None = Field(default=None, description="Null where a roster was built.")
    changes_bound: int | None = None
    changes_proven: bool | None = None
    changes_seconds: float | None = Field(
        default=None, ge=0, description="When so few changes were proven the fewest, if they were."
    )
    cost: int = Field(description="Over the tiers that trade, T1 to T6.")
    bound: int
    gap: float = Field(ge=0, description="(cost - bound) / cost.")
    proven: bool = Field(description="No roster is better for the problem as stated.")
    seconds: float = Field(
        ge=0, description="Of wall time; in deterministic mode units of work, the same each time."
    )


class RosterOption(Fact):
    """Another roster for the same disruption, by the ways of leaning that lead to it."""

    leans: tuple[Lean, ...]
    roster: RosterPlan
    short: int
    changes: int
    people_changed: int
    cost: int
    tiers: dict[str, int]
    certificate: RosterCertificate


class BuiltRoster(Fact):
    """A roster for the horizon, what it leaves uncovered, and how good it is at the least."""

    office: str
    first: date_of = Field(alias="from")
    days: int
    roster: RosterPlan | None = Field(description="Null where there is none, or none in time.")
    possible: bool | None = Field(description="False: what must be cannot be. Null: not known.")
    uncovered: tuple[Finding, ...] = ()
    tiers: dict[str, int] = Field(default_factory=dict)
    certificate: RosterCertificate | None = None
    limits: dict[str, Any] = Field(default_factory=dict, description="What the search was held to.")
    troubles: tuple[str, ...] = Field(default=(), description="What should never happen.")


class RepairedRoster(Fact):
    """A published roster after absences: what changes for whom and why, and whom to ask.

    There is always one: what cannot be covered is `uncovered`, what cannot be kept is `eased`.
    """

    office: str
    first: date_of = Field(alias="from")
    days: int
    lean: Lean
    roster: RosterPlan
    changes: tuple[RosterChange, ...]
    calls: tuple[RosterCall, ...]
    uncovered: tuple[Finding, ...]
    eased: tuple[str, ...] = Field(
        default=(),
        description="What must be by contract or office and is missed: a high price was put on it.",
    )
    broken: tuple[Finding, ...] = Field(
        default=(), description="Rules broken by the published roster that nothing was found for."
    )
    tiers: dict[str, int]
    certificate: RosterCertificate
    options: tuple[RosterOption, ...] = Field(default=(), description="This roster's own first.")
    limits: dict[str, Any] = Field(default_factory=dict, description="What the search was held to.")
    troubles: tuple[str, ...] = Field(default=(), description="What should never happen.")
