"""Shifts, of some kinds or of all, are as many as the contract says, or at a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.check_view import judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.contracts import CountSetting
    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "shift-counts"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        for setting in view.contract(person.id).shift_counts:
            yield from _judge(view, person.id, setting)


def _judge(view: RosterView, person: str, setting: CountSetting) -> Iterator[Finding]:
    brought = view.roster.carried.get(person)
    carried = 0
    if brought is not None and setting.weeks is None:
        kinds = set(setting.kinds)
        counts = [count for kind, count in brought.kinds.items() if kind in kinds]
        carried = sum(counts) if kinds else brought.shifts
    what = " and ".join(setting.kinds) or "all"
    for dates, whole in view.periods(person, setting):
        many = carried + sum(len(view.of(person, day, setting.kinds)) for day in dates)
        known = carried
        for day in dates:
            facts = [view.kind(t) for t in view.fact(person, day)]
            known += sum(not setting.kinds or kind in setting.kinds for kind in facts)
        about = (person, dates[0].isoformat(), dates[-1].isoformat())
        most, least = setting.most, setting.least
        if most is not None and many > most and (setting.price is not None or many > known):
            sentence = f"{person} has {many} shifts ({what}) from {dates[0]}, at most {most}."
            yield judged(RULE, Tier.T6, setting.price, many - most, about, sentence)
        if whole and least is not None and many < least:
            sentence = f"{person} has {many} shifts ({what}) from {dates[0]}, at least {least}."
            yield judged(RULE, Tier.T6, setting.price, least - many, about, sentence)
