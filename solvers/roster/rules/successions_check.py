"""No shift is followed on the next day by one that must not follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.check_view import ONE, judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "successions"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        for setting in view.contract(person.id).successions:
            for day in view.dates:
                before = view.of(person.id, day - ONE, setting.after)
                now = view.of(person.id, day, setting.never)
                if not before or not now:
                    continue
                known = set(before) & set(view.fact(person.id, day - ONE)) and set(now) & set(
                    view.fact(person.id, day)
                )
                if known and setting.price is None:
                    continue
                about = (person.id, day.isoformat())
                sentence = f"{person.id} works {now[0]} on {day}, the day after {before[0]}."
                yield judged(RULE, Tier.T3, setting.price, 1, about, sentence)
