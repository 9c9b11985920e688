"""Tiny days whose plans can all be written down, with every rule at work in some of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, prod
from typing import TYPE_CHECKING

import numpy as np

from models.case import book_after
from models.office import By, Modality
from scenarios.generator.dice import Dice
from scenarios.generator.tiny_day import draw_day
from scenarios.generator.tiny_events import draw_events, draw_now, draw_statuses
from scenarios.generator.tiny_extras import with_extras
from scenarios.generator.tiny_frame import draw_frame
from scenarios.generator.tiny_issued import with_issued
from scenarios.generator.tiny_office import draw_office

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.day import Day
    from models.office import Office, Phase
    from models.plan import Plan

LEAST_PLANS, MOST_PLANS = 10, 20_000
"""Every tiny day has so many plans, and no more."""


@dataclass(frozen=True)
class Tiny:
    """A tiny day: office, day with statuses and events, when the plan is made, what was issued."""

    office: Office
    day: Day
    now: int
    issued: Plan | None = None


def generate_tiny(seed: int, most_plans: int = MOST_PLANS) -> Tiny:
    """Return a tiny day; the same seed gives the same day.

    What is drawn is drawn again while the day has fewer than two visits, hardly a plan or more
    than `most_plans`, counted by `count_plans`.
    """
    dice = Dice(np.random.default_rng(seed))
    while True:
        frame = draw_frame(dice)
        office = draw_office(frame, dice)
        day = draw_day(frame, office, dice)
        if len(day.appointments) < 2:
            continue
        now = draw_now(frame, dice)
        day = draw_statuses(day, office, now, dice)
        day = day.model_copy(update={"events": draw_events(day, office, frame, now, dice)})
        if LEAST_PLANS <= count_plans(office, day) <= most_plans:
            return with_issued(with_extras(Tiny(office, day, now), seed), seed)


def count_plans(office: Office, day: Day) -> int:
    """Count the plans of a day that could be written down, legal or not, from above.

    Starts lie on the grid within the opening hours, waits are whole steps; whoever, whichever
    room and device could at all is counted, and so is every break and every set of duty spans.
    """
    visits: int = prod(
        _ways(office, day, visit) + len(day.open_slots) + 1
        for visit in book_after(day).values()
        if not visit.status.over
    )
    span = max(site.latest for site in office.sites) - min(site.opens for site in office.sites)
    breaks = prod(
        span // office.rules.breaks.step + 1
        for shift in day.shifts
        for entitlement in office.rules.breaks.entitlements
        if set(entitlement.roles)
        & {role for person in office.people if person.id == shift.person for role in person.roles}
    )
    duties = prod(
        1 << ceil(span / office.rules.duties.step)
        for duty in office.duties
        for person in office.people
        if duty.kind == "post" and any(held.id in duty.credentials for held in person.credentials)
    )
    return visits * breaks * duties


def _ways(office: Office, day: Day, visit: Appointment) -> int:
    visit_type = office.visit_types[visit.visit_type]
    booked = visit.site or office.sites[0].id
    ways = 0
    for modality in Modality:
        if modality is Modality.IN_PERSON and visit.modality is Modality.VIDEO:
            continue
        if modality is not visit.modality and not visit.video:
            continue
        sites = {booked, *visit.sites} if modality is Modality.IN_PERSON else {booked}
        for site in sites:
            phases = visit_type.template(modality)
            if phases:
                ways += _ways_at(office, day, site, phases)
    return ways


def _ways_at(office: Office, day: Day, site: str, phases: tuple[Phase, ...]) -> int:
    hours = next(place for place in office.sites if place.id == site)
    step = office.rules.offer_step
    length = sum(phase.minutes + phase.lag.min for phase in phases)
    starts = max(0, (hours.latest - hours.opens - length) // step + 1)
    here = {shift.person for shift in day.shifts if shift.site == site}
    waits = prod((phase.lag.most - phase.lag.min) // step + 1 for phase in phases)
    people = prod(
        sum(
            person.id in here
            and any(held.id in office.tasks[task].credentials for held in person.credentials)
            for person in office.people
        )
        for phase in phases
        for task in phase.tasks
        if office.tasks[task].by is By.SUPPORT
    )
    feature = next((phase.room for phase in phases if phase.room), None)
    rooms = (
        1
        if feature is None
        else sum(room.site == site and feature in room.features for room in office.rooms)
    )
    devices = prod(
        sum(device.site == site and phase.device in device.features for device in office.devices)
        for phase in phases
        if phase.device is not None
    )
    providers = len(here & {"p1", "p2"})
    return starts * providers * waits * people * rooms * devices
