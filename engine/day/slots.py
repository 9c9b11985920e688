"""Open slots of coming days: which a visit could take, as far as the slot alone decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.hit import provider_minutes, provider_tasks
from models.lock import Pinned
from models.office import Modality, Movability

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from models.case import Case
    from models.day import OpenSlot
    from models.plan import Plan

STAYS = {Pinned.TIME, Pinned.DO_NOT_CALL, Pinned.SITE}
"""Locks under which a visit is never put on another day."""


def bound_to_the_day(case: Case, visit: Appointment) -> tuple[str, str] | None:
    """Say why the visit can go to no other day at all, with the rule; None when it can."""
    if visit.status.begun:
        return "the visit has begun", "begun"
    if visit.at is not None and case.movability(visit) is Movability.FIXED:
        return "the visit cannot be moved", "movability"
    if any(STAYS & set(lock.holds) for lock in visit.locks):
        return "the visit is locked", "locks"
    return None


def fitting_slots(case: Case, visit: Appointment) -> list[OpenSlot]:
    """Return the open slots that suit the visit, taken or not, the earliest first."""
    if bound_to_the_day(case, visit) is not None:
        return []
    fitting = [slot for slot in case.day.open_slots if _fits(case, visit, slot)]
    return sorted(fitting, key=lambda slot: (slot.date, slot.at, slot.id))


def taken_slots(plan: Plan) -> dict[str, str]:
    """Return which visit takes which slot, by slot."""
    return {visit.slot: visit.appointment for visit in plan.visits if visit.slot is not None}


def _fits(case: Case, visit: Appointment, slot: OpenSlot) -> bool:
    if slot.site not in {case.site_of(visit), *visit.sites} or slot.date <= case.date:
        return False
    due = case.due_by(visit)
    if due is not None and slot.date > due and not case.rules.due_date.late_allowed:
        return False
    minutes = provider_minutes(case, visit, Modality.IN_PERSON)
    tasks = provider_tasks(case, visit, Modality.IN_PERSON)
    return minutes <= slot.minutes and _entitled(case, slot, tasks)


def _entitled(case: Case, slot: OpenSlot, tasks: Iterable[str]) -> bool:
    person = case.people[slot.person]
    for name in tasks:
        task = case.task(name)
        if task.credentials and not any(person.holds(c, slot.date) for c in task.credentials):
            return False
        if task.privilege is not None and task.privilege not in person.privileges:
            return False
    return True
