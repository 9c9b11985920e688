"""Somebody is out: what happens to a generated day."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from models.errors import BadInput, Fault
from models.events import Absent, Event, LeavesEarly
from models.staff import Role

if TYPE_CHECKING:
    from numpy.random import Generator

    from models.day import Day
    from models.office import Office

REPORTED = 6 * 60 + 45
"""When somebody calls in the morning."""

MIDDAY = 12 * 60
"""When somebody leaves at midday."""

NOTICE = 15
"""Minutes before leaving at which the office learns of it."""

NETWORK_PROVIDERS, NETWORK_STAFF = 7, 19
"""Who is out on the bad morning of a whole network."""


class Disruption(StrEnum):
    """The kinds of mornings that a generated day can have."""

    ONE_PROVIDER = "one-provider"
    ONE_MA = "one-ma"
    TWO_PEOPLE = "two-people"
    PROVIDER_LEAVES_MIDDAY = "provider-leaves-midday"


def disrupt(day: Day, office: Office, kind: str, seed: int) -> Day:
    """Return the day with somebody out; who it is, is drawn.

    Providers are drawn among those with patients. Two people are a provider and somebody of the
    other staff of the same site.

    Raises:
        BadInput: the kind is unknown, or the day has nobody whom it could strike.
    """
    try:
        disruption = Disruption(kind)
    except ValueError:
        known = ", ".join(Disruption)
        raise BadInput(
            [Fault("kind", kind[:40], "no such disruption", f"one of {known}")]
        ) from None
    rng = np.random.default_rng(seed)
    return day.model_copy(update={"events": (*day.events, *_events(day, office, disruption, rng))})


def many_out(day: Day, office: Office, seed: int) -> Day:
    """Return the day of a network with seven providers and nineteen of the other staff out.

    Raises:
        BadInput: the day has not so many.
    """
    rng = np.random.default_rng(seed)
    providers = sorted({visit.provider for visit in day.appointments if visit.provider})
    others = _at_work(day, office, set(Role) - {Role.PROVIDER})
    out = (
        *_several(providers, NETWORK_PROVIDERS, "providers with patients", rng),
        *_several(others, NETWORK_STAFF, "other staff at work", rng),
    )
    return day.model_copy(update={"events": (*day.events, *(_away(person) for person in out))})


def _events(day: Day, office: Office, kind: Disruption, rng: Generator) -> tuple[Event, ...]:
    providers = sorted({visit.provider for visit in day.appointments if visit.provider})
    match kind:
        case Disruption.ONE_PROVIDER:
            return (_away(_drawn(providers, "provider with patients", rng)),)
        case Disruption.ONE_MA:
            assistants = _at_work(day, office, {Role.MEDICAL_ASSISTANT})
            return (_away(_drawn(assistants, "medical assistant at work", rng)),)
        case Disruption.TWO_PEOPLE:
            provider = _drawn(providers, "provider with patients", rng)
            sites = {shift.site for shift in day.shifts if shift.person == provider}
            staff = _at_work(day, office, {Role.MEDICAL_ASSISTANT, Role.FRONT_DESK}, sites)
            return (_away(provider), _away(_drawn(staff, "other staff at the site", rng)))
        case Disruption.PROVIDER_LEAVES_MIDDAY:
            later = sorted(
                {
                    visit.provider
                    for visit in day.appointments
                    if visit.provider and visit.at is not None and visit.at >= MIDDAY
                }
            )
            person = _drawn(later, "provider with patients after noon", rng)
            return (LeavesEarly(person=person, at=MIDDAY, reported=MIDDAY - NOTICE),)


def _away(person: str) -> Absent:
    return Absent(person=person, reported=REPORTED)


def _at_work(
    day: Day, office: Office, roles: set[Role], sites: set[str] | None = None
) -> list[str]:
    wanted = {person.id for person in office.people if roles & set(person.roles)}
    return sorted(
        {
            shift.person
            for shift in day.shifts
            if shift.person in wanted and (sites is None or shift.site in sites)
        }
    )


def _drawn(people: list[str], who: str, rng: Generator) -> str:
    if not people:
        raise BadInput([Fault("day", "", f"there is no {who}", "a day with one")])
    return people[int(rng.integers(len(people)))]


def _several(people: list[str], count: int, who: str, rng: Generator) -> list[str]:
    if len(people) < count:
        raise BadInput([Fault("day", "", f"there are no {count} {who}", "a day with as many")])
    return [people[int(at)] for at in rng.choice(len(people), size=count, replace=False)]
