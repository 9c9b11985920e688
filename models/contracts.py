"""Contracts: what labour law, agreement and contract ask of one person's roster, rule by rule.

Nothing here is law by itself: a setting that is left out asks for nothing. A limit without a
`price` is never broken; with one, each unit by which it is missed costs that much.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from models.base import Ref
from models.rule_packs import Pack
from models.rules import Setting
from models.shift_types import Weekday

MOST_PRICE = 100_000
"""The highest price of one unit."""

ANCHOR = date(2024, 1, 1)
"""A Monday from which weeks are counted where a contract names no other day."""


class Priced(Setting):
    """Something that never happens, or has a price."""

    price: int | None = Field(
        default=None, ge=0, le=MOST_PRICE, description="For each unit missed; left out: never."
    )


class Range(Priced):
    """At least and at most so many; either may be left out."""

    least: int | None = Field(default=None, ge=0, le=1_000_000)
    most: int | None = Field(default=None, ge=0, le=1_000_000)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least is not None and self.most is not None and self.most < self.least:
            raise ValueError("'most' must be at least 'least'")
        return self


class Total(Range):
    """A limit on a sum over the horizon, or over weeks.

    Without `weeks` the sum is over the whole horizon and what the ledger carries into it. With it,
    it is over so many weeks in one piece, one piece after the other from `anchor` on; rolling
    ones begin with every week. Days before the horizon count as far as history tells of them;
    `least` is asked only of weeks that are known from their first day to their last.
    """

    weeks: int | None = Field(default=None, ge=1, le=53)
    rolling: bool = False
    anchor: date = ANCHOR


class HoursSetting(Total):
    """Paid minutes, at the least and at the most: contract hours, weekly and average limits."""

    step: int = Field(
        default=60, ge=1, le=10_000, description="Minutes, begun, that one price is for."
    )


class CountSetting(Total):
    """How many shifts, of some kinds or of all."""

    kinds: tuple[Ref, ...] = Field(default=(), description="Empty: every kind.")


class RunOf(StrEnum):
    """What a run is a run of."""

    WORK = "work"
    OFF = "off"
    KINDS = "kinds"


class RunSetting(Range):
    """How many days one after the other: at work, off, or on shifts of some kinds.

    A run is judged by its least only when both its ends are known: one that began before history,
    or goes on past the horizon, or is cut by an absence, may turn out long enough.
    """

    of: RunOf = RunOf.WORK
    kinds: tuple[Ref, ...] = Field(default=(), description="For 'of: kinds', taken together.")

    @model_validator(mode="after")
    def _kinds_with_kinds(self) -> Self:
        if (self.of is RunOf.KINDS) != bool(self.kinds):
            raise ValueError("'kinds' are named exactly when it is a run 'of: kinds'")
        return self


class OneShiftSetting(Setting):
    """How many shifts a day may hold; of two or more none share a minute."""

    most: int = Field(default=1, ge=1, le=100)


class RestSetting(Priced):
    """Minutes, as they pass, between the end of a shift and the start of the next."""

    minutes: int = Field(default=0, ge=0, le=2880)


class WeeklyRestSetting(Priced):
    """A stretch of free time in one piece within every so many days.

    Within any so many days in a row; where it is not rolling, in each period of them, one after
    the other from `anchor` on: a day of it at the least, the rest may reach out of the period.
    """

    minutes: int = Field(
        default=0, ge=0, le=5760, description="A day at the least: 24 h a week, 48 h in two."
    )
    days: int = Field(default=7, ge=1, le=28)
    rolling: bool = True
    anchor: date = ANCHOR

    @model_validator(mode="after")
    def _a_day(self) -> Self:
        if 0 < self.minutes < 1440:
            raise ValueError("a weekly rest is 1440 minutes or more; shorter ones are 'rest'")
        return self


class SuccessionSetting(Priced):
    """A shift of some kinds is not followed, on the next day, by one of others."""

    after: tuple[Ref, ...] = Field(min_length=1)
    never: tuple[Ref, ...] = Field(min_length=1)


class WeekendSetting(Priced):
    """How many weekends are worked, and whether half ones are."""

    days: tuple[Weekday, ...] = Field(
        default=(Weekday.SAT, Weekday.SUN), min_length=2, max_length=4
    )
    most: int | None = Field(default=None, ge=0, le=60, description="Weekends worked at most …")
    of: int | None = Field(
        default=None, ge=1, le=53, description="… of so many in a row; left out: of the horizon."
    )
    complete: bool = Field(default=False, description="All of a weekend is worked, or none.")
    complete_price: int | None = Field(
        default=None, ge=0, le=MOST_PRICE, description="For a half one; left out: never."
    )

    @model_validator(mode="after")
    def _days_in_a_row(self) -> Self:
        numbers = [day.number for day in self.days]
        if any((b - a) % 7 != 1 for a, b in pairwise(numbers)):
            raise ValueError("the days of a weekend follow one another, as in [sat, sun]")
        return self


class OnCallSetting(Priced):
    """How far apart a person's days on call are, and whether the next day is free."""

    apart: int = Field(default=0, ge=0, le=28, description="Days from one to the next; 0: any.")
    free_after: bool = Field(default=False, description="No other work on the day after.")


class Contract(Setting):
    """What is asked of the roster of everybody under the contract."""

    pack: Ref | Pack | None = Field(
        default=None, description="The rule pack underneath; left out: that of the rostering."
    )
    counted: bool = Field(
        default=True, description="Whether they count for demand; students do not."
    )
    one_shift: OneShiftSetting = OneShiftSetting()
    hours: tuple[HoursSetting, ...] = ()
    shift_counts: tuple[CountSetting, ...] = ()
    rest: RestSetting = RestSetting()
    weekly_rest: WeeklyRestSetting = WeeklyRestSetting()
    runs: tuple[RunSetting, ...] = ()
    successions: tuple[SuccessionSetting, ...] = ()
    weekends: WeekendSetting = WeekendSetting()
    on_call: OnCallSetting = OnCallSetting()
