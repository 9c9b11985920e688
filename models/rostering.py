"""Rostering: what an office's rosters are made of and asked for, as it stands for months."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from models.base import Fact, Ref
from models.contracts import MOST_PRICE, Contract, Priced
from models.rule_packs import Pack
from models.rules import Setting
from models.shift_types import ShiftType, Weekday


class Pairing(Priced):
    """When a person works, somebody else works a shift of the same kind on that day.

    A student's buddy; with `mutual` a provider and their assistant.
    """

    person: Ref
    partner: Ref
    mutual: bool = False

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if self.person == self.partner:
            raise ValueError("a pairing is of two people")
        return self


class Burden(StrEnum):
    """What is shared out fairly."""

    SHIFTS = "shifts"
    MINUTES = "minutes"
    WEEKENDS = "weekends"


class ExclusiveSetting(Setting):
    """Of these shift types nobody has more than so many on one day."""

    shift_types: tuple[Ref, ...] = Field(min_length=2)
    most: int = Field(default=1, ge=1, le=100)


class FairnessSetting(Setting):
    """A burden that people carry in equal parts, over the horizon and what the ledger carries.

    What a person carries is counted in units of `unit`, begun. `spread` is the price of each unit
    between who carries most and who carries least, `deviation` of each unit between a person and
    the median.
    """

    id: Ref = Field(description="The name under which the ledger carries it.")
    people: tuple[Ref, ...] = Field(min_length=2)
    of: Burden = Burden.SHIFTS
    kinds: tuple[Ref, ...] = Field(default=(), description="Of these kinds; empty: of every one.")
    days: tuple[Weekday, ...] = Field(
        default=(Weekday.SAT, Weekday.SUN), min_length=1, description="What a weekend is."
    )
    unit: int = Field(default=1, ge=1, le=10_000, description="Shifts or minutes of one unit.")
    spread: int = Field(default=0, ge=0, le=MOST_PRICE)
    deviation: int = Field(default=0, ge=0, le=MOST_PRICE)


class CallOrderSetting(Priced):
    """Extra shifts of some kinds are offered in an order.

    Who stands later has one on a day only where everybody before them works that day or cannot.
    """

    kinds: tuple[Ref, ...] = Field(min_length=1)
    order: tuple[Ref, ...] = Field(min_length=2)


class ChangeSetting(Setting):
    """What it costs to change a cell of the published roster, and how many may be changed.

    A cell that an absence empties is no change.
    """

    price: int = Field(default=0, ge=0, le=MOST_PRICE)
    volunteer_price: int | None = Field(
        default=None, ge=0, le=MOST_PRICE, description="For volunteers; left out: the same."
    )
    per_person: int | None = Field(default=None, ge=0, le=366)
    in_total: int | None = Field(default=None, ge=0, le=100_000)


class NoticeSetting(Priced):
    """Days ahead within which a cell of the published roster is changed at a premium, or not."""

    days: int = Field(default=0, ge=0, le=60)


class DemandSetting(Setting):
    """What staffing beside the optimum costs where a demand names no price of its own."""

    under: int = Field(default=0, ge=0, le=MOST_PRICE)
    over: int = Field(default=0, ge=0, le=MOST_PRICE)


class RequestSetting(Setting):
    """What it costs not to meet a request that names no price of its own."""

    price: int = Field(default=10, ge=0, le=MOST_PRICE)


class Rostering(Fact):
    """Shift types, contracts, and what is asked of the roster as a whole."""

    pack: Ref | Pack | None = Field(
        default=None, description="The rule pack underneath; left out: that of the office's rules."
    )
    shift_types: dict[Ref, ShiftType] = Field(default_factory=dict)
    contracts: dict[Ref, Contract] = Field(default_factory=dict)
    demand: DemandSetting = DemandSetting()
    requests: RequestSetting = RequestSetting()
    exclusive: tuple[ExclusiveSetting, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    fairness: tuple[FairnessSetting, ...] = ()
    call_order: tuple[CallOrderSetting, ...] = Field(default=(), alias="call-order")
    changes: ChangeSetting = ChangeSetting()
    notice: NoticeSetting = NoticeSetting()
