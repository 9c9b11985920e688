"""What was issued to the office is not changed again without need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.events import CallOutcome, CallResult
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.events import Offered
    from models.plan import Plan, PlannedVisit

RULE = "stability"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    rates = case.rates
    for planned in plan.visits:
        ref = planned.appointment
        issued = case.issued_visits.get(ref)
        if ref not in case.visits or issued is None or not _intended(case, issued):
            continue
        cost, told = 0, []
        if not _same(planned, issued):
            cost += rates.reissued
            told.append("is not where the issued plan has it")
            if _message_stands(case, issued):
                cost += rates.second_call
                told.append("was left a message about that")
        now, then = planned.placement, issued.placement
        if now is not None and then is not None and now.provider != then.provider:
            cost += (rates.reissued + 1) // 2
            told.append(f"sees {now.provider} instead of {then.provider} as issued")
        if cost:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(ref,),
                sentence=f"{ref} {' and '.join(told)}.",
                tier=Tier.T4,
                cost=cost,
            )


def _intended(case: Case, issued: PlannedVisit) -> bool:
    view, ref = view_of(case), issued.appointment
    if issued.placement is None and issued.slot is None:
        return False
    if view.accepted(ref) is not None or any(_about(o, issued) for o in view.declined(ref)):
        return False
    return issued.placement is None or not view.lost(case.visits[ref], issued.placement)


def _same(planned: PlannedVisit, issued: PlannedVisit) -> bool:
    now, then = planned.placement, issued.placement
    if now is None or then is None:
        return now is then and planned.slot == issued.slot
    return (now.start, now.site, now.modality) == (then.start, then.site, then.modality)


def _about(offer: Offered, issued: PlannedVisit) -> bool:
    then = issued.placement
    if offer.slot is not None or then is None:
        return then is None and offer.slot == issued.slot
    return (offer.at, offer.site, offer.modality) == (then.start, then.site, then.modality)


def _message_stands(case: Case, issued: PlannedVisit) -> bool:
    """Tell whether a message about the issued place is the last that the patient heard."""
    called = [
        event
        for event in case.day.events
        if isinstance(event, CallOutcome)
        and event.appointment == issued.appointment
        and event.outcome is not CallResult.NO_ANSWER
    ]
    if not called or called[-1].outcome is not CallResult.MESSAGE_LEFT:
        return False
    return called[-1].offer is None or _about(called[-1].offer, issued)
