"""Somebody is out: what happens half-way through some generated weeks."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from models.errors import BadInput, Fault
from models.roster import Away
from scenarios.generator.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.roster import Roster

FORTNIGHT = 14
SINGLE_DAYS = 3
OUTBREAK_SHARE, OUTBREAK_DAYS = 0.15, 3


class Absences(StrEnum):
    """The ways in which people can be out in some generated weeks."""

    NOBODY = "nobody"
    ONE_DAY = "one-day"
    ONE_WEEK = "one-week"
    LEAVE_AND_DAYS = "leave-and-days"
    OUTBREAK = "outbreak"


def with_absences(roster: Roster, kind: str, seed: int) -> Roster:
    """Return the roster as of its middle, with people out from there on; who it is, is drawn.

    `one-day` and `one-week` strike one person, `leave-and-days` one for two weeks and three others
    for a day each, `outbreak` a part of those at work for three days. With `nobody` the roster
    stays as it is.

    Raises:
        BadInput: the kind is unknown, or too few are at work in the days that are left.
    """
    try:
        absences = Absences(kind)
    except ValueError:
        known = ", ".join(Absences)
        raise BadInput([Fault("absences", kind[:40], "no such kind", f"one of {known}")]) from None
    if absences is Absences.NOBODY:
        return roster
    dice = Dice(np.random.default_rng(seed))
    middle = roster.days // 2
    as_of = roster.first + timedelta(days=middle)
    out = tuple(_out(roster, absences, middle, dice))
    return roster.model_copy(update={"as_of": as_of, "absences": out})


def _out(roster: Roster, kind: Absences, middle: int, dice: Dice) -> Iterator[Away]:
    match kind:
        case Absences.ONE_DAY:
            yield from _single_days(roster, middle, 1, set(), dice)
        case Absences.ONE_WEEK:
            yield _from(roster, dice.pick(_at_work(roster, range(middle, roster.days))), 7, dice)
        case Absences.LEAVE_AND_DAYS:
            sick = dice.pick(_at_work(roster, range(middle, roster.days)))
            yield _from(roster, sick, FORTNIGHT, dice)
            yield from _single_days(roster, middle, SINGLE_DAYS, {sick}, dice)
        case _:
            for person in _at_work(roster, range(middle, middle + 1)):
                if dice.chance(OUTBREAK_SHARE):
                    yield _away(roster, person, middle, OUTBREAK_DAYS)


def _from(roster: Roster, person: str, days: int, dice: Dice) -> Away:
    """Return an absence of so many days that begins on a day of work, early enough to be whole."""
    middle = roster.days // 2
    works = _days_of(roster, person, range(middle, roster.days))
    early = [day for day in works if day + days <= roster.days]
    return _away(roster, person, dice.pick(early or works), days)


def _single_days(
    roster: Roster, middle: int, many: int, but: set[str], dice: Dice
) -> Iterator[Away]:
    """Yield days of work of so many people, all different, with a day of absence each."""
    left = [ref for ref in _at_work(roster, range(middle, roster.days)) if ref not in but]
    if len(left) < many:
        expected = f"{many} more who work in the second half"
        raise BadInput([Fault("roster", "", "too few people are at work", expected)])
    for at in dice.rng.choice(len(left), size=many, replace=False).tolist():
        days = _days_of(roster, left[at], range(middle, roster.days))
        yield _away(roster, left[at], dice.pick(days), 1)


def _at_work(roster: Roster, days: range) -> list[str]:
    there = [person for person in roster.published if _days_of(roster, person, days)]
    if not there:
        raise BadInput([Fault("roster", "", "nobody is at work", "somebody in the second half")])
    return there


def _days_of(roster: Roster, person: str, days: range) -> list[int]:
    row = roster.published[person]
    return [day for day in days if row[day]]


def _away(roster: Roster, person: str, day: int, days: int) -> Away:
    def on(number: int) -> date:
        return roster.first + timedelta(days=min(number, roster.days - 1))

    return Away.model_validate({"person": person, "from": on(day), "to": on(day + days - 1)})
