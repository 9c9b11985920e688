"""What is answered to an absence of several days: the roster, each booked day, whom to call."""

from __future__ import annotations

from datetime import date as date_of
from enum import StrEnum

from pydantic import Field

from models.absence import AwayFrom
from models.base import Fact, Ref
from models.day import Day
from models.finding import Finding
from models.plan import Plan
from models.proposal import Call, Proposal, Timing
from models.roster_answer import RepairedRoster, RosterStanding


class DayOutcome(StrEnum):
    """What became of a booked day."""

    UNTOUCHED = "untouched"
    PLANNED = "planned"
    FAILED = "failed"


class StaffMove(Fact):
    """Who works otherwise on a booked day than was published: hours at sites, empty when off."""

    person: Ref
    out: bool = Field(description="Because they are absent, not because the roster was repaired.")
    before: tuple[str, ...] = Field(alias="from")
    after: tuple[str, ...] = Field(alias="to")


class DayPart(Fact):
    """A booked day: who works on it by the repaired roster, and its plan if that touches it.

    A day that failed stands as published, with `troubles`; the rest of the answer does not.
    """

    date: date_of
    outcome: DayOutcome
    staff: tuple[StaffMove, ...] = ()
    withdrawn: tuple[str, ...] = Field(
        default=(), description="Open slots and reserves that the day does not have, and why."
    )
    day: Day | None = Field(
        default=None, description="The day as it was planned; null where it was not."
    )
    published: Plan | None = Field(
        default=None,
        description="The plan that costs are compared with: the book as published, worked out.",
    )
    issued: Plan | None = Field(
        default=None,
        description="The plan that the office was given last for the day, with the new staff; the"
        " day goes on from it. Null where none was.",
    )
    proposal: Proposal | None = Field(
        default=None, description="With its certificate: cost, bound and gap of this day."
    )
    troubles: tuple[str, ...] = ()


class Matter(StrEnum):
    """What somebody of the staff is called about."""

    WORK = "work"
    OFF = "off"
    OTHER_SHIFT = "other-shift"
    DAY = "day"


class StaffMatter(Fact):
    """One thing that somebody of the staff is to be told or asked."""

    date: date_of
    matter: Matter
    say: str
    others: tuple[Ref, ...] = Field(
        default=(), description="Who could have the shift instead, in the order to ask."
    )


class StaffTalk(Fact):
    """One of the staff to be called, once, with all that concerns them."""

    order: int = Field(ge=1)
    person: Ref
    standing: RosterStanding
    matters: tuple[StaffMatter, ...] = Field(min_length=1)


class VisitMatter(Fact):
    """One visit of a patient who is called, as the call list of its day has it."""

    date: date_of
    call: Call


class PatientTalk(Fact):
    """One patient to be called, once, about every visit of theirs that changes."""

    order: int = Field(ge=1)
    patient: Ref | None = Field(description="Null where the book does not say whose visit it is.")
    visits: tuple[VisitMatter, ...] = Field(min_length=1)


class AnsweredAbsence(Fact):
    """The answer to an absence of several days.

    `roster` and every planned day have a certificate each: no part speaks for another. Bounds of
    a day hold for the staff that the repaired roster gives it, and for the slots left to it.
    """

    office: str
    summary: str
    absences: tuple[AwayFrom, ...]
    roster: RepairedRoster
    days: tuple[DayPart, ...]
    staff_calls: tuple[StaffTalk, ...]
    patient_calls: tuple[PatientTalk, ...]
    findings: tuple[Finding, ...] = Field(
        default=(), description="What the check of the whole found: what should never happen."
    )
    version: str
    timing: Timing
