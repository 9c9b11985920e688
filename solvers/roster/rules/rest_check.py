"""Between the shifts of two days there is enough rest, in minutes as they pass."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.check_view import ONE, judged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "rest"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        setting = view.contract(person.id).rest
        if not setting.minutes:
            continue
        for later in view.dates:
            for back in (1, 2, 3):
                pairs = _close(view, person.id, later - back * ONE, later, setting.minutes)
                if any(free or setting.price is not None for free in pairs):
                    about = (person.id, later.isoformat())
                    sentence = (
                        f"{person.id} has less than {setting.minutes} minutes of rest"
                        f" before {later}."
                    )
                    yield judged(RULE, Tier.T3, setting.price, 1, about, sentence)


def _close(view: RosterView, person: str, day: date, later: date, minutes: int) -> Iterator[bool]:
    """Yield, for each two shifts that are too close, whether the plan chose one of them."""
    for one in view.cell(person, day):
        end = view.instants(one, day)[1]
        for other in view.cell(person, later):
            if view.instants(other, later)[0] - end < timedelta(minutes=minutes):
                known = one in view.fact(person, day) and other in view.fact(person, later)
                yield not known
