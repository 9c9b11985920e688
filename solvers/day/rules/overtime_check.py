"""Providers finish with their shift; minutes beyond it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "overtime"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    now, was = _overtime(case, plan), _published(case)
    for (person, end), minutes in sorted(now.items()):
        more = minutes - was.get((person, end), 0)
        if more > 0 and case.rates.overtime_minute:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(person,),
                sentence=f"{person} works {minutes} minutes past {wall(end)}.",
                tier=Tier.T3,
                cost=more * case.rates.overtime_minute,
            )


def _published(case: Case) -> dict[tuple[str, int], int]:
    kept: dict[tuple[str, int], int] | None = case.__dict__.get("_published_overtime")
    if kept is None:
        kept = _overtime(case.as_published, case.published)
        case.__dict__["_published_overtime"] = kept
    return kept


def _overtime(case: Case, plan: Plan) -> dict[tuple[str, int], int]:
    """Return minutes worked past the end of a shift, by person and end of shift."""
    view, extra = view_of(case), case.rules.overtime.minutes
    over: dict[tuple[str, int], int] = {}
    for visit, placement in view.placed(plan):
        for start, end in view.provider_stretches(visit, placement):
            where = (placement.provider, placement.site, start, end)
            shift = view.shift_for(*where) or view.shift_for(*where, extra)
            if shift is not None:
                key = (shift.person, shift.end)
                over[key] = max(over.get(key, 0), end - shift.end)
    return over
