"""The day: who works when, the appointment book, duties, held and open slots, what happened."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field, field_validator

from models.appointment import Appointment
from models.base import Fact, Ref, Window
from models.clock import Minute
from models.events import Event
from models.lock import Lock
from models.rules import BreakKind


class BookedBreak(Fact):
    """A break as the roster has it."""

    kind: BreakKind = BreakKind.MEAL
    at: Minute
    minutes: int = Field(ge=5, le=120)


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


class ProtectedBlock(Window):
    """Time of a provider that is kept free of visits; a convertible one can be given up."""

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


class Day(Fact):
    """One day of an office: the second of the three documents. `events` may be kept apart."""

    office: str = Field(
        max_length=200, description="The office's id; on the command line its file, too."
    )
    date: date
    shifts: tuple[Shift, ...] = ()
    protected: tuple[ProtectedBlock, ...] = ()
    held_slots: tuple[HeldSlot, ...] = ()
    open_slots: tuple[OpenSlot, ...] = ()
    duties: tuple[DutyAssignment, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    events: tuple[Event, ...] = ()

    @field_validator("office")
    @classmethod
    def _named(cls, office: str) -> str:
        if not office.strip():
            raise ValueError("name the office")
        return office
