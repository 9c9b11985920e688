"""Every visit of the day has exactly one disposition."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from models.office import Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "disposition"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    seen: set[str] = set()
    for planned in plan.visits:
        ref = planned.appointment
        visit = case.visits.get(ref)
        if visit is None or ref in seen:
            what = "is not a visit of this day" if visit is None else "has two dispositions"
            yield Finding(
                rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=f"{ref} {what}."
            )
            continue
        seen.add(ref)
        if planned.placement is not None and planned.slot is not None:
            sentence = f"{ref} is both placed today and in a slot of another day."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=sentence)
        place = planned.placement
        if place is not None and (
            place.provider not in case.people or place.site not in case.sites
        ):
            sentence = f"{ref} is with somebody, or at a site, that the office does not have."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=sentence)
        if place is not None:
            continue
        yield from _leaves(case, ref, manual=planned.slot is None)
    for ref in sorted(set(case.visits) - seen):
        sentence = f"{ref} has no disposition: it was dropped silently."
        yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=sentence)
    if Counter(plan.overrides) != Counter(case.day.overrides):
        sentence = "The rules set aside on the plan are not those that the day sets aside."
        yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(), sentence=sentence)


def _leaves(case: Case, ref: str, *, manual: bool) -> Iterator[Finding]:
    rates, urgency = case.rates, case.urgency(case.visits[ref])
    if urgency is Urgency.MUST_TODAY:
        sentence = f"{ref} must be seen today and is not."
        yield Finding(
            rule=RULE,
            kind=FindingKind.COST,
            about=(ref,),
            sentence=sentence,
            tier=Tier.T1,
            cost=1000,
        )
        cost = 0
    else:
        cost = rates.not_seen_today * (rates.urgent_factor if urgency is Urgency.HOURS_48 else 1)
    cost += rates.no_date if manual else 0
    if cost:
        sentence = f"{ref} is not seen today" + (" and has no other date." if manual else ".")
        yield Finding(
            rule=RULE,
            kind=FindingKind.COST,
            about=(ref,),
            sentence=sentence,
            tier=Tier.T2,
            cost=cost,
        )
