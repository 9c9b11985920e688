"""Infectious patients come when few well ones wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from models.office import Modality
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan


RULE = "well-hours"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for visit, placement in view.placed(plan):
        if placement.modality is Modality.VIDEO or not case.visit_type(visit).infectious:
            continue
        was, start = view.published(visit.id), placement.start
        told = was is not None and (was.start, was.site, was.modality) == (
            start,
            placement.site,
            placement.modality,
        )
        well = any(w.start <= start < w.end for w in case.sites[placement.site].well_hours)
        if well and not told and case.rates.mixed_waiting:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} is infectious and comes at {wall(start)}, in well hours.",
                tier=Tier.T5,
                cost=case.rates.mixed_waiting,
            )
