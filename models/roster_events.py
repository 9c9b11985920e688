"""Roster events: what has happened to a published roster. One line where one line is enough."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.base import Fact, Ref
from models.clock import Instant
from models.events import CallResult
from models.roster import Away, RosterDemand


class _Reported(Fact):
    """What every event carries."""

    reported: Instant | None = Field(default=None, description="When the office learned of it.")


class RosterAbsent(Away, _Reported):
    """A person is out, for a day or for several."""

    type: Literal["absent"] = "absent"


class RosterReturned(_Reported):
    """A person who was out is back from that day on, whatever was said of the days after."""

    type: Literal["returned"] = "returned"
    person: Ref
    date: date


class AbsenceWithdrawn(_Reported):
    """An absence that was reported is none: the person works all of its days."""

    type: Literal["absence-withdrawn"] = "absence-withdrawn"
    person: Ref
    first: date = Field(alias="from", description="The first day, as it was reported.")


class LeaveGranted(Away, _Reported):
    """A person was granted leave, for a day or for several."""

    type: Literal["leave-granted"] = "leave-granted"


class ExtraDemand(_Reported):
    """More people are needed than was planned for."""

    type: Literal["extra-demand"] = "extra-demand"
    demand: RosterDemand


class RosterCallOutcome(_Reported):
    """A person was asked to work otherwise on a day.

    Whoever accepts has the shift from then on; whoever declines keeps the day as published. What
    else came of asking changes nothing, and is kept.
    """

    type: Literal["call-outcome"] = "call-outcome"
    person: Ref
    date: date
    outcome: CallResult
    shift_types: tuple[Ref, ...] = Field(
        default=(), description="What they were asked to work that day; empty: to be off."
    )

    @model_validator(mode="after")
    def _came_of_a_call(self) -> Self:
        if self.outcome in {CallResult.TO_CALL, CallResult.ARRIVED_ANYWAY}:
            raise ValueError("'outcome' must be what came of asking somebody")
        return self


RosterEvent = Annotated[
    RosterAbsent
    | RosterReturned
    | AbsenceWithdrawn
    | LeaveGranted
    | ExtraDemand
    | RosterCallOutcome,
    Field(discriminator="type"),
]
"""Anything that can happen to a roster."""
