"""A patient goes to another site only where office and patient agree to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from models.office import Modality
from solvers.day.check.lifted import lifted
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "other-site"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for visit, placement in view_of(case).placed(plan):
        if placement.site == case.site_of(visit):
            continue
        offered = case.rules.other_site.offer or lifted(case, RULE, visit.id)
        agreed = offered and placement.site in visit.sites
        if placement.modality is Modality.VIDEO or not agreed:
            sentence = f"{visit.id} is sent to {placement.site} without agreement."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
        elif visit.at is not None and case.rates.other_site:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} is sent to {placement.site}.",
                tier=Tier.T4,
                cost=case.rates.other_site,
            )
