"""The office: what rarely changes. Sites, people, places, visit types, duties, rules, rates."""

from __future__ import annotations

import itertools
from datetime import date
from enum import StrEnum
from typing import Any, Self
from zoneinfo import available_timezones

from pydantic import Field, field_validator, model_validator

from models.base import Fact, Ref, Window
from models.clock import Minute
from models.policy import ExchangeRates, Profile, builtin_profiles
from models.rules import Rules


class Site(Fact):
    """A place where patients are seen, with the hours between which they may be in it."""

    id: Ref
    zone: str = Field(description="IANA time zone.", examples=["America/Los_Angeles"])
    opens: Minute
    closes: Minute = Field(description="When the day is meant to be over.")
    last_out: Minute | None = Field(
        default=None, description="No phase of a visit ends later; by default 'closes'."
    )

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("not an IANA time zone; write one like 'America/New_York'")
        return zone

    @model_validator(mode="after")
    def _hours_run_forward(self) -> Self:
        if self.closes <= self.opens or self.latest < self.closes:
            raise ValueError("opens, closes and last_out must follow one another")
        return self

    @property
    def latest(self) -> int:
        """The minute by which every phase of every visit at the site has ended."""
        return self.closes if self.last_out is None else self.last_out


class Role(StrEnum):
    """What a person is employed as; what they may do is said by credentials and privileges."""

    PROVIDER = "provider"
    NURSE = "nurse"
    MEDICAL_ASSISTANT = "medical-assistant"
    FRONT_DESK = "front-desk"
    TECHNICIAN = "technician"
    LAB = "lab"
    BILLING = "billing"
    OTHER = "other"


def _whole_or_reference(schema: dict[str, Any]) -> None:
    whole = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "string"}, whole]


class Credential(Fact):
    """A licence or certificate that a person holds, valid up to and including its last day."""

    model_config = Fact.model_config | {"json_schema_extra": _whole_or_reference}

    id: Ref
    expires: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_reference(cls, value: object) -> object:
        return {"id": value} if isinstance(value, str) else value


class Person(Fact):
    """One of the staff: provider, nurse, assistant and desk alike."""

    id: Ref
    roles: tuple[Role, ...] = Field(min_length=1)
    credentials: tuple[Credential, ...] = ()
    privileges: tuple[Ref, ...] = Field(
        default=(), description="Procedures and visit kinds this person is privileged for."
    )
    specialty: Ref | None = None
    team: Ref | None = Field(default=None, description="The care team.")
    reach_by_video: bool = Field(default=False, description="Set up to see patients by video.")

    def holds(self, credential: str, day: date) -> bool:
        """Tell whether the person holds the credential, unexpired, on that day."""
        return any(
            held.id == credential and (held.expires is None or day <= held.expires)
            for held in self.credentials
        )


class Place(Fact):
    """A room or a device of a site, with what it offers."""

    id: Ref
    site: Ref
    features: tuple[Ref, ...] = Field(default=(), description="What it can be used for.")


class By(StrEnum):
    """Who carries out a task."""

    PROVIDER = "provider"
    SUPPORT = "support"
    DUTY = "duty"


class Task(Fact):
    """A kind of work, and who may do it: one row of the task and credential matrix.

    `by: provider` is done by the visit's provider; `by: support` by any free person of the site
    with one of the credentials; `by: duty` by whoever covers the duty at that time.
    """

    by: By
    credentials: tuple[Ref, ...] = Field(
        default=(), description="Any one of these is enough; empty: nobody is kept out."
    )
    privilege: Ref | None = Field(default=None, description="Needed besides the credential.")
    duty: Ref | None = Field(default=None, description="The duty, for 'by: duty'.")

    @model_validator(mode="after")
    def _duty_with_by(self) -> Self:
        if (self.by is By.DUTY) != (self.duty is not None):
            raise ValueError("'duty' is named exactly when the task is 'by: duty'")
        if self.by is By.DUTY and (self.credentials or self.privilege):
            raise ValueError("credentials of a duty's task are written on the duty")
        return self


class PhaseName(StrEnum):
    """The steps of a visit."""

    CHECK_IN = "check-in"
    ROOMING = "rooming"
    PROVIDER = "provider"
    PROCEDURE = "procedure"
    DRAW = "draw"
    CHECK_OUT = "check-out"


