"""Carry a day forward: from the plan last issued and what patients said, the day to re-plan from.

The book is what patients and staff were told; the issued plan is what the office intends. Whoever
need not be called, or has said yes, is in the book as issued; whoever is still to be called stays
there as they know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.hit import provider_spans
from engine.opening.answers import accepted_offer, offer_of, same_offer
from engine.opening.written_out import booked_at
from models.breaks import BookedBreak
from models.case import Case, book_after
from models.events import Absent, AddOn, CallOutcome, CallResult, Late, LeavesEarly
from solvers.day.by_hand.published import published_plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from models.day import Day, HeldSlot, Shift
    from models.events import Event, Offered
    from models.office import Office
    from models.plan import Placement, Plan, PlannedVisit


def carry_forward(office: Office, day: Day, issued: Plan) -> Day:
    """Return the day as patients and staff know it once a plan was issued.

    Args:
        office: the office.
        day: the day as it was published first, with all events up to now, answers among them.
        issued: the plan that was issued last.

    Returns:
        The same day. Visits that start where and when they are booked have the issued provider,
        room and people; visits whose patient accepted a place today are in the book there, add-ons
        among them. All others stand as booked, every detail of theirs written out. Breaks and
        duties are as issued; held slots that were given away are no longer held.
    """
    case = Case(office, day, 0, office.exchange_rates, published_plan(office, day), issued)
    known = book_after(day)
    book = [_carried(case, visit) for visit in day.appointments]
    settled: set[str] = set()
    for event in day.events:
        if isinstance(event, AddOn) and event.appointment.at is None:
            added = _carried(case, event.appointment)
            if added.at is not None and not known[added.id].status.over:
                book.append(added)
                settled.add(added.id)
    carried = day.model_copy(
        update={
            "appointments": tuple(book),
            "shifts": tuple(_with_breaks(shift, issued, day.events) for shift in day.shifts),
            "duties": issued.duties,
            "events": tuple(
                event
                for event in day.events
                if not (isinstance(event, AddOn) and event.appointment.id in settled)
            ),
        }
    )
    return carried.model_copy(update={"held_slots": _still_held(case, carried)})


def _carried(case: Case, visit: Appointment) -> Appointment:
    """Return the visit as the patient knows it."""
    issued = case.issued_visits.get(visit.id)
    known = case.published_visits.get(visit.id)
    was = known.placement if known else None
    accepted = accepted_offer(case, visit.id)
    if accepted is not None and accepted.slot is None:
        place = issued.placement if issued else None
        for there in (place, was):
            if there is not None and _is_offer(case, visit, accepted, there):
                return booked_at(visit, there)
        return visit.model_copy(
            update={
                "at": accepted.at,
                "provider": accepted.provider,
                "site": accepted.site,
                "modality": accepted.modality,
                "room": None,
                "interpreter": None,
                "chaperoned_by": None,
                "double_booked": False,
                "phases": (),
            }
        )
    if was is None:
        return visit
    if accepted is None and issued is not None and _needs_no_call(case, issued, was):
        assert issued.placement is not None
        return booked_at(visit, issued.placement)
    return booked_at(visit, was)


def _is_offer(case: Case, visit: Appointment, offer: Offered, place: Placement) -> bool:
    planned = case.published_visits[visit.id].model_copy(update={"placement": place})
    made = offer_of(case, visit, planned)
    return made is not None and same_offer(offer, made)


def _needs_no_call(case: Case, issued: PlannedVisit, was: Placement) -> bool:
    """Tell whether the issued place is the booked one to the patient, who has not refused it."""
    place = issued.placement
    if place is None or _told(place) != _told(was):
        return False
    return not any(
        isinstance(event, CallOutcome)
        and event.appointment == issued.appointment
        and event.outcome is CallResult.REACHED_DECLINED
        and event.offer is not None
        and (event.offer.at, event.offer.site, event.offer.modality) == _told(place)
        for event in case.day.events
    )


def _told(place: Placement) -> tuple[int, str, str]:
    return place.start, place.site, place.modality


def _with_breaks(shift: Shift, issued: Plan, events: Iterable[Event]) -> Shift:
    """Give the shift its issued breaks; one that its person was away for stays as rostered."""
    given = tuple(
        BookedBreak(kind=taken.kind, at=taken.start, minutes=taken.end - taken.start)
        for taken in issued.breaks
        if taken.person == shift.person and shift.contains(taken.start, taken.end)
    )
    kinds = {taken.kind for taken in given}
    missed = tuple(
        taken
        for taken in shift.breaks
        if taken.kind not in kinds and _away(shift.person, taken.at, taken.minutes, events)
    )
    return shift.model_copy(update={"breaks": (*given, *missed)})


def _away(person: str, start: int, minutes: int, events: Iterable[Event]) -> bool:
    """Tell whether something took the person away at that time, whether or not they returned."""
    for event in events:
        match event:
            case Absent(person=who, start=gone, end=back):
                away = (gone or 0) < start + minutes and (back is None or start < back)
            case Late(person=who, until=until):
                away = start < until
            case LeavesEarly(person=who, at=at):
                away = at < start + minutes
            case _:
                continue
        if away and who == person:
            return True
    return False


def _still_held(case: Case, carried: Day) -> tuple[HeldSlot, ...]:
    """Return the held slots without those into which a visit that was not booked so was put."""
    known = published_plan(case.office, carried)
    taken: dict[str, list[tuple[int, int]]] = {}
    for planned in known.visits:
        place, visit = planned.placement, case.visits.get(planned.appointment)
        if place is None or visit is None:
            continue
        before = case.published_visits.get(visit.id)
        was = before.placement if before else None
        own = was is not None and was.provider == place.provider
        booked = provider_spans(case, visit, was) if was is not None and own else []
        spans = provider_spans(case, visit, place)
        taken.setdefault(place.provider, []).extend(s for s in spans if s not in booked)
    return tuple(
        slot
        for slot in carried.held_slots
        if not any(slot.overlaps(*span) for span in taken.get(slot.person, []))
    )
