"""The plan: where every visit of the day goes, who takes which break and which duty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, Field

from models.base import Fact, Ref, Window
from models.clock import Minute
from models.day import DutyAssignment
from models.office import Modality
from models.overrides import Override
from models.rules import BreakKind

Thing = TypeVar("Thing", bound=BaseModel)


class Disposition(StrEnum):
    """What becomes of a visit: exactly one for each."""

    KEPT = "kept"
    SAME_TIME_OTHER_PROVIDER = "same-time-other-provider"
    MOVED = "moved"
    OTHER_SITE = "other-site"
    VIDEO = "video"
    OTHER_DAY = "other-day"
    MANUAL_DECISION = "manual-decision"


class PlacedPhase(Window):
    """One phase with its times and the people, in the order of its tasks done by support staff."""

    people: tuple[Ref, ...] = ()
    device: Ref | None = None


class Placement(Fact):
    """A visit's place on the day, phase by phase."""

    provider: Ref
    site: Ref
    modality: Modality = Modality.IN_PERSON
    room: Ref | None = None
    phases: tuple[PlacedPhase, ...] = Field(min_length=1)
    interpreter: Ref | None = Field(
        default=None, description="With patient and provider, first to last provider phase."
    )
    chaperone: Ref | None = Field(
        default=None, description="In the room, first to last provider phase."
    )
    double_booked: bool = Field(
        default=False, description="May share its provider's time with one other visit."
    )

    @property
    def start(self) -> int:
        """When the patient is expected: the start of the first phase."""
        return self.phases[0].start

    @property
    def end(self) -> int:
        """When the patient leaves: the end of the last phase."""
        return self.phases[-1].end


class PlannedVisit(Fact):
    """What the plan does with one visit: a placement, another day's slot, or neither.

    Neither means a manual decision: somebody must decide what becomes of the patient.
    """

    appointment: Ref
    placement: Placement | None = None
    slot: Ref | None = Field(default=None, description="An open slot on another day.")


class PlannedBreak(Window):
    """A person's break."""

    person: Ref
    kind: BreakKind = BreakKind.MEAL


class Transfer(Fact):
    """A person who leaves their shift's site for another, for the rest of the shift."""

    person: Ref
    to: Ref
    leaves: Minute


class Plan(Fact):
    """A whole day: every visit that is not cancelled, every break, every duty assignment."""

    office: Ref
    date: date
    visits: tuple[PlannedVisit, ...] = ()
    breaks: tuple[PlannedBreak, ...] = ()
    duties: tuple[DutyAssignment, ...] = ()
    called_in: tuple[Ref, ...] = Field(default=(), description="Reserves that are called in.")
    transfers: tuple[Transfer, ...] = ()
    overrides: tuple[Override, ...] = Field(
        default=(), description="The rules that were set aside for it: those of the day."
    )

    def canonical(self) -> Plan:
        """Return the same plan in the one order that equal plans share."""
        return self.model_copy(
            update={
                "visits": _ordered(self.visits, lambda visit: visit.appointment),
                "breaks": _ordered(
                    self.breaks, lambda taken: (taken.person, taken.start, taken.kind)
                ),
                "duties": _ordered(
                    self.duties, lambda given: (given.duty, given.person, given.start)
                ),
                "overrides": _ordered(self.overrides, lambda o: (o.rule, o.about or "", o.author)),
                "called_in": tuple(sorted(self.called_in)),
                "transfers": _ordered(
                    self.transfers, lambda sent: (sent.person, sent.leaves, sent.to)
                ),
            }
        )


def _ordered(items: Sequence[Thing], key: Callable[[Thing], Any]) -> tuple[Thing, ...]:
    """Return the things in order; those that share a key by all that they say."""
    ordered = sorted(items, key=key)
    if len({key(item) for item in ordered}) < len(ordered):
        ordered.sort(key=lambda item: (key(item), item.model_dump_json()))
    return tuple(ordered)
