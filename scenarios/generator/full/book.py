"""The book with more said of its patients: who may see them, with whom, after what, with what."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from models.appointment import Follow
from models.base import Window
from models.day import Stock
from models.staff import Gender, Role
from scenarios.generator.full.office import (
    ABROAD,
    LANGUAGE,
    PAYERS,
    VARIANTS,
    district,
)
from scenarios.generator.visit_kinds import CONSULT, SCAN

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.day import Day
    from models.office import Office
    from scenarios.generator.dice import Dice

SPARE = 2
"""Doses of a vaccine beyond those that the book needs."""


def full_book(office: Office, day: Day, dice: Dice) -> tuple[Office, Day]:
    """Return office and day with facts of the patients for every rule; nothing has moved.

    At most so many rooms are each provider's at a time as the book itself ever gives one.
    """
    sites = tuple(site.id for site in office.sites)
    free = _Free(office, day)
    book = [_visit(office, sites, visit, dice) for visit in day.appointments]
    book = [free.attended(visit, dice) for visit in book]
    book = _linked(office, book, dice)
    used = Counter(visit.site for visit in book if office.visit_types[visit.visit_type].uses)
    stock = tuple(Stock(item="vaccine", site=site, count=used[site] + SPARE) for site in sites)
    rooms = office.rules.rooms.model_copy(
        update={"per_provider": max(3, _most_rooms(office, book))}
    )
    rules = office.rules.model_copy(update={"rooms": rooms})
    return (
        office.model_copy(update={"rules": rules}),
        day.model_copy(update={"appointments": tuple(book), "stock": stock}),
    )


def _visit(office: Office, sites: tuple[str, ...], visit: Appointment, dice: Dice) -> Appointment:
    name = visit.visit_type
    if name.startswith(CONSULT) and dice.chance(0.4):
        name = f"{name}-{dice.pick(tuple(VARIANTS))}"
    elif name.startswith(SCAN) and len(sites) > 1:
        name = f"{name}-{visit.site}"
    near = district(sites, visit.site or sites[0])
    others = tuple(
        person.id
        for person in office.people
        if Role.PROVIDER in person.roles
        and person.id != visit.provider
        and person.id.startswith(f"{visit.site}-")
    )
    at = visit.at or 0
    return visit.model_copy(
        update={
            "visit_type": name,
            "sites": (dice.pick(near),) if near and visit.sites else visit.sites,
            "age_months": int(dice.rng.integers(24, 1000)),
            "payer": dice.maybe(0.7, dice.pick(PAYERS)),
            "new_problem": dice.chance(0.1),
            "state": ABROAD if visit.video and dice.chance(0.2) else None,
            "provider_gender": dice.maybe(0.08, dice.pick(tuple(Gender))),
            "excluded_providers": (dice.pick(others),) if others and dice.chance(0.04) else (),
            "no_show": dice.pick((0.0, 0.05, 0.1, 0.3)),
            "prefers": (Window(start=max(0, at - 60), end=at + 90),) if dice.chance(0.2) else (),
        }
    )


def _linked(office: Office, book: list[Appointment], dice: Dice) -> list[Appointment]:
    """Let some visits follow one before them, and some be of one family."""
    linked = list(book)
    taken: set[int] = set()
    number = 0
    for at, first in enumerate(book):
        if at in taken or not dice.chance(0.12):
            continue
        family = dice.chance(0.5)
        for later in range(at + 1, min(at + 60, len(book))):
            second = book[later]
            if later in taken or second.site != first.site:
                continue
            gap = (second.at or 0) - _end(office, first)
            if family and abs(second.phases[2].at - first.phases[2].at) <= 45:
                linked[at] = linked[at].model_copy(update={"together": f"family-{number}"})
                linked[later] = linked[later].model_copy(update={"together": f"family-{number}"})
            elif not family and 0 <= gap <= 45:
                patient = f"patient-{number}"
                follow = Follow(visit=first.id, max=120)
                linked[at] = linked[at].model_copy(update={"patient": patient})
                linked[later] = linked[later].model_copy(
                    update={"patient": patient, "follows": (follow,)}
                )
            else:
                continue
            taken |= {at, later}
            number += 1
            break
    return linked


def _end(office: Office, visit: Appointment) -> int:
    last = office.visit_types[visit.visit_type].template(visit.modality)[-1]
    return visit.phases[-1].at + last.minutes


def _most_rooms(office: Office, book: list[Appointment]) -> int:
    """Return the most rooms that any provider's patients hold at a time."""
    events: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for visit in book:
        template = office.visit_types[visit.visit_type].template(visit.modality)
        held = [
            (placed.at, placed.at + phase.minutes)
            for phase, placed in zip(template, visit.phases, strict=True)
            if phase.room
        ]
        if held:
            events[visit.provider or ""] += [(held[0][0], 1), (held[-1][1], -1)]
    most = 0
    for changes in events.values():
        now = 0
        for _, change in sorted(changes):
            now += change
            most = max(most, now)
    return most


class _Free:
    """Who of the staff has time to interpret or to be a chaperone, as the book stands."""

    def __init__(self, office: Office, day: Day) -> None:
        self.office = office
        self.people = {person.id: person for person in office.people}
        self.at_site: dict[str, list[str]] = defaultdict(list)
        self.taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.hours: dict[str, tuple[int, int]] = {}
        for shift in day.shifts:
            if Role.PROVIDER in self.people[shift.person].roles:
                continue
            self.at_site[shift.site].append(shift.person)
            self.hours[shift.person] = (shift.start, shift.end)
            self.taken[shift.person] += [(b.at, b.at + b.minutes) for b in shift.breaks]
        for given in day.duties:
            self.taken[given.person].append((given.start, given.end))
        for visit in day.appointments:
            template = office.visit_types[visit.visit_type].template(visit.modality)
            for phase, placed in zip(template, visit.phases, strict=True):
                for person in placed.people:
                    self.taken[person].append((placed.at, placed.at + phase.minutes))

    def attended(self, visit: Appointment, dice: Dice) -> Appointment:
        """Give a visit a language or a chaperone, where somebody is free for it."""
        wants = dice.rng.random()
        if wants < 0.08:
            speaks = LANGUAGE in self.people[visit.provider or ""].languages
            person = None if speaks else self._found(visit, ("interpreter",))
            if speaks or person:
                return visit.model_copy(update={"language": LANGUAGE, "interpreter": person})
        elif wants < 0.16:
            person = self._found(visit, ("interpreter", "ma", "nurse"))
            if person:
                return visit.model_copy(update={"chaperone": True, "chaperoned_by": person})
        return visit

    def _found(self, visit: Appointment, credentials: tuple[str, ...]) -> str | None:
        template = self.office.visit_types[visit.visit_type].template(visit.modality)
        seen = [
            (placed.at, placed.at + phase.minutes)
            for phase, placed in zip(template, visit.phases, strict=True)
            if {"see", "operate"} & set(phase.tasks)
        ]
        start, end = seen[0][0], seen[-1][1]
        for person in self.at_site[visit.site or ""]:
            first, last = self.hours[person]
            if (
                {held.id for held in self.people[person].credentials} & set(credentials)
                and first <= start
                and end <= last
                and all(until <= start or end <= since for since, until in self.taken[person])
            ):
                self.taken[person].append((start, end))
                return person
        return None
