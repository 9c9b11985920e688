"""What patients have answered to the offers made to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.events import CallOutcome, CallResult, Offered

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.case import Case
    from models.plan import PlannedVisit


Told = tuple[str | None, int | None, str | None, str | None]
"""What a patient is told: slot; or start, site and modality."""

UNDECIDED: Told = (None, None, None, None)
"""What a patient is told for whom a clinician decides."""

MADE = {
    CallResult.REACHED_ACCEPTED,
    CallResult.REACHED_DECLINED,
    CallResult.MESSAGE_LEFT,
    CallResult.NO_ANSWER,
}
"""Outcomes of calls that were made."""


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


def declined_offers(case: Case, visit: str) -> list[Offered]:
    """Return what the patient declined, but for what was accepted in the end."""
    accepted = accepted_offer(case, visit)
    return [
        event.offer
        for event in case.day.events
        if isinstance(event, CallOutcome)
        and event.appointment == visit
        and event.outcome is CallResult.REACHED_DECLINED
        and event.offer is not None
        and event.offer != accepted
    ]


def calls_made(case: Case) -> int:
    """Return how many calls were made, whatever came of them."""
    return sum(
        isinstance(event, CallOutcome) and event.outcome in MADE for event in case.day.events
    )


def last_heard(case: Case, visit: str) -> CallOutcome | None:
    """Return the last outcome of calling the patient that was not just no answer."""
    heard = None
    for event in case.day.events:
        if isinstance(event, CallOutcome) and event.appointment == visit:
            unheard = event.outcome is CallResult.NO_ANSWER and heard is not None
            heard = heard if unheard else event
    return heard


def waiting_message(case: Case, visit: Appointment, planned: PlannedVisit) -> Told | None:
    """Return what a message left with the patient says; None unless it is the last they heard.

    One that names no offer is about the issued plan's place, or, with none issued, this one's:
    at manual decision, that a clinician decides.
    """
    heard = last_heard(case, visit.id)
    if heard is None or heard.outcome is not CallResult.MESSAGE_LEFT:
        return None
    if heard.offer is not None:
        return told_of(heard.offer)
    return told_of(offer_of(case, visit, case.issued_visits.get(visit.id, planned)))


def told_of(offer: Offered | None) -> Told:
    """Return what the patient is told of an offer: slot, or start, site and modality."""
    if offer is None:
        return UNDECIDED
    if offer.slot is not None:
        return offer.slot, None, None, None
    return None, offer.at, offer.site, offer.modality


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
