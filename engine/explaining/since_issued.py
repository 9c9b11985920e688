"""What is no longer as in the plan that the office was last given, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.disposition import disposition, published_placement
from engine.day.hit import why_lost
from engine.day.places import where
from engine.opening.answers import accepted_offer, declined_offers, offer_of, same_offer, told_of
from models.proposal import Change

if TYPE_CHECKING:
    from engine.day.hit import Why
    from models.case import Case
    from models.plan import Plan, PlannedVisit


def since_issued(case: Case, plan: Plan) -> tuple[Change, ...]:
    """Return one change for each visit that the issued plan has elsewhere or with somebody else."""
    told = []
    for planned in plan.visits:
        visit, issued = (
            case.visits[planned.appointment],
            case.issued_visits.get(planned.appointment),
        )
        if issued is None or _same(case, planned, issued):
            continue
        reason, rule = _reason(case, planned, issued)
        told.append(
            Change(
                appointment=visit.id,
                disposition=disposition(case, visit.id, planned),
                before=where(case, visit, issued),
                after=where(case, visit, planned),
                reason=reason,
                rule=rule,
            )
        )
    return tuple(told)


def _same(case: Case, planned: PlannedVisit, issued: PlannedVisit) -> bool:
    visit = case.visits[planned.appointment]
    now, then = offer_of(case, visit, planned), offer_of(case, visit, issued)
    return now == then if now is None or then is None else same_offer(now, then)


def _reason(case: Case, planned: PlannedVisit, issued: PlannedVisit) -> Why:
    visit = case.visits[planned.appointment]
    now, then = offer_of(case, visit, planned), offer_of(case, visit, issued)
    accepted = accepted_offer(case, visit.id)
    if accepted is not None and now is not None and same_offer(accepted, now):
        return "the patient has accepted this", "consent"
    declined = [told_of(offer) for offer in declined_offers(case, visit.id)]
    if then is not None and told_of(then) in declined:
        return "the patient has declined what was issued", "consent"
    if issued.placement is not None:
        lost = why_lost(case, visit, issued.placement)
        if lost is not None:
            return lost
        booked = published_placement(case, visit.id)
        moved = booked is None or booked.start != issued.placement.start
        if moved and issued.placement.start < case.now + case.rules.freeze.contact_lead:
            return "too late by now to tell the patient", "freeze"
    return "better as things are now, though it was issued otherwise", "stability"
