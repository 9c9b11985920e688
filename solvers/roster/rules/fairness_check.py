"""Burdens are shared out evenly among those who carry them, over what came before as well."""

from __future__ import annotations

from statistics import median_low
from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from models.rostering import Burden
from solvers.roster.check_view import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.rostering import FairnessSetting
    from solvers.roster.check_view import RosterView

RULE = "fairness"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    here = {person.id for person in view.people}
    for setting in view.case.rostering.fairness:
        people = [person for person in setting.people if person in here]
        if len(people) < 2:
            continue
        loads = [-(-_load(view, setting, person) // setting.unit) for person in people]
        middle = median_low(loads)
        beside = sum(abs(load - middle) for load in loads)
        cost = setting.spread * (max(loads) - min(loads)) + setting.deviation * beside
        if cost:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(setting.id,),
                sentence=f"{setting.id}: between {min(loads)} and {max(loads)} units a person.",
                tier=Tier.T6,
                cost=cost,
            )


def _load(view: RosterView, setting: FairnessSetting, person: str) -> int:
    brought = view.roster.carried.get(person)
    before = brought.burdens.get(setting.id, 0) if brought is not None else 0
    if setting.of is Burden.WEEKENDS:
        length = len(setting.days)
        for last in view.dates:
            first = last - (length - 1) * ONE
            if first.weekday() == setting.days[0].number:
                days = [first + n * ONE for n in range(length)]
                before += any(view.of(person, day, setting.kinds) for day in days)
        return before
    for day in view.dates:
        for t in view.of(person, day, setting.kinds):
            before += view.type(t).minutes if setting.of is Burden.MINUTES else 1
    return before
