"""What was published for the next days is changed only with notice, or at a premium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.check_view import ONE, judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "notice"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    setting = view.case.rostering.notice
    first = view.roster.as_of or view.roster.first
    for person in view.people:
        for day in view.changed(person.id):
            if first <= day < first + setting.days * ONE:
                about = (person.id, day.isoformat())
                sentence = f"{person.id} is told of a change on {day} with too little notice."
                yield judged(RULE, Tier.T6, setting.price, 1, about, sentence)
