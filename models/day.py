"""The day: who works when, the appointment book, duties, held and open slots, what happened."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field, field_validator

from models.appointment import Appointment
from models.base import Fact, Ref, Window
from models.breaks import BookedBreak
from models.clock import Minute, PlannedDate
from models.events import Event
from models.lock import Lock
from models.overrides import Override


class Shift(Window):
    """When a person works, where, and their breaks; a locked shift keeps its breaks and duties."""

    person: Ref
    site: Ref
    breaks: tuple[BookedBreak, ...] = ()
    locked: Lock | None = None


class BlockKind(StrEnum):
    """What protected time is for."""

    ADMIN = "admin"
    PROCEDURE = "procedure"
    TEACHING = "teaching"
    MEETING = "meeting"
    CATCH_UP = "catch-up"


class ProtectedBlock(Window):
    """Time of a provider that is kept free of visits; a convertible one can be given up.

    Time to catch up is kept free to absorb delays; it is given up at a rate of its own.
    """

    id: Ref
    person: Ref
    kind: BlockKind = BlockKind.ADMIN
    convertible: bool = False


class HeldSlot(Window):
    """Time of a provider held back for the same day."""

    id: Ref
    person: Ref


class OpenSlot(Fact):
    """A free template slot on a coming day, long enough for `minutes` of the provider's time."""

    id: Ref
    person: Ref
    site: Ref
    date: date
    at: Minute
    minutes: int = Field(ge=1, le=720)


class DutyAssignment(Window):
    """A person covers a duty, apart from the breaks that fall within."""

    duty: Ref
    person: Ref


class ReserveKind(StrEnum):
    """Where somebody who is called in comes from."""

    FLOAT = "float"
    PER_DIEM = "per-diem"
    AGENCY = "agency"
    OVERTIME = "overtime"


class Reserve(Window):
    """A person who could be called in between two times, or stay on past their shift.

    They come `lead` minutes after they are called at the earliest, and are paid for
    `least_minutes` at the least.
    """

    id: Ref
    person: Ref
    site: Ref
    kind: ReserveKind = ReserveKind.FLOAT
    lead: int = Field(default=0, ge=0, le=1440, description="Minutes from the call to arriving.")
    least_minutes: int = Field(default=0, ge=0, le=1440, description="Paid at the least.")
    hourly: int | None = Field(
        default=None, ge=0, le=100_000, description="Price of an hour; left out: the kind's rate."
    )


class Stock(Fact):
    """How many of an item a site has for the day: vaccine doses, sterile trays."""

    item: Ref
    site: Ref
    count: int = Field(ge=0, le=100_000)


class Day(Fact):
    """One day of an office: the second of the three documents. `events` may be kept apart."""

    office: str = Field(
        max_length=200, description="The office's id; on the command line its file, too."
    )
    date: PlannedDate
    shifts: tuple[Shift, ...] = ()
    protected: tuple[ProtectedBlock, ...] = ()
    held_slots: tuple[HeldSlot, ...] = ()
    open_slots: tuple[OpenSlot, ...] = ()
    duties: tuple[DutyAssignment, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    stock: tuple[Stock, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    events: tuple[Event, ...] = ()
    overrides: tuple[Override, ...] = ()

    @field_validator("office")
    @classmethod
    def _named(cls, office: str) -> str:
        if not office.strip():
            raise ValueError("name the office")
        return office
