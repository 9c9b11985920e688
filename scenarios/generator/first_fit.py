"""Each visit gets the first place where all it needs is free: a legal book, no clever one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.office import By, Modality
from models.plan import PlacedPhase, Placement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.office import Phase
    from scenarios.generator.occupied import Occupied


@dataclass(frozen=True)
class Wanted:
    """A visit to be booked: what, when, with whom and where."""

    visit_type: str
    at: int
    provider: str
    site: str
    modality: Modality = Modality.IN_PERSON


def fit(occupied: Occupied, wanted: Wanted, step: int) -> Placement | None:
    """Return the visit's place or None when it does not fit.

    Later phases start as early as they can within their lags, on a grid of `step` minutes from
    the end of the phase before. Nothing is taken yet.
    """
    phases = occupied.office.visit_types[wanted.visit_type].template(wanted.modality)
    if not phases:
        return None
    for placed in _places(occupied, wanted, phases, step):
        held = _hold(phases, placed)
        room = None if held is None else _room(occupied, wanted, phases, held)
        if held is None or room is not None:
            return Placement(
                provider=wanted.provider,
                site=wanted.site,
                modality=wanted.modality,
                room=room,
                phases=placed,
            )
    return None


def book(occupied: Occupied, wanted: Wanted, placement: Placement) -> None:
    """Take everything that the placement needs."""
    phases = occupied.office.visit_types[wanted.visit_type].template(wanted.modality)
    tasks = occupied.office.tasks
    for phase, placed in zip(phases, placement.phases, strict=True):
        if any(tasks[task].by is By.PROVIDER for task in phase.tasks):
            occupied.take(placement.provider, placed.start, placed.end)
        for task in phase.tasks:
            duty = tasks[task].duty
            if duty is not None:
                occupied.use_duty(duty, placed.start, placed.end)
        for person in placed.people:
            occupied.take(person, placed.start, placed.end)
        if placed.device is not None:
            occupied.take(placed.device, placed.start, placed.end)
    held = _hold(phases, placement.phases)
    if held is not None and placement.room is not None:
        turnover = occupied.office.rules.rooms.turnover
        occupied.take(placement.room, held[0], held[1] + turnover)
        occupied.hold_room(placement.provider, *held)


def _places(
    occupied: Occupied,
    wanted: Wanted,
    phases: tuple[Phase, ...],
    step: int,
    before: tuple[PlacedPhase, ...] = (),
) -> Iterator[tuple[PlacedPhase, ...]]:
    phase = phases[len(before)]
    after = before[-1].end if before else wanted.at
    first, last = after + phase.lag.min, after + phase.lag.most
    for start in range(first, last + 1, step):
        placed = _place(occupied, wanted, phase, start)
        if placed is None:
            continue
        so_far = (*before, placed)
        if len(so_far) == len(phases):
            yield so_far
        else:
            yield from _places(occupied, wanted, phases, step, so_far)


def _place(occupied: Occupied, wanted: Wanted, phase: Phase, start: int) -> PlacedPhase | None:
    end = start + phase.minutes
    site = next(site for site in occupied.office.sites if site.id == wanted.site)
    if wanted.modality is Modality.IN_PERSON and not site.opens <= start < end <= site.latest:
        return None
    people: list[str] = []
    for task in phase.tasks:
        match occupied.office.tasks[task].by:
            case By.PROVIDER:
                if not _can(occupied, wanted.provider, task, wanted.site, (start, end)):
                    return None
            case By.DUTY:
                duty = occupied.office.tasks[task].duty or ""
                if not occupied.duty_free(duty, wanted.site, start, end):
                    return None
            case By.SUPPORT:
                person = _support(occupied, wanted, task, (start, end), people)
                if person is None:
                    return None
                people.append(person)
    device = None
    if phase.device is not None:
        device = next(
            (
                device.id
                for device in occupied.office.devices
                if device.site == wanted.site
                and phase.device in device.features
                and occupied.free(device.id, start, end)
            ),
            None,
        )
        if device is None:
            return None
    return PlacedPhase(start=start, end=end, people=tuple(people), device=device)


def _can(occupied: Occupied, person: str, task: str, site: str, when: tuple[int, int]) -> bool:
    needed = occupied.office.tasks[task]
    who = occupied.people[person]
    return (
        (
            not needed.credentials
            or any(who.holds(held, occupied.day.date) for held in needed.credentials)
        )
        and (needed.privilege is None or needed.privilege in who.privileges)
        and occupied.works(person, site, *when)
        and occupied.free(person, *when)
    )


def _support(
    occupied: Occupied, wanted: Wanted, task: str, when: tuple[int, int], others: list[str]
) -> str | None:
    able = (
        person
        for person in occupied.at_site[wanted.site]
        if person != wanted.provider
        and person not in others
        and _can(occupied, person, task, wanted.site, when)
    )
    return min(able, key=lambda person: (occupied.busy_minutes(person), person), default=None)


def _hold(phases: tuple[Phase, ...], placed: tuple[PlacedPhase, ...]) -> tuple[int, int] | None:
    inside = [at for phase, at in zip(phases, placed, strict=True) if phase.room is not None]
    return (inside[0].start, inside[-1].end) if inside else None


def _room(
    occupied: Occupied, wanted: Wanted, phases: tuple[Phase, ...], held: tuple[int, int]
) -> str | None:
    if not occupied.may_hold_room(wanted.provider, *held):
        return None
    feature = next(phase.room for phase in phases if phase.room is not None)
    turnover = occupied.office.rules.rooms.turnover
    return next(
        (
            room.id
            for room in occupied.office.rooms
            if room.site == wanted.site
            and feature in room.features
            and occupied.free(room.id, held[0], held[1] + turnover)
        ),
        None,
    )
