"""The issued plan: of this office and day, and about people, places and visits that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.staffing import shift_left, way

if TYPE_CHECKING:
    from engine.references.known import Known
    from models.plan import Placement, Plan


def check_issued(known: Known, issued: Plan) -> None:
    """Note every fault of a plan that is said to have been issued on the day."""
    if issued.office != known.office.id:
        known.fault("issued.office", issued.office, "a plan of another office", known.office.id)
        return
    if issued.date != known.day.date:
        known.fault("issued.date", issued.date, "a plan of another day", str(known.day.date))
        return
    seen: set[str] = set()
    for index, planned in enumerate(issued.visits):
        field = f"issued.visits.{index}"
        known.refer(f"{field}.appointment", "visit", planned.appointment)
        known.refer(f"{field}.slot", "open slot", planned.slot)
        if planned.appointment in seen:
            known.fault(
                f"{field}.appointment",
                planned.appointment,
                "this visit stands here twice",
                "one entry for each visit",
            )
        seen.add(planned.appointment)
        if planned.placement is not None and planned.slot is not None:
            known.fault(
                f"{field}.slot", planned.slot, "both today and on another day", "one of the two"
            )
        if planned.placement is not None:
            _place(known, f"{field}.placement", planned.appointment, planned.placement)
    for index, ref in enumerate(issued.called_in):
        known.refer(f"issued.called_in.{index}", "reserve", ref)
        _apart(known, f"issued.called_in.{index}", ref)
    for index, sent in enumerate(issued.transfers):
        known.refer(f"issued.transfers.{index}.person", "person", sent.person)
        known.refer(f"issued.transfers.{index}.to", "site", sent.to)
        shift = shift_left(known.day, sent)
        if shift is None or way(known.office, shift.site, sent.to) is None:
            known.fault(
                f"issued.transfers.{index}",
                f"{sent.person} to {sent.to} at {wall(sent.leaves)}",
                "no shift to leave then, or no way there",
                "a shift at that time, and an entry in the office's 'travel'",
            )
    for index, taken in enumerate(issued.breaks):
        known.refer(f"issued.breaks.{index}.person", "person", taken.person)
    for index, given in enumerate(issued.duties):
        known.refer(f"issued.duties.{index}.duty", "duty", given.duty)
        known.refer(f"issued.duties.{index}.person", "person", given.person)


def _apart(known: Known, field: str, ref: str) -> None:
    """Note a shift that the day gives to somebody at a time for which they were called in."""
    for reserve in known.day.reserves:
        for shift in known.day.shifts if reserve.id == ref else ():
            if shift.person == reserve.person and shift.overlaps(reserve.start, reserve.end):
                times = f"{wall(shift.start)}–{wall(shift.end)}"
                known.fault(
                    field, ref, f"called in, and on a shift at {times} as well", "one of the two"
                )


def _place(known: Known, field: str, ref: str, place: Placement) -> None:
    known.refer(f"{field}.provider", "person", place.provider)
    known.refer(f"{field}.site", "site", place.site)
    known.refer(f"{field}.room", "room", place.room)
    known.refer(f"{field}.interpreter", "person", place.interpreter)
    known.refer(f"{field}.chaperone", "person", place.chaperone)
    for index, phase in enumerate(place.phases):
        known.refer(f"{field}.phases.{index}.device", "device", phase.device)
        for position, person in enumerate(phase.people):
            known.refer(f"{field}.phases.{index}.people.{position}", "person", person)
    kind = known.office.visit_types.get(known.type_of(ref) or "")
    if kind is None:
        return
    phases = kind.template(place.modality)
    if len(place.phases) != len(phases):
        known.fault(
            f"{field}.phases",
            len(place.phases),
            "not as many phases as the visit type has",
            str(len(phases)),
        )
