"""Every patient who must be told something new costs a call."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from models.office import Movability
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "calls"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, rates = view_of(case), case.rates
    for planned in plan.visits:
        visit, was = case.visits.get(planned.appointment), view.published(planned.appointment)
        if visit is None or was is None:
            continue
        now, cost = planned.placement, 0
        moved = 0 if now is None else abs(now.start - was.start)
        if now is None or moved or (now.site, now.modality) != (was.site, was.modality):
            keep = case.movability(visit) is Movability.PREFERRED_KEEP
            cost = rates.call * (rates.keep_factor if keep else 1)
        cost += min(rates.moved_most, rates.moved_step * math.ceil(moved / 5))
        if cost:
            how = f", and moves by {moved} minutes" if moved else ""
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} is called{how}.",
                tier=Tier.T4,
                cost=cost,
            )
