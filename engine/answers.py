"""What patients have answered to the offers made to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.events import CallOutcome, CallResult, Offered

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.case import Case
    from models.plan import PlannedVisit


def accepted_offer(case: Case, visit: str) -> Offered | None:
    """Return the offer that the patient's last answer accepted; None when it accepted none."""
    answers = [
        event
        for event in case.day.events
        if isinstance(event, CallOutcome)
        and event.appointment == visit
        and event.outcome in {CallResult.REACHED_ACCEPTED, CallResult.REACHED_DECLINED}
    ]
    if not answers or answers[-1].outcome is not CallResult.REACHED_ACCEPTED:
        return None
    return answers[-1].offer


def same_offer(one: Offered, other: Offered) -> bool:
    """Tell whether two offers ask the patient to come to the same place at the same time."""
    if one.slot is not None or other.slot is not None:
        return one.slot == other.slot
    return (one.at, one.provider, one.site, one.modality) == (
        other.at,
        other.provider,
        other.site,
        other.modality,
    )


def offer_of(case: Case, visit: Appointment, planned: PlannedVisit) -> Offered | None:
    """Return what a plan offers the patient; None at manual decision."""
    if planned.placement is not None:
        return Offered(
            at=planned.placement.start,
            provider=planned.placement.provider,
            site=planned.placement.site,
            modality=planned.placement.modality,
        )
    if planned.slot is None:
        return None
    slot = case.open_slots[planned.slot]
    return Offered(
        slot=slot.id,
        date=slot.date,
        provider=slot.person,
        site=slot.site,
        modality=visit.modality,
    )
