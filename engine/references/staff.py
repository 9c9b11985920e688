"""The day's staff: shifts, breaks, duties, protected blocks, held and open slots."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from models.base import Window
from models.case import merged_duties
from models.clock import wall
from models.lock import Pinned

if TYPE_CHECKING:
    from engine.references.known import Known
    from models.day import DutyAssignment, Shift


def check_staff(known: Known) -> None:
    """Note every fault in what the day says of its staff and slots."""
    day = known.day
    for index, shift in enumerate(day.shifts):
        known.refer(f"day.shifts.{index}.person", "person", shift.person)
        known.refer(f"day.shifts.{index}.site", "site", shift.site)
        _hours(known, index, shift)
        _breaks(known, index, shift)
        if shift.locked is not None:
            _locked(known, index, shift)
    _shifts_apart(known)
    for index, given in enumerate(day.duties):
        known.refer(f"day.duties.{index}.duty", "duty", given.duty)
        known.refer(f"day.duties.{index}.person", "person", given.person)
    for index, block in enumerate(day.protected):
        known.refer(f"day.protected.{index}.person", "person", block.person)
    for index, held in enumerate(day.held_slots):
        known.refer(f"day.held_slots.{index}.person", "person", held.person)
    for index, slot in enumerate(day.open_slots):
        known.refer(f"day.open_slots.{index}.person", "person", slot.person)
        known.refer(f"day.open_slots.{index}.site", "site", slot.site)
        if slot.date <= day.date:
            known.fault(
                f"day.open_slots.{index}.date",
                slot.date,
                "an open slot is on a coming day",
                f"a date after {day.date}",
            )
    known.once("day.protected", "protected block", (block.id for block in day.protected))
    known.once("day.held_slots", "held slot", (held.id for held in day.held_slots))
    known.once("day.open_slots", "open slot", (slot.id for slot in day.open_slots))
    for index, reserve in enumerate(day.reserves):
        known.refer(f"day.reserves.{index}.person", "person", reserve.person)
        known.refer(f"day.reserves.{index}.site", "site", reserve.site)
    known.once("day.reserves", "reserve", (reserve.id for reserve in day.reserves))
    for index, stock in enumerate(known.day.stock):
        known.refer(f"day.stock.{index}.site", "site", stock.site)
    known.once("day.stock", "item at a site", (f"{s.item} {s.site}" for s in known.day.stock))


def _hours(known: Known, index: int, shift: Shift) -> None:
    for site in known.office.sites:
        if site.id == shift.site and not shift.overlaps(site.opens, site.latest):
            hours = f"{wall(site.opens)} to {wall(site.latest)}"
            known.fault(
                f"day.shifts.{index}",
                _span(shift),
                f"the whole shift is outside {site.id}'s hours",
                f"patients may be there {hours}",
            )


def _breaks(known: Known, index: int, shift: Shift) -> None:
    for position, taken in enumerate(shift.breaks):
        if not shift.contains(taken.at, taken.at + taken.minutes):
            known.fault(
                f"day.shifts.{index}.breaks.{position}.at",
                wall(taken.at),
                "the break is not within its shift",
                f"within {_span(shift)}",
            )


def _shifts_apart(known: Known) -> None:
    by_person: dict[str, list[tuple[int, Shift]]] = {}
    for index, shift in enumerate(known.day.shifts):
        by_person.setdefault(shift.person, []).append((index, shift))
    for person, shifts in by_person.items():
        for (first, one), (second, other) in combinations(shifts, 2):
            if one.overlaps(other.start, other.end):
                known.fault(
                    f"day.shifts.{second}",
                    _span(other),
                    f"{person} is on another shift at that time",
                    f"shifts.{first} is {_span(one)}: one place at a time",
                )


def _locked(known: Known, index: int, shift: Shift) -> None:
    """Note what makes it impossible to keep a locked shift's breaks and duties as they are."""
    field = f"day.shifts.{index}"
    if shift.locked is not None and Pinned.DUTIES not in shift.locked.holds:
        known.fault(f"{field}.locked.holds", None, "a shift's lock holds 'duties'", "add 'duties'")
    pieces = [
        given
        for given in known.day.duties
        if given.person == shift.person and given.overlaps(shift.start, shift.end)
    ]
    for one, other in combinations(pieces, 2):
        if one.overlaps(other.start, other.end):
            known.fault(
                field,
                _duty(other),
                "the shift is locked, and two of its duties overlap",
                f"the other is {_duty(one)}: unlock the shift, or set them apart",
            )
    sites = {duty.id: duty.site for duty in known.office.duties}
    for given in pieces:
        elsewhere = given.duty in sites and sites[given.duty] != shift.site
        if elsewhere or not shift.contains(given.start, given.end):
            known.fault(
                field,
                _duty(given),
                "the shift is locked, and a duty of it cannot be kept",
                f"a duty at {shift.site} within {_span(shift)}",
            )
    taken = [Window(start=one.at, end=one.at + one.minutes) for one in shift.breaks]
    for earlier, later in combinations(taken, 2):
        if earlier.overlaps(later.start, later.end):
            known.fault(
                field,
                _span(later),
                "the shift is locked, and two of its breaks overlap",
                f"the other is {_span(earlier)}: unlock the shift, or set them apart",
            )
    for piece in merged_duties(tuple(pieces)):
        for pause in taken:
            if piece.overlaps(pause.start, pause.end) and not piece.contains(
                pause.start, pause.end
            ):
                known.fault(
                    field,
                    _span(pause),
                    "the shift is locked, and a break lies half within a duty",
                    f"wholly within or outside {_duty(piece)}",
                )


def _duty(given: DutyAssignment) -> str:
    return f"{given.duty} {_span(given)}"


def _span(window: Window) -> str:
    return f"{wall(window.start)}–{wall(window.end)}"