class Lag(Fact):
    """How long may pass between the end of the phase before and the start of this one."""

    min: int = Field(default=0, ge=0, le=1440)
    max: int | None = Field(default=None, ge=0, le=1440, description="By default equal to 'min'.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most < self.min:
            raise ValueError("'max' must be at least 'min'")
        return self

    @property
    def most(self) -> int:
        """The longest lag, in minutes."""
        return self.min if self.max is None else self.max


class Phase(Fact):
    """One step of a visit: how long, who, and in what room with what device."""

    phase: PhaseName
    minutes: int = Field(ge=1, le=720)
    tasks: tuple[Ref, ...] = Field(
        default=(), description="Done side by side for the whole phase; different people."
    )
    room: Ref | None = Field(default=None, description="Needs a room with this feature.")
    device: Ref | None = Field(default=None, description="Needs a device with this feature.")
    lag: Lag = Field(default=Lag(), description="Time between the phase before and this one.")


class Urgency(StrEnum):
    """How soon a clinician wants the patient seen."""

    MUST_TODAY = "must-today"
    HOURS_48 = "hours-48"
    DAYS_7 = "days-7"
    DAYS_30 = "days-30"
    ELECTIVE = "elective"


class Movability(StrEnum):
    """How freely the visit's time may be changed."""

    FIXED = "fixed"
    PREFERRED_KEEP = "preferred-keep"
    FLEXIBLE = "flexible"


class Modality(StrEnum):
    """How patient and provider meet."""

    IN_PERSON = "in-person"
    VIDEO = "video"


class VisitType(Fact):
    """A kind of visit: its phases in person, its phases by video where that is possible."""

    phases: tuple[Phase, ...] = Field(min_length=1, max_length=12)
    video: tuple[Phase, ...] = Field(
        default=(), max_length=12, description="Phases when held by video; empty: never by video."
    )
    specialty: Ref | None = None
    urgency: Urgency = Urgency.DAYS_30
    movability: Movability = Movability.FLEXIBLE
    continuity: int = Field(default=1, ge=0, le=10, description="How much the own provider counts.")
    new_patient: bool = False
    points: int = Field(default=1, ge=0, le=100, description="Complexity, for load caps.")

    @field_validator("phases", "video")
    @classmethod
    def _one_room_one_device(cls, phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
        if phases and (phases[0].lag.min or phases[0].lag.most):
            raise ValueError("the first phase has no lag: nothing comes before it")
        if len({phase.room for phase in phases if phase.room}) > 1:
            raise ValueError("one visit keeps one room: all its phases name the same feature")
        return phases

    def template(self, modality: Modality) -> tuple[Phase, ...]:
        """Return the phases for the modality; empty when it is not possible."""
        return self.phases if modality is Modality.IN_PERSON else self.video


class DutyKind(StrEnum):
    """Whether a duty takes a person away from other work."""

    POST = "post"
    PRESENCE = "presence"


class Demand(Window):
    """How many people a duty needs between two times."""

    minimum: int = Field(ge=1, le=1000)


class Duty(Fact):
    """Cover that a site must have: a post somebody is on, or people who must be in the building.

    People on a post do nothing else while on it; for a presence everybody at work there counts.
    """

    id: Ref
    site: Ref
    kind: DutyKind = DutyKind.POST
    credentials: tuple[Ref, ...] = Field(
        default=(), description="Any one of these is enough; empty: anybody counts."
    )
    demand: tuple[Demand, ...] = ()

    @field_validator("demand")
    @classmethod
    def _no_overlap(cls, demand: tuple[Demand, ...]) -> tuple[Demand, ...]:
        ordered = sorted(demand, key=lambda piece: piece.start)
        for before, after in itertools.pairwise(ordered):
            if after.start < before.end:
                raise ValueError("demand windows of one duty must not overlap")
        return tuple(ordered)


class Office(Fact):
    """An office as it stands for months: the first of the three documents."""

    id: Ref
    sites: tuple[Site, ...] = Field(min_length=1)
    people: tuple[Person, ...] = ()
    rooms: tuple[Place, ...] = ()
    devices: tuple[Place, ...] = ()
    tasks: dict[Ref, Task] = Field(default_factory=dict)
    visit_types: dict[Ref, VisitType] = Field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    rules: Rules = Rules()
    exchange_rates: ExchangeRates = ExchangeRates()
    profiles: dict[Ref, Profile] = Field(default_factory=builtin_profiles)
