"""The part of a large day that can matter to what happens at a few of its sites."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.events import AddOn, CallOutcome, Cancelled, NoShow, Overrun

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.events import Event
    from models.plan import Placement, Plan


def near(case: Case, plan: Plan, sites: Collection[str]) -> tuple[Case, Plan]:
    """Return case and plan reduced to those sites, for single changes to be tried there.

    What stays: every visit that is, was, or was booked at the sites, or that somebody who works
    there holds; whoever works there or has a part in these visits, with all their shifts, breaks
    and duties. Sums over all sites (caps, the most added visits) count what stays alone.
    """
    shifts = case.staffed(plan).day.shifts
    staff = {shift.person for shift in shifts if shift.site in sites}
    staff |= {sent.person for sent in plan.transfers}
    staff |= {reserve.person for reserve in case.day.reserves}
    refs = {ref for ref, visit in case.visits.items() if case.site_of(visit) in sites} | {
        ref
        for whole in (case.published, plan)
        for ref, place in _placed(whole)
        if place.site in sites or place.provider in staff
    }
    for whole in (case.published, plan):
        for ref, place in _placed(whole):
            if ref in refs:
                staff.add(place.provider)
                staff.update(person for phase in place.phases for person in phase.people)
                staff.update(who for who in (place.interpreter, place.chaperone) if who)
    day = case.day.model_copy(
        update={
            "appointments": tuple(_kept(case.day.appointments, refs)),
            "events": tuple(event for event in case.day.events if _about(event) in {None, *refs}),
            "shifts": tuple(shift for shift in case.day.shifts if shift.person in staff),
            "held_slots": tuple(slot for slot in case.day.held_slots if slot.person in staff),
        }
    )
    office = case.office.model_copy(
        update={
            "duties": tuple(
                duty if duty.site in sites else duty.model_copy(update={"demand": ()})
                for duty in case.office.duties
            )
        }
    )
    published = _part(case.published, refs, staff)
    return replace(case, office=office, day=day, published=published), _part(plan, refs, staff)


def _placed(plan: Plan) -> Iterator[tuple[str, Placement]]:
    for planned in plan.visits:
        if planned.placement is not None:
            yield planned.appointment, planned.placement


def _kept(visits: tuple[Appointment, ...], refs: set[str]) -> Iterator[Appointment]:
    return (visit for visit in visits if visit.id in refs)


def _about(event: Event) -> str | None:
    """Return the visit that an event is about; None for all other events."""
    match event:
        case Cancelled() | NoShow() | Overrun() | CallOutcome():
            return event.appointment
        case AddOn():
            return event.appointment.id
        case _:
            return None


def _part(plan: Plan, refs: set[str], staff: set[str]) -> Plan:
    return plan.model_copy(
        update={
            "visits": tuple(planned for planned in plan.visits if planned.appointment in refs),
            "breaks": tuple(taken for taken in plan.breaks if taken.person in staff),
            "duties": tuple(given for given in plan.duties if given.person in staff),
        }
    )
