"""Patients are of an age that the provider sees and the visit type is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan


RULE = "ages"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for visit, provider in view_of(case).seen_by(plan):
        was = case.published_visits.get(visit.id)
        kept = was is not None and was.placement is not None and was.placement.provider == provider
        if visit.age_months is None or kept:
            continue
        limits = (
            (case.people[provider].ages, f"{provider} does not see"),
            (case.visit_type(visit).ages, f"{visit.visit_type} is not for"),
        )
        for ages, whose in limits:
            if ages is not None and not ages.least <= visit.age_months <= ages.most:
                sentence = f"{visit.id}: {whose} patients of that age."
                about = (visit.id,)
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
