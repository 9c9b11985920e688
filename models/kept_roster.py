"""What is answered about a kept roster: with the kept days that its repair touches, if any."""

from __future__ import annotations

from datetime import date as date_of
from enum import StrEnum

from pydantic import Field

from models.absence_answer import DayPart, PatientTalk, StaffTalk
from models.base import Fact, Ref
from models.finding import Finding
from models.roster_answer import BuiltRoster, RepairedRoster


class DayRead(Fact):
    """How far a kept day had come when it was planned, in versions and positions."""

    office: int
    book: int
    position: int = Field(description="Of the last event; 0 without one.")
    publication: int = Field(description="The version of the last publication; 0 without one.")


class DayFate(StrEnum):
    """What becomes of a kept day when its roster is published, or that is taken back."""

    PUBLISHED = "published"
    ASKED = "asked"
    LEFT = "left"
    UNDONE = "undone"


class DayWith(Fact):
    """A kept day that went along with a publication of its roster.

    `published`: it has the roster's staff and the plan of the proposal. `asked`: it has the staff,
    and is solved again. `left`: it does not go with the roster, and stays as it was. `undone`: the
    book and the plan from before stand again.
    """

    date: date_of
    fate: DayFate
    was: int = Field(description="The version of its book before.")
    book: int = Field(description="The version of its book since.")
    publication: int = Field(description="The version whose plan stands since; 0: no plan.")
    proposal: Ref | None = Field(
        default=None, description="What was published for the day, or is being worked out."
    )


class KeptDayPart(DayPart):
    """A kept day by the repaired roster, and as what it was read."""

    read: DayRead


class KeptRepair(RepairedRoster):
    """A kept roster repaired, and every kept day that this touches planned anew.

    The roster and each planned day have a certificate; no part speaks for another.
    """

    summary: str | None = Field(
        default=None, description="All of it in a sentence; null where no day is kept."
    )
    booked_days: tuple[KeptDayPart, ...] = Field(
        default=(), description="The kept days of the horizon, from today on."
    )
    staff_calls: tuple[StaffTalk, ...] = Field(
        default=(), description="Each of the staff once, about roster and days together."
    )
    patient_calls: tuple[PatientTalk, ...] = ()
    findings: tuple[Finding, ...] = Field(
        default=(), description="What the check of the whole found: what should never happen."
    )

    @classmethod
    def of(cls, repaired: RepairedRoster, **more: object) -> KeptRepair:
        """Return a repaired roster with what it comes to on kept days."""
        parts = {name: getattr(repaired, name) for name in RepairedRoster.model_fields}
        return cls.model_validate(parts | more)


RosterAnswer = KeptRepair | BuiltRoster
"""What a kept roster's proposal says: repaired where one is published, built where none is."""
