"""How far the visits of a day have come at a minute, everything having gone as booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.appointment import Status

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.day import Day
    from models.office import Office


def progressed(office: Office, day: Day, now: int) -> Day:
    """Return the day with every visit as far as it is booked to be at `now`."""
    book = tuple(
        visit.model_copy(update={"status": _status(office, visit, now)})
        for visit in day.appointments
    )
    return day.model_copy(update={"appointments": book})


def _status(office: Office, visit: Appointment, now: int) -> Status:
    template = office.visit_types[visit.visit_type].template(visit.modality)
    begun = [
        (phase, placed.at)
        for phase, placed in zip(template, visit.phases, strict=True)
        if placed.at <= now
    ]
    if not begun:
        return visit.status
    last, at = begun[-1]
    if len(begun) == len(template) and at + last.minutes <= now:
        return Status.FULFILLED
    return Status.IN_PROGRESS if any(phase.room for phase, _ in begun) else Status.CHECKED_IN
