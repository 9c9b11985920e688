"""The engine calls only so many people who were not hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "caps"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    most = case.rules.caps.bystander_calls
    if most is None:
        return
    view, called = view_of(case), []
    for visit, placement in view.placed(plan):
        was = view.published(visit.id)
        if was is None or visit.id in view.hit:
            continue
        if (placement.start, placement.site, placement.modality) != (
            was.start,
            was.site,
            was.modality,
        ):
            called.append(visit.id)
    if len(called) > most:
        sentence = f"{len(called)} patients who were not hit are called, at most {most}."
        yield Finding(rule=RULE, kind=FindingKind.BREACH, about=tuple(called), sentence=sentence)
