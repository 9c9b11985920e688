"""A plan issued before, once a roster has given its day other staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import PlannedBreak, PlannedVisit
from models.staffing import shift_left

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.day import Day
    from models.plan import Plan


def reissued(issued: Plan, day: Day, changed: Collection[str]) -> Plan:
    """Return an issued plan as the office means it with the day's new staff.

    Visits stay where it has them: what becomes of those that lost somebody is to be planned. The
    duties are the day's, and the breaks of those who work otherwise. Nobody is sent away from a
    shift that they have not, or called in to one that the roster has given them.

    Args:
        issued: the plan that was issued last.
        day: the day with its new staff.
        changed: who works otherwise than when it was issued.
    """
    breaks = [taken for taken in issued.breaks if taken.person not in changed]
    update = {
        "duties": day.duties,
        "breaks": (*breaks, *_breaks(day, changed)),
        "transfers": tuple(sent for sent in issued.transfers if shift_left(day, sent)),
    }
    return within_reach(issued.model_copy(update=update), day)


def within_reach(issued: Plan, day: Day) -> Plan:
    """Return an issued plan without the slots and reserves that its day has no more.

    A visit whose slot is gone is nowhere in it.
    """
    slots = {slot.id for slot in day.open_slots}
    called = [
        reserve.id
        for reserve in day.reserves
        if not any(
            shift.person == reserve.person and shift.overlaps(reserve.start, reserve.end)
            for shift in day.shifts
        )
    ]
    update = {
        "visits": tuple(
            visit
            if visit.slot is None or visit.slot in slots
            else PlannedVisit(appointment=visit.appointment)
            for visit in issued.visits
        ),
        "called_in": tuple(ref for ref in issued.called_in if ref in called),
    }
    return issued.model_copy(update=update).canonical()


def _breaks(day: Day, changed: Collection[str]) -> Iterator[PlannedBreak]:
    for shift in day.shifts:
        for taken in shift.breaks if shift.person in changed else ():
            end = taken.at + taken.minutes
            yield PlannedBreak(person=shift.person, kind=taken.kind, start=taken.at, end=end)
