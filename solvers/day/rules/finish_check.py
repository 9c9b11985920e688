"""The day is over early: minutes by which it ends later than published cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "finish"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    if not case.rates.finish_minute:
        return
    view = view_of(case)
    before = max(0, case.now)
    for ref in case.visits:
        was = view.published(ref)
        if was is not None:
            before = max(before, was.end)
    last, ref = max(((held.end, visit.id) for visit, held in view.placed(plan)), default=(0, ""))
    if last > before:
        yield Finding(
            rule=RULE,
            kind=FindingKind.COST,
            about=(ref,),
            sentence=f"The day ends at {wall(last)}, {last - before} minutes later.",
            tier=Tier.T3,
            cost=(last - before) * case.rates.finish_minute,
        )
