"""A visit goes to another day only in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from models.office import Urgency
from solvers.day.check.lifted import lifted
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "due-date"

WEIGHT = {Urgency.MUST_TODAY: 10, Urgency.HOURS_48: 5, Urgency.DAYS_7: 3}
"""Units of T1 for each day past due, by urgency; 1 for the others."""


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for visit, ref in view_of(case).elsewhere(plan):
        day, due = case.open_slots[ref].date, case.due_by(visit)
        past = 0 if due is None else max(0, (day - due).days)
        allowed = case.rules.due_date.late_allowed or lifted(case, RULE, visit.id)
        if day <= case.date or (past and not allowed):
            sentence = f"{visit.id} goes to {day}" + (
                f", due by {due}." if past else ", not a coming day."
            )
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
            continue
        if past:
            weight = WEIGHT.get(case.urgency(visit), 1)
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} goes to {day}, {past} days past its due date.",
                tier=Tier.T1,
                cost=weight * past,
            )
        delay = min(30, (day - case.date).days)
        if delay * case.rates.delay_day:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} waits {delay} days for {day}.",
                tier=Tier.T2,
                cost=delay * case.rates.delay_day,
            )
