"""The published plan of a day whose book says everything: times, people, rooms and devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.case import book_after
from models.errors import BadInput, Fault
from models.office import By, Modality
from models.plan import PlacedPhase, Placement, Plan, PlannedBreak, PlannedVisit

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.day import Day
    from models.office import Office


def published_plan(office: Office, day: Day) -> Plan:
    """Return the plan that the day's book, shifts and duties amount to.

    It holds every visit of the book, whatever has become of it; an add-on without time stands at
    manual decision. Phases are as long as the visit type says: an overrun was not published.

    Raises:
        BadInput: a booked visit does not say the place of each of its phases.
    """
    faults: list[Fault] = []
    visits = tuple(_planned(office, visit, faults) for visit in book_after(day).values())
    if faults:
        raise BadInput(faults)
    breaks = tuple(
        PlannedBreak(
            person=shift.person, kind=taken.kind, start=taken.at, end=taken.at + taken.minutes
        )
        for shift in day.shifts
        for taken in shift.breaks
    )
    return Plan(
        office=office.id,
        date=day.date,
        visits=visits,
        breaks=breaks,
        duties=day.duties,
        overrides=day.overrides,
    ).canonical()


def booked_attendants(office: Office, visit: Appointment) -> tuple[str | None, str | None]:
    """Return who is booked as a visit's interpreter and as its chaperone, where one is needed.

    Whom the book names beside a provider who speaks the language, or for a visit by video that
    needs no chaperone, is free for others.
    """
    template = office.visit_types[visit.visit_type].template(visit.modality)
    seen = any(office.tasks[task].by is By.PROVIDER for phase in template for task in phase.tasks)
    spoken = {
        language
        for person in office.people
        if person.id == visit.provider
        for language in person.languages
    }
    interpreted = seen and visit.language is not None and visit.language not in spoken
    chaperoned = seen and visit.chaperone and visit.modality is Modality.IN_PERSON
    return (
        visit.interpreter if interpreted else None,
        visit.chaperoned_by if chaperoned else None,
    )


def _planned(office: Office, visit: Appointment, faults: list[Fault]) -> PlannedVisit:
    if visit.at is None or visit.provider is None:
        return PlannedVisit(appointment=visit.id)
    template = office.visit_types[visit.visit_type].template(visit.modality)
    if not template or len(visit.phases) != len(template):
        faults.append(
            Fault(
                f"day.appointments.{visit.id}.phases",
                str(len(visit.phases)),
                "the places of the visit's phases are not all given",
                f"give {len(template)}, one for each phase of {visit.visit_type}",
            )
        )
        return PlannedVisit(appointment=visit.id)
    interpreter, chaperone = booked_attendants(office, visit)
    return PlannedVisit(
        appointment=visit.id,
        placement=Placement(
            provider=visit.provider,
            site=visit.site or office.sites[0].id,
            modality=visit.modality,
            room=visit.room,
            double_booked=visit.double_booked,
            interpreter=interpreter,
            chaperone=chaperone,
            phases=tuple(
                PlacedPhase(
                    start=place.at,
                    end=place.at + phase.minutes,
                    people=place.people,
                    device=place.device,
                )
                for phase, place in zip(template, visit.phases, strict=True)
            ),
        ),
    )
