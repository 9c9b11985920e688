"""Patients do not wait long within their visit."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, Plan

RULE = "waits"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, rates = view_of(case), case.rates
    for visit, placement in view.placed(plan):
        was = view.published(visit.id)
        free = max(rates.wait_free, _wait(case, visit, was) if was is not None else 0)
        waited = _wait(case, visit, placement)
        if waited > free and rates.wait_minute:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} waits {waited} minutes within the visit.",
                tier=Tier.T3,
                cost=(waited - free) * rates.wait_minute,
            )


def _wait(case: Case, visit: Appointment, placement: Placement) -> int:
    """Sum what passes between phases beyond what must; what an overrun adds to one is no wait."""
    lags = [phase.lag.min for phase in case.phases(visit, placement.modality)][1:]
    gaps = [b.start - a.end for a, b in itertools.pairwise(placement.phases)]
    return sum(gaps) - sum(lags)
