"""Cover goes down the ladder: own provider, care team, specialty, anybody able."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from solvers.day.check.lifted import lifted
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "specialty"

RUNGS = ("the own provider", "of the care team", "of the specialty", "able to see it")
"""The rungs of the ladder in words."""


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, furthest = view_of(case), case.rules.specialty.furthest_rung
    seen = [(visit, placement.provider, True) for visit, placement in view.placed(plan)]
    seen += [(visit, case.open_slots[ref].person, False) for visit, ref in view.elsewhere(plan)]
    for visit, provider, today in seen:
        rung, was = view.rung(visit, provider), view.published(visit.id)
        as_published = today and was is not None and was.provider == provider
        if rung > furthest and not as_published and not lifted(case, RULE, visit.id):
            sentence = f"{visit.id} goes to {provider}, too far from its own provider."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
        if rung and provider != visit.provider and case.rates.ladder:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} goes to {provider}, {RUNGS[rung]}.",
                tier=Tier.T5,
                cost=rung * case.rates.ladder,
            )
