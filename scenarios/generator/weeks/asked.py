"""What a generated roster is asked for: demand that the published one meets, leave, wishes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from models.roster import Away, Carried, Request, RosterDemand
from models.shift_types import Weekday
from scenarios.generator.weeks.terms import CALL, SHIFT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from models.office import Office
    from models.staff import Person
    from scenarios.generator.dice import Dice
    from scenarios.generator.weeks.size import Size

WORKDAYS = 5
UNDER = 3
"""The price of a person fewer than one above the minimum."""


def draw_leave(size: Size, people: Sequence[Person], dice: Dice) -> tuple[Away, ...]:
    """Return leave: from one day to a week of workdays, each of which counts for a shift."""
    leave = []
    for person in people:
        if not dice.chance(size.leave):
            continue
        first = size.first + timedelta(days=int(dice.rng.integers(size.days)))
        last = min(
            first + timedelta(days=dice.pick((0, 1, WORKDAYS - 1))),
            size.first + timedelta(days=size.days - 1),
        )
        last = min(last, first + timedelta(days=max(0, WORKDAYS - 1 - first.weekday())))
        credit = SHIFT if first.weekday() < WORKDAYS else 0
        leave.append(
            Away.model_validate({"person": person.id, "from": first, "to": last, "credit": credit})
        )
    return tuple(leave)


def demand_of(
    size: Size, office: Office, published: Mapping[str, Sequence[Sequence[str]]]
) -> tuple[RosterDemand, ...]:
    """Return the demand: of an average day's people a share, and no more than are there.

    All who count are asked for, and nurses by themselves.
    """
    dates = [size.first + timedelta(days=day) for day in range(size.days)]
    contracts = office.rostering.contracts
    counted = [p for p in office.people if p.contract is not None and contracts[p.contract].counted]
    nurses = [p for p in counted if p.holds("rn", size.first)]
    demand: list[RosterDemand] = []
    for shift_type in office.rostering.shift_types:
        for people, credential in ((counted, None), (nurses, "rn")):
            if credential and shift_type == CALL:
                continue
            there = [
                sum(shift_type in published[person.id][day] for person in people)
                for day in range(size.days)
            ]
            asked = _levels(size, dates, there)
            demand += _written(shift_type, credential, dates, asked)
    return tuple(demand)


def _levels(size: Size, dates: Sequence[date], there: Sequence[int]) -> list[int]:
    """Return how many are asked for on each date: by weekday, and never more than are there."""
    by_weekday = defaultdict(list)
    for on, count in zip(dates, there, strict=True):
        by_weekday[on.weekday()].append(count)
    level = {
        weekday: round(size.tightness * sum(counts) / len(counts))
        for weekday, counts in by_weekday.items()
    }
    return [min(count, level[on.weekday()]) for on, count in zip(dates, there, strict=True)]


def _written(
    shift_type: str, credential: str | None, dates: Sequence[date], asked: Sequence[int]
) -> Iterator[RosterDemand]:
    """Yield rows: weekdays on which always as many are asked for, and the dates of all others."""
    weekdays = list(Weekday)
    on_weekday = defaultdict(set)
    for on, many in zip(dates, asked, strict=True):
        on_weekday[on.weekday()].add(many)
    for many in sorted(set(asked) - {0}):
        steady = [n for n, levels in sorted(on_weekday.items()) if levels == {many}]
        other = [
            on
            for on, wanted in zip(dates, asked, strict=True)
            if wanted == many and on.weekday() not in steady
        ]
        row = {
            "shift_types": [shift_type],
            "credentials": [credential] if credential else [],
            "minimum": many,
        }
        if credential is None and shift_type != CALL:
            row |= {"optimum": many + 1, "under": UNDER}
        if steady:
            yield RosterDemand.model_validate(row | {"weekdays": [weekdays[n] for n in steady]})
        if other:
            yield RosterDemand.model_validate(row | {"dates": other})


def draw_requests(
    size: Size, people: Sequence[Person], leave: Sequence[Away], dice: Dice
) -> tuple[Request, ...]:
    """Return wishes: most for a day off, some for a kind of shift; none on days of leave."""
    away = {
        (entry.person, entry.first + timedelta(days=n))
        for entry in leave
        for n in range((entry.end - entry.first).days + 1)
    }
    wanted: dict[tuple[str, date], Request] = {}
    for _ in range(round(size.requests * len(people) * size.days / 28)):
        person = dice.pick(people).id
        on = size.first + timedelta(days=int(dice.rng.integers(size.days)))
        off = dice.chance(0.8)
        if (person, on) not in away:
            wanted[person, on] = Request(
                person=person, date=on, off=off, kinds=() if off else ("early",)
            )
    return tuple(wanted.values())


def draw_ledger(office: Office, dice: Dice) -> dict[str, Carried]:
    """Return what people bring along of each burden from before all that is known."""
    burdens: dict[str, Counter[str]] = defaultdict(Counter)
    for burden in office.rostering.fairness:
        usual = int(dice.rng.integers(3, 12))
        for person in burden.people:
            burdens[person][burden.id] = usual + int(dice.rng.integers(3))
    return {person: Carried(burdens=dict(found)) for person, found in burdens.items()}
