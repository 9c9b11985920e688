"""Appointment books that are legal by construction: each visit is booked where it fits."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import ceil
from typing import TYPE_CHECKING

from models.staff import Role
from scenarios.generator.durations import OPENING_SPREAD, PAUSE, booked_minutes, pause_minutes
from scenarios.generator.first_fit import Wanted, book, fit
from scenarios.generator.occupied import Occupied
from scenarios.generator.visit_kinds import CHECK_IN, CONSULT, PROCEDURE, RETURN, ROOMING, SCAN

if TYPE_CHECKING:
    from numpy.random import Generator

    from models.day import Day, Shift
    from models.office import Office
    from models.plan import Placement
    from scenarios.generator.size import Size

LEAD = CHECK_IN + ROOMING
"""Minutes that a patient is in the house before the provider comes, at the least."""

EARLY_SHARE = 0.2
"""Share of patients told to come a step before the provider can be with them."""

PAUSES_AS_PAUSES = 0.3
"""Part of the free time that is spread over the day as pauses; the rest falls where it may."""


@dataclass(frozen=True)
class Booked:
    """One visit in the book: what was wanted, and where it fitted."""

    wanted: Wanted
    placement: Placement


def generate_book(office: Office, roster: Day, size: Size, rng: Generator) -> list[Booked]:
    """Book every provider's visits in order of time, one after another.

    What does not fit by the end fills a gap earlier in the day; failing that it is left out.
    """
    occupied = Occupied(office, roster)
    providers = [s for s in roster.shifts if Role.PROVIDER in occupied.people[s.person].roles]
    share = _pause_share(size)
    queues: list[tuple[int, int]] = []
    wanted: list[list[str]] = []
    for index, shift in enumerate(providers):
        delay = max(0, round(rng.normal(0, OPENING_SPREAD) / 5) * 5)
        queues.append((shift.start + LEAD + delay, index))
        privileged = "procedure" in occupied.people[shift.person].privileges
        wanted.append(_visit_types(size, rng, privileged=privileged))
    heapify(queues)
    booked: list[Booked] = []
    left_over: list[tuple[Shift, str]] = []
    while queues:
        ready, index = heappop(queues)
        shift, visit_type = providers[index], wanted[index].pop(0)
        early = size.step if rng.random() < EARLY_SHARE else 0
        found = _first(occupied, shift, visit_type, ready - LEAD - early, size.step)
        if found is None:
            left_over.append((shift, visit_type))
        else:
            booked.append(found)
            ready = found.placement.phases[2].end + pause_minutes(rng, share)
        if wanted[index]:
            heappush(queues, (ready, index))
    for shift, visit_type in left_over:
        found = _first(occupied, shift, visit_type, shift.start, size.step)
        if found is not None:
            booked.append(found)
    return booked


def _pause_share(size: Size) -> float:
    """Return how many visits a pause must follow to leave part of the free time as pauses."""
    free = size.patient_minutes * (1 - size.tightness) * PAUSES_AS_PAUSES
    return min(1.0, free / size.visits_per_provider / (PAUSE.mean / 60))


def _visit_types(size: Size, rng: Generator, *, privileged: bool) -> list[str]:
    names = []
    for minutes in booked_minutes(rng, size.visits_per_provider, size.step):
        if rng.random() < size.special:
            kind = PROCEDURE if privileged and rng.random() < 0.5 else SCAN
        else:
            kind = RETURN if rng.random() < 0.3 else CONSULT
        names.append(f"{kind}-{minutes}")
    return names


def _first(
    occupied: Occupied, shift: Shift, visit_type: str, earliest: int, step: int
) -> Booked | None:
    """Book the visit at the first time on the grid at which it fits."""
    start = max(shift.start, ceil(earliest / step) * step)
    for at in range(start, shift.end, step):
        wanted = Wanted(visit_type, at, shift.person, shift.site)
        placement = fit(occupied, wanted, step=5)
        if placement is not None:
            book(occupied, wanted, placement)
            return Booked(wanted, placement)
    return None
