"""The office's own references: tasks, places, duties, roles, rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.references.rostering import check_rostering
from models.office import By
from models.policy import ExchangeRates
from models.staff import Role

if TYPE_CHECKING:
    from engine.references.known import Known
    from models.office import Phase

MOST_RATE = 100_000
"""The highest exchange rate; the same bound as in the office's own rates."""


def check_office(known: Known) -> None:
    """Note every fault of the office by itself."""
    office = known.office
    known.once("office.sites", "site", (site.id for site in office.sites))
    known.once("office.people", "person", (person.id for person in office.people))
    known.once("office.duties", "duty", (duty.id for duty in office.duties))
    for kind, field in (("room", "rooms"), ("device", "devices")):
        places = office.rooms if kind == "room" else office.devices
        known.once(f"office.{field}", kind, (place.id for place in places))
        for index, place in enumerate(places):
            known.refer(f"office.{field}.{index}.site", "site", place.site)
    for name, task in office.tasks.items():
        known.refer(f"office.tasks.{name}.duty", "duty", task.duty)
    for name, visit_type in office.visit_types.items():
        _phases(known, f"office.visit_types.{name}.phases", visit_type.phases)
        _phases(known, f"office.visit_types.{name}.video", visit_type.video)
    for index, duty in enumerate(office.duties):
        known.refer(f"office.duties.{index}.site", "site", duty.site)
    for index, person in enumerate(office.people):
        for position, site in enumerate(person.other_sites):
            known.refer(f"office.people.{index}.other_sites.{position}", "site", site)
    check_rostering(known)
    _travel(known)
    _rules(known)
    _profiles(known)


def _travel(known: Known) -> None:
    """Note ways between sites that are not there, and ways of which there are two."""
    seen: set[frozenset[str]] = set()
    for index, travel in enumerate(known.office.travel):
        field = f"office.travel.{index}.between"
        for position, site in enumerate(travel.between):
            known.refer(f"{field}.{position}", "site", site)
        ends = frozenset(travel.between)
        if len(ends) < len(travel.between):
            known.fault(field, travel.between[0], "a way from a site to itself", "two sites")
        elif ends in seen:
            between = " and ".join(sorted(ends))
            known.fault(field, between, "this way stands here twice", "one entry, either way")
        seen.add(ends)


def _phases(known: Known, field: str, phases: tuple[Phase, ...]) -> None:
    for index, phase in enumerate(phases):
        for position, task in enumerate(phase.tasks):
            known.refer(f"{field}.{index}.tasks.{position}", "task", task)


def _rules(known: Known) -> None:
    rules = known.office.rules
    known.refer("office.rules.support-ratio.task", "task", rules.support_ratio.task)
    for name in ("interpreter", "chaperone"):
        ref = getattr(rules.attendants, name)
        known.refer(f"office.rules.attendants.{name}", "task", ref)
        if ref in known.office.tasks and known.office.tasks[ref].by is not By.SUPPORT:
            known.fault(
                f"office.rules.attendants.{name}",
                ref,
                "not a task of the support staff",
                "a task 'by: support'",
            )
    roles = [role.value for role in Role]
    for index, entitlement in enumerate(rules.breaks.entitlements):
        for position, role in enumerate(entitlement.roles):
            if role not in roles:
                field = f"office.rules.breaks.entitlements.{index}.roles.{position}"
                known.fault(field, role, "no such role", f"one of {', '.join(roles)}")


def _profiles(known: Known) -> None:
    rates = sorted(ExchangeRates.model_fields)
    for name, profile in known.office.profiles.items():
        for rate, value in profile.rates.items():
            field = f"office.profiles.{name}.rates.{rate}"
            if rate not in rates:
                known.fault(field, value, "no such exchange rate", f"one of {', '.join(rates)}")
            elif not 0 <= value <= MOST_RATE:
                known.fault(field, value, "an exchange rate out of bounds", f"0 to {MOST_RATE}")
