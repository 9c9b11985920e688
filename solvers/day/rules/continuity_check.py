"""Patients see their own provider, or at least the care team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "continuity"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    seen = [(visit, p.provider, True) for visit, p in view.placed(plan)]
    seen += [(visit, case.open_slots[ref].person, False) for visit, ref in view.elsewhere(plan)]
    for visit, provider, today in seen:
        if visit.provider is None or provider == visit.provider:
            continue
        if today and case.rates.other_provider:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} sees {provider} instead of {visit.provider}.",
                tier=Tier.T4,
                cost=case.rates.other_provider,
            )
        team = case.people[visit.provider].team
        known = provider == visit.panel_provider or (team and case.people[provider].team == team)
        cost = case.rates.continuity * case.visit_type(visit).continuity
        if not known and cost:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} does not know {provider}.",
                tier=Tier.T5,
                cost=cost,
            )
