"""Offices of any size: sites, care teams, assistants, desks, rooms and devices."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from models.base import Window
from models.office import Demand, Duty, DutyKind, Office, Place, Site
from models.rules import (
    BreakSetting,
    Entitlement,
    HeldSlotSetting,
    RoomSetting,
    Rules,
    SupportRatioSetting,
)
from models.staff import Credential, Person, Role
from scenarios.generator.size import MEAL, MEAL_STARTS, OPENING, TAIL
from scenarios.generator.visit_kinds import desk_duty, tasks_of, visit_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

    from scenarios.generator.size import Size

TURNOVER = 5
"""Minutes to clean a room."""


def generate_office(size: Size, rng: Generator) -> Office:
    """Return an office of the size; privileges and video equipment are drawn."""
    sites = tuple(f"s{number + 1}" for number in range(size.sites))
    return Office(
        id="generated",
        sites=tuple(
            Site(
                id=site,
                zone="America/New_York",
                opens=OPENING,
                closes=size.closing + TAIL,
                last_out=size.closing + 2 * TAIL,
            )
            for site in sites
        ),
        people=tuple(
            person
            for number, site in enumerate(sites)
            for group in (
                _providers(size.providers_at(number), size.team, site, rng),
                _staff(size, number, site),
            )
            for person in group
        ),
        rooms=tuple(
            Place(
                id=f"{site}-room-{room + 1}",
                site=site,
                features=("exam", "procedure") if room % 3 == 0 else ("exam",),
            )
            for number, site in enumerate(sites)
            for room in range(size.rooms_at(number))
        ),
        devices=tuple(
            Place(id=f"{site}-scanner-{device + 1}", site=site, features=("scanner",))
            for number, site in enumerate(sites)
            for device in range(size.devices_at(number))
        ),
        tasks=tasks_of(sites),
        visit_types=visit_types(size.slack),
        duties=tuple(duty for site in sites for duty in _duties(size, site)),
        rules=_rules(size),
    )


def _providers(count: int, team: int, site: str, rng: Generator) -> Iterator[Person]:
    teams = max(1, round(count / team))
    for i in range(count):
        yield Person(
            id=f"{site}-p{i + 1}",
            roles=(Role.PROVIDER,),
            credentials=(Credential(id="md" if i % 3 < 2 else "np"),),
            # The first of each team can do everything, so that nobody's visits are theirs alone.
            privileges=("procedure",) if i < teams or rng.random() < 0.6 else (),
            specialty="family-medicine",
            team=f"{site}-team-{i % teams + 1}",
            reach_by_video=bool(rng.random() < 0.8),
        )


def _staff(size: Size, number: int, site: str) -> Iterator[Person]:
    """Assistants and desk; the first of each is trained for the other's work."""
    for i in range(size.assistants_at(number)):
        held = ("ma", "desk") if i == 0 else ("ma",)
        yield Person(
            id=f"{site}-ma{i + 1}",
            roles=(Role.MEDICAL_ASSISTANT,),
            credentials=tuple(Credential(id=credential) for credential in held),
        )
    for i in range(size.desk_at(number)):
        held = ("desk", "ma") if i == 0 else ("desk",)
        yield Person(
            id=f"{site}-desk{i + 1}",
            roles=(Role.FRONT_DESK,),
            credentials=tuple(Credential(id=credential) for credential in held),
        )


def _duties(size: Size, site: str) -> Iterator[Duty]:
    open_hours = (Demand(start=OPENING, end=size.closing + TAIL, minimum=1),)
    yield Duty(id=desk_duty(site), site=site, credentials=("desk",), demand=open_hours)
    yield Duty(
        id=f"{site}-two-in-the-building",
        site=site,
        kind=DutyKind.PRESENCE,
        demand=(Demand(start=OPENING, end=size.closing, minimum=2),),
    )


def _rules(size: Size) -> Rules:
    meal = Entitlement(
        minutes=MEAL,
        over_minutes=300,
        start_by=300,
        between=Window(start=11 * 60, end=14 * 60),
    )
    return Rules(
        held_slots=HeldSlotSetting(release=2),
        rooms=RoomSetting(turnover=TURNOVER),
        support_ratio=SupportRatioSetting(
            task="room" if _half_stay_at_lunch(size) else None, per_provider=0.5
        ),
        breaks=BreakSetting(entitlements=(meal,)),
    )


def _half_stay_at_lunch(size: Size) -> bool:
    """Tell whether at every site assistants for half the providers stay while others eat."""
    return all(
        size.assistants_at(site) - ceil(size.assistants_at(site) / len(MEAL_STARTS))
        >= ceil(0.5 * size.providers_at(site))
        for site in range(size.sites)
    )
