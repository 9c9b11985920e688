"""Who may see whom: requests, payers, ages, licences; bumps, stock, cut-offs, waiting rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.base import Window
from models.day import Stock
from models.staff import Ages, Gender, Role

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.office import Office, Site, VisitType
    from models.staff import Person
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny

STATES = ("ny", "nj")


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Draw some of these facts onto the day, a few at a time."""
    if not dice.chance(0.6):
        return tiny
    office, day = tiny.office, tiny.day
    topic = dice.pick(("people", "requests", "things", "things", "waiting"))
    update: dict[str, object] = {}
    if topic in {"people", "requests"}:
        update["people"] = tuple(_person(person, topic, dice) for person in office.people)
    update["sites"] = tuple(_site(site, topic, dice) for site in office.sites)
    update["visit_types"] = {
        name: _visit_type(kind, topic, office, dice) for name, kind in office.visit_types.items()
    }
    office = office.model_copy(update=update)
    providers = tuple(p.id for p in office.people if Role.PROVIDER in p.roles)
    stock = tuple(
        Stock(item="dose", site=site.id, count=dice.pick((0, 0, 1))) for site in office.sites
    )
    day = day.model_copy(
        update={
            "appointments": tuple(
                _visit(visit, topic, providers, dice) for visit in day.appointments
            ),
            "stock": stock if topic == "things" else (),
        }
    )
    return type(tiny)(office, day, tiny.now)


def _person(person: Person, topic: str, dice: Dice) -> Person:
    if Role.PROVIDER not in person.roles:
        return person
    if topic == "requests":
        return person.model_copy(update={"gender": dice.pick(tuple(Gender))})
    return person.model_copy(
        update={
            "gender": dice.pick(tuple(Gender)),
            "payers": dice.pick((None, ("plan-a",), ("plan-b",))),
            "incident_to": dice.chance(0.2),
            "ages": dice.pick((None, Ages(most=216), Ages(least=216))),
            "licensed_in": dice.pick(((), ("ny",), ("ny",), STATES)),
        }
    )


def _site(site: Site, topic: str, dice: Dice) -> Site:
    update: dict[str, object] = {"state": dice.pick(STATES)}
    if topic == "waiting":
        half = (site.opens + site.latest) // 2
        update["waiting_places"] = dice.pick((0, 0, 1))
        update["well_hours"] = (Window(start=site.opens, end=half),)
    return site.model_copy(update=update)


def _visit_type(kind: VisitType, topic: str, office: Office, dice: Dice) -> VisitType:
    update: dict[str, object] = {}
    if topic == "people":
        update = {"sensitive": dice.chance(0.5), "new_patient": kind.new_patient}
        update["ages"] = dice.pick((None, None, Ages(most=300)))
    elif topic == "requests":
        update = {"sensitive": dice.chance(0.5)}
    elif topic == "things":
        step = office.rules.offer_step
        cut = max(site.latest for site in office.sites) - dice.pick((step, 2 * step, 3 * step))
        update["uses"] = dice.pick(((), ("dose",), ("dose",)))
        update["prepare"] = dice.pick((0, 0, step, 60))
        update["phases"] = tuple(
            phase.model_copy(update={"latest_end": dice.pick((None, cut, cut))})
            for phase in kind.phases
        )
    else:
        update["infectious"] = dice.chance(0.6)
    return kind.model_copy(update=update)


def _visit(visit: Appointment, topic: str, providers: tuple[str, ...], dice: Dice) -> Appointment:
    if topic == "requests":
        return visit.model_copy(
            update={
                "provider_gender": dice.pick((None, *Gender)),
                "excluded_providers": dice.pick(((), (dice.pick(providers),))),
            }
        )
    if topic != "people":
        return visit
    return visit.model_copy(
        update={
            "provider_gender": dice.pick((None, None, None, *Gender)),
            "excluded_providers": dice.pick(((), (), (), (dice.pick(providers),))),
            "payer": dice.pick((None, "plan-a", "plan-b")),
            "new_problem": dice.chance(0.3),
            "age_months": dice.pick((None, None, 100, 250, 400)),
            "state": dice.pick((None, *STATES)),
            "bumps_12m": dice.pick((0, 1, 4)),
        }
    )
