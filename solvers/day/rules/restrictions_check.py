"""Nobody sees a provider whom they must not, or did not ask, to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan


RULE = "restrictions"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for visit, provider in view_of(case).seen_by(plan):
        was = case.published_visits.get(visit.id)
        if was is not None and was.placement is not None and was.placement.provider == provider:
            continue
        wanted = visit.provider_gender
        unlike = wanted is not None and case.people[provider].gender != wanted
        binding = case.visit_type(visit).sensitive
        if provider in visit.excluded_providers:
            sentence = f"{visit.id} goes to {provider}, whom the patient is not to see."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
        if unlike and binding:
            sentence = f"{visit.id} asks for a {wanted} provider, and {provider} is not."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
        elif unlike and case.rates.gender:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} prefers a {wanted} provider, and {provider} is not.",
                tier=Tier.T5,
                cost=case.rates.gender,
            )
