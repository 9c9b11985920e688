"""What is answered about a kept roster: with the kept days that its repair touches, if any."""

from __future__ import annotations

from pydantic import Field

from models.absence_answer import DayPart, PatientTalk, StaffTalk
from models.base import Fact
from models.finding import Finding
from models.roster_answer import BuiltRoster, RepairedRoster


class DayRead(Fact):
    """How far a kept day had come when it was planned, in versions and positions."""

    office: int
    book: int
    position: int = Field(description="Of the last event; 0 without one.")
    publication: int = Field(description="The version of the last publication; 0 without one.")


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
