"""Paid minutes stay within contract hours and the law's limits, or beside them at a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.check_view import judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.contracts import HoursSetting
    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "hours"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        for setting in view.contract(person.id).hours:
            yield from _judge(view, person.id, setting)


def _judge(view: RosterView, person: str, setting: HoursSetting) -> Iterator[Finding]:
    for dates, whole in view.periods(person, setting):
        brought = view.roster.carried.get(person)
        carried = brought.minutes if brought is not None and setting.weeks is None else 0
        carried += sum(view.credit(person, day) for day in dates)
        paid = carried + sum(view.type(t).minutes for d in dates for t in view.cell(person, d))
        known = carried + sum(view.type(t).minutes for d in dates for t in view.fact(person, d))
        about = (person, dates[0].isoformat(), dates[-1].isoformat())
        most, least = setting.most, setting.least
        if most is not None and paid > most and (setting.price is not None or paid > known):
            units = -(-(paid - most) // setting.step)
            sentence = f"{person} is paid for {paid} minutes from {dates[0]}, at most {most}."
            yield judged(RULE, Tier.T6, setting.price, units, about, sentence)
        if whole and least is not None and paid < least:
            units = -(-(least - paid) // setting.step)
            sentence = f"{person} is paid for {paid} minutes from {dates[0]}, at least {least}."
            yield judged(RULE, Tier.T6, setting.price, units, about, sentence)
