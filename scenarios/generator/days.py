"""A whole day from a seed: office, roster and book, published in full and legal as published."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Unpack

import numpy as np

from models.appointment import Appointment, Flag, PhasePlace
from models.base import Window
from models.lock import Lock, Pinned
from models.office import Movability, Urgency
from scenarios.generator.books import Booked, generate_book
from scenarios.generator.offices import generate_office
from scenarios.generator.rosters import generate_roster
from scenarios.generator.size import Measures, Size

if TYPE_CHECKING:
    from numpy.random import Generator

    from models.day import Day
    from models.office import Office

URGENCIES = (
    (Urgency.MUST_TODAY, 0.03),
    (Urgency.HOURS_48, 0.12),
    (Urgency.DAYS_7, 0.20),
    (Urgency.DAYS_30, 0.45),
    (Urgency.ELECTIVE, 0.20),
)
"""How soon visits are wanted, and how often."""


def generate(seed: int, **measures: Unpack[Measures]) -> tuple[Office, Day]:
    """Return an office and its day as published; the same arguments give the same day.

    Args:
        seed: of everything that is drawn.
        measures: those of `Size`, each with its default: `providers=3, sites=1,
            visits_per_provider=20, tightness=0.85, step=5` and so on.

    Raises:
        BadInput: no day can have these measures.
    """
    size = Size(**measures)
    rng = np.random.default_rng(seed)
    office = generate_office(size, rng)
    roster = generate_roster(office, size, rng)
    booked = generate_book(office, roster, size, rng)
    booked.sort(key=lambda visit: (visit.placement.start, visit.wanted.provider))
    appointments = tuple(
        _appointment(f"v-{number:05d}", visit, office, size, rng)
        for number, visit in enumerate(booked, start=1)
    )
    return office, roster.model_copy(update={"appointments": appointments})


def _appointment(
    ref: str, visit: Booked, office: Office, size: Size, rng: Generator
) -> Appointment:
    placement = visit.placement
    chance = iter(rng.random(8))
    others = [site.id for site in office.sites if site.id != placement.site]
    return Appointment(
        id=ref,
        visit_type=visit.wanted.visit_type,
        at=placement.start,
        provider=placement.provider,
        site=placement.site,
        room=placement.room,
        phases=tuple(
            PhasePlace(at=phase.start, people=phase.people, device=phase.device)
            for phase in placement.phases
        ),
        urgency=_urgency(next(chance)),
        due_by=size.date + timedelta(days=14) if next(chance) < 0.05 else None,
        movability=_movability(next(chance)),
        windows=_windows(next(chance), placement.start, placement.end),
        sites=(others[int(rng.integers(len(others)))],) if others and next(chance) < 0.1 else (),
        video=bool(next(chance) < 0.5),
        flags=_flags(next(chance)),
        panel_provider=placement.provider if next(chance) < 0.5 else None,
        bumps_12m=int(rng.poisson(0.2)),
        locks=_locks(rng.random()),
    )


def _urgency(chance: float) -> Urgency:
    reached = 0.0
    for urgency, share in URGENCIES:
        reached += share
        if chance < reached:
            return urgency
    return Urgency.ELECTIVE


def _movability(chance: float) -> Movability | None:
    if chance < 0.03:
        return Movability.FIXED
    return Movability.PREFERRED_KEEP if chance < 0.13 else None


def _windows(chance: float, start: int, end: int) -> tuple[Window, ...]:
    """Leave a few patients only some hours around their booked time."""
    if chance < 0.15:
        return (Window(start=start - 90, end=end + 180),)
    return ()


def _flags(chance: float) -> tuple[Flag, ...]:
    flags = list(Flag)
    return (flags[int(chance / 0.03)],) if chance < 0.03 * len(flags) else ()


def _locks(chance: float) -> tuple[Lock, ...]:
    if chance < 0.02:
        return (Lock(holds=(Pinned.TIME,), author="office-manager", reason="transport is booked"),)
    if chance < 0.03:
        return (Lock(holds=(Pinned.DO_NOT_CALL,), author="office-manager", reason="moved before"),)
    return ()
