"""Days on call are far enough apart, and the day after is free where that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.check_view import ONE, judged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.contracts import OnCallSetting
    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "on-call"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        setting = view.contract(person.id).on_call
        for later in view.dates:
            for back in range(1, setting.apart):
                day = later - back * ONE
                sentence = f"{person.id} is on call on {day} and again on {later}."
                yield from _pair(view, person.id, setting, day, later, sentence, again=True)
            if setting.free_after:
                sentence = f"{person.id} works on {later}, the day after being on call."
                day = later - ONE
                yield from _pair(view, person.id, setting, day, later, sentence, again=False)


def _pair(
    view: RosterView,
    person: str,
    setting: OnCallSetting,
    day: date,
    later: date,
    sentence: str,
    *,
    again: bool,
) -> Iterator[Finding]:
    first = [t for t in view.cell(person, day) if view.type(t).on_call]
    if not first:
        return
    second = [t for t in view.cell(person, later) if view.type(t).on_call is again]
    if not second:
        return
    there = set(first) & set(view.fact(person, day)) and set(second) & set(view.fact(person, later))
    if there and setting.price is None:
        return
    about = (person, day.isoformat(), later.isoformat())
    yield judged(RULE, Tier.T3, setting.price, 1, about, sentence)
