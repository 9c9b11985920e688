"""The office: what rarely changes. Sites, people, places, visit types, duties, rules, rates."""

from __future__ import annotations

import itertools
from enum import StrEnum
from typing import Self

from pydantic import Field, field_validator, model_validator

from models.base import Fact, Ref, Window
from models.clock import Minute, zones
from models.policy import ExchangeRates, Profile, builtin_profiles
from models.roster_packs import on_packs
from models.rostering import Rostering
from models.rules import Rules
from models.staff import Ages, Person


class Site(Fact):
    """A place where patients are seen, with the hours between which they may be in it."""

    id: Ref
    zone: str = Field(description="IANA time zone.", examples=["America/Los_Angeles"])
    opens: Minute
    closes: Minute = Field(description="When the day is meant to be over.")
    last_out: Minute | None = Field(
        default=None, description="No phase of a visit ends later; by default 'closes'."
    )
    state: Ref | None = Field(
        default=None, description="The jurisdiction whose licences count for visits in person."
    )
    waiting_places: int | None = Field(
        default=None, ge=0, le=1000, description="Patients who fit into the waiting room."
    )
    well_hours: tuple[Window, ...] = Field(
        default=(), description="When infectious visits are kept away from well ones."
    )

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        if zone not in zones():
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


class Place(Fact):
    """A room or a device of a site, with what it offers."""

    id: Ref
    site: Ref
    features: tuple[Ref, ...] = Field(default=(), description="What it can be used for.")
    seats: int = Field(
        default=1, ge=1, le=100, description="Visits that may hold it at a time, like chairs."
    )


class By(StrEnum):
    """Who carries out a task."""

    PROVIDER = "provider"
    SUPPORT = "support"
    DUTY = "duty"


class SupervisionLevel(StrEnum):
    """How near a supervisor must be."""

    GENERAL = "general"
    VIRTUAL = "virtual"
    IN_SUITE = "in-suite"


class Supervision(Fact):
    """What a task asks of somebody else's presence when it is not done by one of `by` themselves.

    Supervision in the room is written as a second task of the phase, done side by side.
    """

    by: tuple[Ref, ...] = Field(min_length=1, description="Credentials of a supervisor.")
    level: SupervisionLevel = SupervisionLevel.IN_SUITE
    ratio: int | None = Field(
        default=None, ge=1, le=100, description="People supervised at a time by one supervisor."
    )
    tail: int = Field(
        default=0, ge=0, le=480, description="Minutes of observation after the phase."
    )
    source: str = Field(default="", max_length=200, description="The law, payer or policy.")


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
    supervision: Supervision | None = Field(
        default=None, description="What it asks of somebody else's presence."
    )

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
    IMAGING = "imaging"
    INJECTION = "injection"
    INFUSION = "infusion"
    OBSERVATION = "observation"
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
    p80: int | None = Field(
        default=None, ge=1, le=720, description="Minutes that four of five are done within."
    )
    latest_end: Minute | None = Field(
        default=None, description="A cut-off: over by then, for a courier or a mix."
    )
    acuity: int = Field(
        default=1, ge=1, le=100, description="What it counts against a duty's 'each'."
    )


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
    sensitive: bool = Field(
        default=False, description="A request for a provider's gender is binding."
    )
    infectious: bool = Field(default=False, description="Kept away from well visits.")
    group: int = Field(
        default=1, ge=1, le=100, description="Patients whom one provider sees at the same time."
    )
    ages: Ages | None = Field(default=None, description="Patients' ages; left out: all.")
    uses: tuple[Ref, ...] = Field(
        default=(), description="Items of stock, one of each for a visit: doses, trays."
    )
    prepare: int = Field(
        default=0, ge=0, le=1440, description="Minutes from an order to its first phase in a room."
    )

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
    each: int = Field(
        default=1, ge=1, le=1000, description="Acuity of phases one person can attend at a time."
    )
    start_spacing: int = Field(
        default=0,
        ge=0,
        le=240,
        description="Minutes from its start for which a phase has one person to itself.",
    )

    @field_validator("demand")
    @classmethod
    def _no_overlap(cls, demand: tuple[Demand, ...]) -> tuple[Demand, ...]:
        ordered = sorted(demand, key=lambda piece: piece.start)
        for before, after in itertools.pairwise(ordered):
            if after.start < before.end:
                raise ValueError("demand windows of one duty must not overlap")
        return tuple(ordered)


class Travel(Fact):
    """How long people of the staff need from one site to another, either way."""

    between: tuple[Ref, Ref]
    minutes: int = Field(ge=0, le=600)


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
    travel: tuple[Travel, ...] = ()
    rules: Rules = Rules()
    rostering: Rostering = Rostering()
    exchange_rates: ExchangeRates = ExchangeRates()
    profiles: dict[Ref, Profile] = Field(default_factory=builtin_profiles)

    @model_validator(mode="after")
    def _packs_fit_its_rosters(self) -> Self:
        on_packs(self.rostering, self.rules.pack)
        return self
