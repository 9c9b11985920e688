"""A family that comes together stays together: so far apart at the most, or at a price."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Placement, Plan

RULE = "families"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, rate = view_of(case), case.rates.family_apart
    families: dict[str, list[str]] = {}
    for ref, visit in sorted(case.visits.items()):
        if visit.together is not None and view.published(ref) is not None:
            families.setdefault(visit.together, []).append(ref)
    today = {visit.id: placement for visit, placement in view.placed(plan)}
    for one, other in (pair for refs in families.values() for pair in combinations(refs, 2)):
        was = _apart(case, one, view.published(one), other, view.published(other))
        told = _apart(case, one, today.get(one), other, today.get(other))
        if was is None and told is not None and rate:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(one, other),
                sentence=f"{one} and {other} are of one family, and {told}.",
                tier=Tier.T5,
                cost=rate,
            )


def _apart(
    case: Case, one: str, here: Placement | None, other: str, there: Placement | None
) -> str | None:
    """Return None, or how two visits are not together."""
    if here is None or there is None:
        gone = one if here is None else other
        return None if here is there else f"{gone} is not seen today"
    if here.site != there.site:
        return "they are seen at two sites"
    minutes = abs(_seen_at(case, one, here) - _seen_at(case, other, there))
    return (
        f"they are seen {minutes} minutes apart" if minutes > case.rules.families.within else None
    )


def _seen_at(case: Case, ref: str, placement: Placement) -> int:
    """Return when the provider sees the patient; without a provider, when the visit starts."""
    times = view_of(case).provider_stretches(case.visits[ref], placement)
    return times[0][0] if times else placement.start
