"""Events: what just happened. One line where one line is enough."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.appointment import Appointment
from models.base import Fact, Ref
from models.clock import Instant, Minute
from models.office import Modality


class _Reported(Fact):
    """What every event carries."""

    reported: Instant | None = Field(default=None, description="When the office learned of it.")


class _Stretch(_Reported):
    start: Minute | None = Field(default=None, alias="from", description="By default all day.")
    end: Minute | None = Field(default=None, alias="to", description="By default all day.")

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError("'to' must be later than 'from'")
        return self


class Cause(StrEnum):
    """Why somebody is away, as far as the plan needs to know it."""

    UNAVAILABLE = "unavailable"
    OFFSITE_EMERGENCY = "offsite-emergency"
    LICENCE_LAPSED = "licence-lapsed"


class Absent(_Stretch):
    """A person is away, all day or from one time to another."""

    type: Literal["absent"] = "absent"
    person: Ref
    cause: Cause = Cause.UNAVAILABLE
    works_by_video: bool = Field(
        default=False, description="Not in the building, but able to hold video visits."
    )


class Late(_Reported):
    """A person comes in later than their shift says."""

    type: Literal["late"] = "late"
    person: Ref
    until: Minute


class LeavesEarly(_Reported):
    """A person leaves before their shift ends."""

    type: Literal["leaves-early"] = "leaves-early"
    person: Ref
    at: Minute


class Returned(_Reported):
    """A person who was away is back from then on, whatever was said before of the time after."""

    type: Literal["returned"] = "returned"
    person: Ref
    at: Minute


class RoomOut(_Stretch):
    """A room cannot be used."""

    type: Literal["room-out"] = "room-out"
    room: Ref


class DeviceOut(_Stretch):
    """A device cannot be used."""

    type: Literal["device-out"] = "device-out"
    device: Ref


class SiteClosed(_Stretch):
    """Nobody can be seen in person at a site."""

    type: Literal["site-closed"] = "site-closed"
    site: Ref


class Cancelled(_Reported):
    """A patient has called the visit off."""

    type: Literal["cancelled"] = "cancelled"
    appointment: Ref


class NoShow(_Reported):
    """A patient did not come."""

    type: Literal["no-show"] = "no-show"
    appointment: Ref


class AddOn(_Reported):
    """Somebody else must be seen today."""

    type: Literal["add-on"] = "add-on"
    appointment: Appointment


class Overrun(_Reported):
    """A visit takes longer: its first phase with the provider grows by so many minutes."""

    type: Literal["overrun"] = "overrun"
    appointment: Ref
    minutes: int = Field(ge=1, le=480)


class CallResult(StrEnum):
    """What came of calling a patient."""

    TO_CALL = "to-call"
    REACHED_ACCEPTED = "reached-accepted"
    REACHED_DECLINED = "reached-declined"
    MESSAGE_LEFT = "message-left"
    NO_ANSWER = "no-answer"
    ARRIVED_ANYWAY = "arrived-anyway"


class Offered(Fact):
    """What a patient was offered: a place on this day, or an open slot of another day."""

    at: Minute | None = None
    provider: Ref | None = None
    site: Ref | None = None
    modality: Modality = Modality.IN_PERSON
    slot: Ref | None = None
    date: dt.date | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.slot is None) == (self.at is None):
            raise ValueError("an offer names either 'at' (today) or 'slot' (another day)")
        if self.at is not None and (self.provider is None or self.site is None):
            raise ValueError("an offer for today names 'at', 'provider' and 'site'")
        return self


class CallOutcome(_Reported):
    """A patient was called about an offer."""

    type: Literal["call-outcome"] = "call-outcome"
    appointment: Ref
    outcome: CallResult
    offer: Offered | None = None

    @model_validator(mode="after")
    def _answers_an_offer(self) -> Self:
        answered = self.outcome in {CallResult.REACHED_ACCEPTED, CallResult.REACHED_DECLINED}
        if answered and self.offer is None:
            raise ValueError("say which 'offer' the patient accepted or declined")
        return self


Event = Annotated[
    Absent
    | Late
    | LeavesEarly
    | Returned
    | RoomOut
    | DeviceOut
    | SiteClosed
    | Cancelled
    | NoShow
    | AddOn
    | Overrun
    | CallOutcome,
    Field(discriminator="type"),
]
"""Anything that can happen to a day."""
