"""Extra shifts go by the order that was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.check_view import judged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.finding import Finding
    from models.rostering import CallOrderSetting
    from models.staff import Person
    from solvers.roster.check_view import RosterView

RULE = "call-order"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    here = {person.id: person for person in view.people}
    for setting in view.case.rostering.call_order:
        order = [here[ref] for ref in setting.order if ref in here]
        for place, later in enumerate(order):
            for day in view.dates:
                extra = [
                    t
                    for t in view.of(later.id, day, setting.kinds)
                    if t not in view.held(later.id, day)
                ]
                for first in order[:place] if extra else []:
                    yield from _judge(view, setting, (first, later), day, extra)


def _judge(
    view: RosterView,
    setting: CallOrderSetting,
    pair: tuple[Person, Person],
    day: date,
    extra: list[str],
) -> Iterator[Finding]:
    first, later = pair
    if view.settled(first.id, day) or view.cell(first.id, day):
        return
    if any(_may(view, first, day, t) for t in extra):
        about = (later.id, first.id, day.isoformat())
        sentence = f"{later.id} has {extra[0]} on {day} before {first.id}, who was free."
        yield judged(RULE, Tier.T6, setting.price, 1, about, sentence)


def _may(view: RosterView, person: Person, day: date, shift_type: str) -> bool:
    held = {c.id for c in person.credentials if c.expires is None or c.expires >= day}
    shift = view.type(shift_type)
    duties = [d.credentials for d in view.case.office.duties if d.id == shift.duty]
    return all(not asked or held & set(asked) for asked in (shift.credentials, *duties))
