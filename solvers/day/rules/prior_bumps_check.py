"""Who has been bumped before is not bumped again lightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from models.office import Urgency
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan


RULE = "prior-bumps"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, rates = view_of(case), case.rates
    today = {visit.id: placement for visit, placement in view.placed(plan)}
    for ref, visit in sorted(case.visits.items()):
        was, now = view.published(ref), today.get(ref)
        if visit.at is None or was is None or not visit.bumps_12m:
            continue
        times = "once" if visit.bumps_12m == 1 else f"{visit.bumps_12m} times"
        if now is None:
            left = 0 if case.urgency(visit) is Urgency.MUST_TODAY else rates.not_seen_today
            if case.urgency(visit) is Urgency.HOURS_48:
                left *= rates.urgent_factor
            price, tier, what = left * max(0, rates.bump_factor - 1), Tier.T2, "leaves the day"
        elif (was.start, was.site, was.modality) != (now.start, now.site, now.modality):
            price, tier, what = min(visit.bumps_12m, 3) * rates.bumped_call, Tier.T4, "is called"
        else:
            continue
        if price:
            sentence = f"{ref} {what}, and was bumped {times} before."
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(ref,),
                sentence=sentence,
                tier=tier,
                cost=price,
            )
