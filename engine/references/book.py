"""The appointment book: every visit of it, and of add-ons, against office and visit type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.lock import Pinned
from models.office import By, Modality

if TYPE_CHECKING:
    from engine.references.known import Known
    from models.appointment import Appointment, PhasePlace
    from models.office import Phase, VisitType


def check_book(known: Known) -> None:
    """Note every fault of the day's appointments."""
    known.once("day.appointments", "visit", (visit.id for visit in known.day.appointments))
    for index, visit in enumerate(known.day.appointments):
        check_visit(known, f"day.appointments.{index}", visit)


def check_visit(known: Known, field: str, visit: Appointment) -> None:
    """Note every fault of one appointment; `field` says where it stands."""
    known.refer(f"{field}.visit_type", "visit type", visit.visit_type)
    known.refer(f"{field}.provider", "person", visit.provider)
    known.refer(f"{field}.panel_provider", "person", visit.panel_provider)
    known.refer(f"{field}.site", "site", visit.site)
    known.refer(f"{field}.room", "room", visit.room)
    _attendants(known, field, visit)
    for position, site in enumerate(visit.sites):
        known.refer(f"{field}.sites.{position}", "site", site)
    for position, follow in enumerate(visit.follows):
        known.refer(f"{field}.follows.{position}.visit", "visit", follow.visit)
    for position, provider in enumerate(visit.excluded_providers):
        known.refer(f"{field}.excluded_providers.{position}", "person", provider)
    for position, lock in enumerate(visit.locks):
        if Pinned.DUTIES in lock.holds:
            known.fault(
                f"{field}.locks.{position}.holds",
                Pinned.DUTIES.value,
                "a visit has no duties to hold",
                "time, provider, room, site or modality",
            )
    if visit.status.begun and visit.at is None:
        known.fault(
            f"{field}.at",
            None,
            "the visit has begun but has no time",
            "say when it began and with which provider",
        )
    _hours(known, field, visit)
    visit_type = known.office.visit_types.get(visit.visit_type)
    if visit_type is not None:
        _detail(known, field, visit, visit_type)


def _attendants(known: Known, field: str, visit: Appointment) -> None:
    known.refer(f"{field}.interpreter", "person", visit.interpreter)
    known.refer(f"{field}.chaperoned_by", "person", visit.chaperoned_by)
    if visit.interpreter is not None and visit.language is None:
        known.fault(
            f"{field}.interpreter",
            visit.interpreter,
            "an interpreter for a visit without 'language'",
            "give the language, or leave the interpreter out",
        )
    if visit.chaperoned_by is not None and not visit.chaperone:
        known.fault(
            f"{field}.chaperoned_by",
            visit.chaperoned_by,
            "a chaperone for a visit that asks for none",
            "'chaperone: true', or leave it out",
        )


def _hours(known: Known, field: str, visit: Appointment) -> None:
    if visit.at is None or visit.modality is not Modality.IN_PERSON:
        return
    booked_at = visit.site or known.office.sites[0].id
    for site in known.office.sites:
        if site.id == booked_at and not site.opens <= visit.at < site.latest:
            known.fault(
                f"{field}.at",
                wall(visit.at),
                f"outside the hours of {site.id}",
                f"from {wall(site.opens)} and before {wall(site.latest)}",
            )


def _detail(known: Known, field: str, visit: Appointment, visit_type: VisitType) -> None:
    phases = visit_type.template(visit.modality)
    if not phases:
        known.fault(
            f"{field}.modality",
            visit.modality.value,
            f"{visit.visit_type} is never held by video",
            "in-person",
        )
        return
    if not visit.phases:
        return
    if len(visit.phases) != len(phases):
        known.fault(
            f"{field}.phases",
            len(visit.phases),
            "not as many phases as the visit type has",
            f"{len(phases)}, or leave them out",
        )
        return
    if visit.phases[0].at != visit.at:
        known.fault(
            f"{field}.phases.0.at",
            wall(visit.phases[0].at),
            "the first phase does not start when the visit does",
            "the same as 'at'",
        )
    for index, (placed, phase) in enumerate(zip(visit.phases, phases, strict=True)):
        _phase(known, f"{field}.phases.{index}", placed, phase)


def _phase(known: Known, field: str, placed: PhasePlace, phase: Phase) -> None:
    for position, person in enumerate(placed.people):
        known.refer(f"{field}.people.{position}", "person", person)
    known.refer(f"{field}.device", "device", placed.device)
    tasks = known.office.tasks
    if any(task not in tasks for task in phase.tasks):
        return
    wanted = sum(tasks[task].by is By.SUPPORT for task in phase.tasks)
    if len(placed.people) != wanted:
        known.fault(
            f"{field}.people",
            len(placed.people),
            "not as many people as the phase has tasks for support staff",
            f"{wanted}, in the order of the tasks",
        )
    if (placed.device is None) != (phase.device is None):
        problem = "the phase needs a device" if phase.device else "the phase needs no device"
        known.fault(
            f"{field}.device",
            placed.device,
            problem,
            f"one with {phase.device}" if phase.device else "leave it out",
        )
