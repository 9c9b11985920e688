"""A patient is not asked to come earlier without notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.appointment import Flag
from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check.lifted import lifted
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "notice"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, setting = view_of(case), case.rules.notice
    for visit, placement in view.placed(plan):
        was = view.published(visit.id)
        if was is None or placement.start >= was.start or view.accepted(visit.id):
            continue
        if lifted(case, RULE, visit.id):
            continue
        minutes = setting.fasting_minutes if Flag.FASTING in visit.flags else setting.minutes
        earliest = case.now + minutes if visit.callable_from is None else visit.callable_from
        if placement.start < earliest:
            sentence = (
                f"{visit.id} is asked to come at {wall(placement.start)} already; before"
                f" {wall(max(0, earliest))} the patient cannot be asked."
            )
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
