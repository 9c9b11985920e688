"""Patients come when they can; a new time suits best within what they prefer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "patient-window"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for visit, placement in view.placed(plan):
        was = view.published(visit.id)
        if was is not None and placement.start == was.start:
            continue
        inside = any(w.start <= placement.start and placement.end <= w.end for w in visit.windows)
        yes = view.accepted(visit.id)
        promised = yes is not None and yes.at == placement.start
        if visit.windows and not inside and not promised:
            sentence = (
                f"{visit.id} cannot come from {wall(placement.start)} to {wall(placement.end)}."
            )
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
        suits = any(w.start <= placement.start < w.end for w in visit.prefers)
        if was is not None and visit.prefers and not suits and case.rates.preference:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} would rather not come at {wall(placement.start)}.",
                tier=Tier.T5,
                cost=case.rates.preference,
            )
