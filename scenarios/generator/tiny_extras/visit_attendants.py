"""Patients who need an interpreter or a chaperone, and who of the staff may be one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.appointment import Status
from models.case import Case
from models.day import Shift
from models.events import Absent
from models.published import published_plan
from models.rules import AttendantSetting
from models.staff import Gender, Person, Role
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.day import Day
    from models.office import Office
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny

LANGUAGE = "es"

MOST_VISITS = 2
"""Visits of a day up to which more than one asks: days with more have plans enough."""


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Let visits ask for somebody, booked where somebody is free; now and then nobody is."""
    visits = tiny.day.appointments
    asked = any(visit.provider_gender or visit.excluded_providers for visit in visits)
    if not dice.chance(0.1 if asked else 0.3):
        return tiny
    tiny = _with_helpers(tiny, dice)
    setting = AttendantSetting(
        interpreter=dice.pick((None, None, "room")),
        chaperone=dice.pick((None, None, "room")),
        gender=dice.chance(0.5),
    )
    office = tiny.office.model_copy(
        update={
            "people": tuple(_person(person, dice) for person in tiny.office.people),
            "rules": tiny.office.rules.model_copy(update={"attendants": setting}),
        }
    )
    day = tiny.day
    for position, visit in enumerate(visits[: dice.pick((1, 2))]):
        if position and len(day.appointments) > MOST_VISITS:
            break
        asking = _visit(visit, dice)
        book = list(day.appointments)
        ways = [asking]
        if dice.chance(0.8):
            ways = [*_booked(asking, office, dice), asking]
        for way in ways:
            book[position] = way
            day = day.model_copy(update={"appointments": tuple(book)})
            if _holds(office, day, visit.id):
                break
    return replace(tiny, office=office, day=day)


def _with_helpers(tiny: Tiny, dice: Dice) -> Tiny:
    """Have one or two people more at work who do nothing else; one may be out for a while."""
    site, step = tiny.office.sites[0], tiny.office.rules.offer_step
    refs = ("x1", "x2")[: dice.pick((1, 1, 1, 2))]
    people = tuple(Person(id=ref, roles=(Role.OTHER,)) for ref in refs)
    begins = [dice.pick((site.opens, site.opens, site.opens + step)) for _ in refs]
    shifts = tuple(
        Shift(person=ref, site=site.id, start=start, end=site.latest)
        for ref, start in zip(refs, begins, strict=True)
    )
    out = [Absent(person="x1", start=site.opens + dice.pick((0, 2 * step)))]
    events = (*tiny.day.events, *(out if dice.chance(0.25) else ()))
    office = tiny.office.model_copy(update={"people": (*tiny.office.people, *people)})
    update = {"shifts": (*tiny.day.shifts, *shifts), "events": events}
    return replace(tiny, office=office, day=tiny.day.model_copy(update=update))


def _person(person: Person, dice: Dice) -> Person:
    provider = Role.PROVIDER in person.roles
    languages = (LANGUAGE,) if dice.chance(0.25 if provider else 0.8) else ()
    gender = person.gender if provider else dice.pick(tuple(Gender))
    return person.model_copy(update={"languages": languages, "gender": gender})


def _visit(visit: Appointment, dice: Dice) -> Appointment:
    asks = dice.pick(("language", "language", "language", "chaperone", "both"))
    update: dict[str, object] = {
        "language": LANGUAGE if asks in {"language", "both"} else None,
        "chaperone": asks in {"chaperone", "both"},
    }
    if update["chaperone"] and visit.provider_gender is None:
        update["provider_gender"] = dice.pick((None, *Gender))
    return visit.model_copy(update=update)


def _booked(visit: Appointment, office: Office, dice: Dice) -> list[Appointment]:
    """Return the visit with some of the staff booked for what it asks, in three ways."""
    helpers = [person.id for person in office.people if Role.PROVIDER not in person.roles]
    if not helpers:
        return []
    names = [(dice.pick(helpers), dice.pick(helpers)) for _ in range(3)]
    return [
        visit.model_copy(
            update={
                "interpreter": first if visit.language else None,
                "chaperoned_by": second if visit.chaperone else None,
            }
        )
        for first, second in names
    ]


def _holds(office: Office, day: Day, ref: str) -> bool:
    """Tell whether the visit, as published and before anything happened, breaks nothing."""
    book = tuple(v.model_copy(update={"status": Status.BOOKED}) for v in day.appointments)
    before = day.model_copy(update={"events": (), "appointments": book})
    case = Case(office, before, -1, office.exchange_rates, published_plan(office, before))
    return not any(ref in finding.about for finding in check(case, case.published).breaches)
