"""A visit that is under way keeps its provider, place and start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "begun"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for planned in plan.visits:
        visit = case.visits.get(planned.appointment)
        if visit is None or not visit.status.begun:
            continue
        now, was = planned.placement, view.published(visit.id)
        if planned.slot is not None:
            sentence = f"{visit.id} is under way and was put on another day."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
        if now is None or was is None:
            continue
        before = (was.provider, was.site, was.modality, was.room, was.start)
        if (now.provider, now.site, now.modality, now.room, now.start) != before:
            sentence = f"{visit.id} is under way and was moved all the same."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
