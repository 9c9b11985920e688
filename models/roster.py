"""The roster document: horizon, history, demand, leave, requests, what is published, who is out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from models.base import Fact, Ref, Window
from models.clock import PlannedDate
from models.contracts import MOST_PRICE
from models.shift_types import Weekday

MOST_DAYS = 371
"""The longest horizon: 53 weeks."""


def _cell(value: object) -> object:
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, str) else value


def _written(cell: tuple[str, ...]) -> str | list[str] | None:
    if not cell:
        return None
    return cell[0] if len(cell) == 1 else list(cell)


Cell = Annotated[
    tuple[Ref, ...],
    BeforeValidator(_cell),
    PlainSerializer(_written, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "null"},
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
            ],
            "description": "A shift type, several of them on one day, or null for a day off.",
        }
    ),
]
"""What a person works on one day: shift types, none on a day off."""


class Dates(Fact):
    """Dates from one to another, both included; without `to` the one."""

    first: date = Field(alias="from")
    last: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError("'to' must not be before 'from'")
        return self

    @property
    def end(self) -> date:
        """The last date of them."""
        return self.first if self.last is None else self.last

    def include(self, day: date) -> bool:
        """Tell whether the date is one of them."""
        return self.first <= day <= self.end


class Away(Dates):
    """A person is away: on leave that was granted, or absent since the roster was published."""

    person: Ref
    credit: int = Field(
        default=0, ge=0, le=1440, description="Paid minutes that each of the days counts for."
    )


class RosterDemand(Fact):
    """How many people are needed on some days: on shift types, or between two times.

    Whoever works one of `shift_types` counts; between two times, whoever works one of them (left
    out: any) at the site, at each minute. `credentials` (any one of them) and `role` narrow it
    down. Fewer than `minimum` is a gap, which no plan need avoid but every plan will if it can.
    Missing the optimum costs `under` and `over` for each person; more than `maximum` never work.
    """

    dates: tuple[date, ...] = Field(default=(), description="Empty: every date …")
    weekdays: tuple[Weekday, ...] = Field(default=(), description="… on these weekdays, or all.")
    shift_types: tuple[Ref, ...] = ()
    between: Window | None = None
    site: Ref | None = Field(default=None, description="Left out: any site.")
    credentials: tuple[Ref, ...] = ()
    role: Ref | None = None
    minimum: int = Field(default=0, ge=0, le=1000)
    optimum: int | None = Field(default=None, ge=0, le=1000)
    maximum: int | None = Field(default=None, ge=0, le=1000)
    under: int | None = Field(default=None, ge=0, le=MOST_PRICE)
    over: int | None = Field(default=None, ge=0, le=MOST_PRICE)

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.shift_types and self.between is None:
            raise ValueError("name 'shift_types', or 'between' which times")
        return self

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        asked = [n for n in (self.minimum, self.optimum, self.maximum) if n is not None]
        if asked != sorted(asked):
            raise ValueError("minimum, optimum and maximum must not fall")
        return self


class Request(Fact):
    """A wish for one day: to work, or not to, shifts of some types, or any at all."""

    person: Ref
    date: date
    off: bool = Field(default=True, description="Not to work; false: to work.")
    kinds: tuple[Ref, ...] = Field(default=(), description="Shifts of these kinds; empty: any.")
    price: int | None = Field(default=None, ge=0, le=MOST_PRICE)


class Carried(Fact):
    """What a person brings along from before the horizon, for totals and for fairness."""

    minutes: int = Field(default=0, ge=0, le=1_000_000)
    shifts: int = Field(default=0, ge=0, le=10_000)
    weekends: int = Field(default=0, ge=0, le=1000)
    kinds: dict[Ref, int] = Field(default_factory=dict, description="Shifts of each kind.")
    burdens: dict[Ref, int] = Field(
        default_factory=dict, description="By fairness id: what was carried over its weeks."
    )


class LockedCell(Fact):
    """A cell of the published roster that stays, with who said so and why.

    With a `shift_type` that shift of the day stays, and others may come to it.
    """

    person: Ref
    date: date
    shift_type: Ref | None = None
    author: Ref
    reason: str = Field(min_length=1, max_length=200)


class Roster(Fact):
    """Some weeks of an office, to be rostered or repaired.

    `history` ends on the day before `from`; a person without one has a past that is not known.
    `published` has a cell for each day. What is published and lies before `as_of`, or is locked,
    stays; it is nobody's breach.
    """

    office: str = Field(max_length=200, description="The office's id, or its file.")
    first: PlannedDate = Field(alias="from")
    days: int = Field(ge=1, le=MOST_DAYS)
    people: tuple[Ref, ...] = Field(
        default=(), description="Whose roster it is; empty: everybody with a contract."
    )
    as_of: date | None = Field(default=None, description="The first day that may be changed.")
    history: dict[Ref, tuple[Cell, ...]] = Field(default_factory=dict)
    carried: dict[Ref, Carried] = Field(default_factory=dict)
    demand: tuple[RosterDemand, ...] = ()
    leave: tuple[Away, ...] = ()
    requests: tuple[Request, ...] = ()
    published: dict[Ref, tuple[Cell, ...]] = Field(default_factory=dict)
    locked: tuple[LockedCell, ...] = ()
    absences: tuple[Away, ...] = ()
    volunteers: tuple[Ref, ...] = Field(default=(), description="Who would rather change.")


class RosterPlan(Fact):
    """A finished roster: for each person a cell for each day of the horizon."""

    rows: dict[Ref, tuple[Cell, ...]]
