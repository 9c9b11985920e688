"""A visit's place in a plan in a few words, and the wait that comes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.proposal import Where

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, PlannedVisit


def where(case: Case, visit: Appointment, planned: PlannedVisit) -> Where | None:
    """Return where a plan puts a visit; None at manual decision."""
    if planned.placement is not None:
        return today(case, planned.placement)
    if planned.slot is None:
        return None
    slot = case.open_slots[planned.slot]
    return Where(
        date=slot.date,
        at=slot.at,
        provider=slot.person,
        site=slot.site,
        modality=visit.modality,
        slot=slot.id,
    )


def wait(case: Case, visit: Appointment, placement: Placement) -> int:
    """Return the minutes that the patient waits between phases, beyond what the type asks for."""
    phases = case.phases(visit, placement.modality)
    pairs = zip(placement.phases, placement.phases[1:], strict=False)
    lags = [after.start - before.end for before, after in pairs]
    return sum(lag - phase.lag.min for lag, phase in zip(lags, phases[1:], strict=False))


def today(case: Case, placement: Placement) -> Where:
    """Return a placement in a few words."""
    return Where(
        date=case.date,
        at=placement.start,
        provider=placement.provider,
        site=placement.site,
        modality=placement.modality,
        room=placement.room,
    )
