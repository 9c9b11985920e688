"""Days written out: the book with every phase in its place, breaks and duties as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.appointment import PhasePlace
from models.breaks import BookedBreak
from models.office import By
from solvers.day.by_hand.published import published_plan

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.day import Day, Shift
    from models.office import Office
    from models.plan import Placement, Plan


def booked_at(visit: Appointment, place: Placement) -> Appointment:
    """Return the visit as booked at a placement, every detail of it written out."""
    return visit.model_copy(
        update={
            "at": place.start,
            "provider": place.provider,
            "site": place.site,
            "modality": place.modality,
            "room": place.room,
            "interpreter": place.interpreter,
            "chaperoned_by": place.chaperone,
            "double_booked": place.double_booked,
            "phases": tuple(
                PhasePlace(at=phase.start, people=phase.people, device=phase.device)
                for phase in place.phases
            ),
        }
    )


def written_out(office: Office, day: Day) -> Day:
    """Return the same day with what was worked out of its published plan written into it.

    Who is at work can then be changed, and the plan to compare with is still the published one.
    A visit for which somebody or something is not to be had stays as the book has it, and so does
    whom the book names to interpret where nobody need.
    """
    plan = published_plan(office, day.model_copy(update={"events": ()}))
    placed = {visit.appointment: visit.placement for visit in plan.visits}
    book = []
    for visit in day.appointments:
        place = placed.get(visit.id)
        if place is None or not _whole(office, visit, place):
            book.append(visit)
            continue
        named = {
            "interpreter": place.interpreter or visit.interpreter,
            "chaperoned_by": place.chaperone or visit.chaperoned_by,
        }
        book.append(booked_at(visit, place).model_copy(update=named))
    return day.model_copy(
        update={
            "appointments": tuple(book),
            "shifts": tuple(_with_breaks(shift, plan) for shift in day.shifts),
            "duties": plan.duties,
        }
    )


def _whole(office: Office, visit: Appointment, place: Placement) -> bool:
    template = office.visit_types[visit.visit_type].template(place.modality)
    return all(
        len(placed.people) == sum(office.tasks[task].by is By.SUPPORT for task in phase.tasks)
        and (placed.device is None) == (phase.device is None)
        for phase, placed in zip(template, place.phases, strict=True)
    )


def _with_breaks(shift: Shift, plan: Plan) -> Shift:
    taken = tuple(
        BookedBreak(kind=each.kind, at=each.start, minutes=each.end - each.start)
        for each in plan.breaks
        if each.person == shift.person and shift.contains(each.start, each.end)
    )
    return shift.model_copy(update={"breaks": taken})
