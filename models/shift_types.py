"""Shift types: what a cell of the roster may hold, with its times, its pay and what it asks."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from models.base import Ref, Window
from models.breaks import BookedBreak


class Weekday(StrEnum):
    """A day of the week; `number` is 0 on Monday."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """The number of the day, as dates count: Monday is 0."""
        return list(Weekday).index(self)


class ShiftType(Window):
    """A shift as rosters name it: from and to on the clock of its site, past 24:00 for a night.

    Times are read off the clock on the wall: a night on which the clock changes is longer or
    shorter than it says, and rest counts from when it ends. `paid` is the same all year.
    """

    paid: int | None = Field(
        default=None, ge=0, le=2160, description="Minutes paid; left out: from 'from' to 'to'."
    )
    site: Ref | None = Field(default=None, description="Left out: the office's first.")
    kind: Ref | None = Field(
        default=None, description="What rules call it together with others; left out: its own id."
    )
    duty: Ref | None = Field(default=None, description="The duty that it covers.")
    credentials: tuple[Ref, ...] = Field(
        default=(), description="Any one of these is needed, besides one of the duty's."
    )
    on_call: bool = Field(default=False, description="Called in only when needed.")
    breaks: tuple[BookedBreak, ...] = Field(
        default=(), description="On a day that is booked, each such shift has them at these times."
    )

    @model_validator(mode="after")
    def _begins_on_its_day(self) -> Self:
        if self.start >= 24 * 60:
            raise ValueError("a shift begins on its own day, before 24:00")
        return self

    @model_validator(mode="after")
    def _breaks_inside(self) -> Self:
        if not all(self.contains(taken.at, taken.at + taken.minutes) for taken in self.breaks):
            raise ValueError("each of 'breaks' must lie within 'from' and 'to'")
        return self

    @property
    def minutes(self) -> int:
        """Minutes that are paid."""
        return self.end - self.start if self.paid is None else self.paid
