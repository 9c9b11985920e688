"""The appointment: one visit in the book, how far it has come, and what may be changed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from models.base import Fact, Ref, Window
from models.clock import Minute
from models.lock import Lock
from models.office import Modality, Movability, Urgency
from models.staff import Gender


class Status(StrEnum):
    """How far a visit has come."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    CHECKED_IN = "checked-in"
    ROOMED = "roomed"
    IN_PROGRESS = "in-progress"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NO_SHOW = "no-show"

    @property
    def over(self) -> bool:
        """Nothing is left to plan: the patient was seen, has cancelled or did not come."""
        return self in {Status.FULFILLED, Status.CANCELLED, Status.NO_SHOW}

    @property
    def begun(self) -> bool:
        """The patient is in a room: provider, place and start are facts."""
        return self in {Status.ROOMED, Status.IN_PROGRESS}

    @property
    def here(self) -> bool:
        """The patient is in the building and not in a room yet: the start is a fact."""
        return self in {Status.ARRIVED, Status.CHECKED_IN}


class Flag(StrEnum):
    """What decides who is called first among equals."""

    VULNERABLE = "vulnerable"
    LONG_TRAVEL = "long-travel"
    FASTING = "fasting"
    INTERPRETER = "interpreter"


class PhasePlace(Fact):
    """Where and with whom one phase is held; people stand in the order of the phase's tasks.

    The visit's provider and people found through a duty are not repeated: `people` has one entry
    for each task done by support staff.
    """

    at: Minute
    people: tuple[Ref, ...] = ()
    device: Ref | None = None


class Follow(Fact):
    """Another visit that this one comes after, on the same day: imaging before the consult."""

    visit: Ref
    min: int = Field(default=0, ge=0, le=1440, description="Least minutes from its end.")
    max: int | None = Field(default=None, ge=0, le=1440, description="Most minutes; or any.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise ValueError("'max' must be at least 'min'")
        return self


class Appointment(Fact):
    """A visit in the book. `at` is when the patient was told to come: the first phase's start."""

    id: Ref
    visit_type: Ref
    at: Minute | None = Field(default=None, description="Empty for an add-on not yet placed.")
    provider: Ref | None = None
    site: Ref | None = Field(default=None, description="By default the office's first site.")
    modality: Modality = Modality.IN_PERSON
    room: Ref | None = None
    phases: tuple[PhasePlace, ...] = Field(
        default=(), description="The published detail; worked out when left out."
    )
    double_booked: bool = Field(
        default=False, description="Published in its provider's time with one other visit."
    )
    status: Status = Status.BOOKED
    urgency: Urgency | None = Field(default=None, description="By default the visit type's.")
    due_by: date | None = None
    movability: Movability | None = Field(default=None, description="By default the visit type's.")
    windows: tuple[Window, ...] = Field(
        default=(), description="When the patient can be here at all; empty: any time."
    )
    prefers: tuple[Window, ...] = Field(default=(), description="When a new start suits best.")
    sites: tuple[Ref, ...] = Field(default=(), description="Other sites that the patient accepts.")
    video: bool = Field(default=False, description="The patient consents and has a device.")
    callable_from: Minute | None = Field(
        default=None, description="Never asked to come before this time; by default 'notice'."
    )
    flags: tuple[Flag, ...] = ()
    panel_provider: Ref | None = Field(default=None, description="Who usually sees the patient.")
    bumps_12m: int = Field(default=0, ge=0, le=99, description="Times bumped in twelve months.")
    locks: tuple[Lock, ...] = ()
    patient: Ref | None = Field(
        default=None, description="Whose visit it is, where one patient has several."
    )
    follows: tuple[Follow, ...] = ()
    together: Ref | None = Field(
        default=None, description="A family block: its visits are kept within the same hour."
    )
    provider_gender: Gender | None = Field(default=None, description="The patient's request.")
    language: Ref | None = Field(
        default=None, description="Spoken by the provider, or an interpreter is with them."
    )
    interpreter: Ref | None = Field(default=None, description="Who is booked to interpret.")
    chaperone: bool = Field(default=False, description="A second person is in the room.")
    chaperoned_by: Ref | None = Field(default=None, description="Who is booked as the chaperone.")
    excluded_providers: tuple[Ref, ...] = Field(
        default=(), description="Never with these: dismissed, in conflict, or declined."
    )
    payer: Ref | None = None
    new_problem: bool = False
    state: Ref | None = Field(
        default=None, description="Where the patient is during a video visit; or the site's."
    )
    age_months: int | None = Field(default=None, ge=0, le=1500, description="Completed months.")
    no_show: float = Field(default=0.0, ge=0, le=1, description="Probability of not coming.")

    @model_validator(mode="after")
    def _placed_wholly_or_not(self) -> Self:
        if (self.at is None) != (self.provider is None):
            raise ValueError("'at' and 'provider' are given together or not at all")
        if self.double_booked and self.at is None:
            raise ValueError("'double_booked' needs 'at' and 'provider'")
        if self.phases and self.at is None:
            raise ValueError("'phases' need 'at' and 'provider'")
        return self
