"""The office with every rule on: its settings, more staff, and more kinds of visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.base import Window
from models.office import By, Duty, Phase, Supervision, Task, Travel, VisitType
from models.rules import (
    AttendantSetting,
    CapSetting,
    DoubleBookingSetting,
    FamilySetting,
    HeldSlotSetting,
    LoadSetting,
    TransferSetting,
)
from models.staff import Ages, Credential, Gender, Person, Role
from scenarios.generator.visit_kinds import CONSULT, PROCEDURE, SCAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.office import Office, Site
    from models.rules import Rules
    from scenarios.generator.dice import Dice

DISTRICT = 4
"""Sites that lie near to one another: patients and staff go between them."""

NEAR, FAR = 20, 45
"""Minutes on the way within a district, and to the first site of the next one."""

VARIANTS: dict[str, dict[str, object]] = {
    "new": {"new_patient": True, "continuity": 0},
    "sick": {"infectious": True},
    "intimate": {"sensitive": True},
    "shot": {"uses": ("vaccine",)},
}
"""Kinds of consultations and what tells them apart."""

LANGUAGE, HOME, ABROAD = "es", "ny", "nj"
PAYERS = ("blue", "green", "red")
CHILD = Ages(most=215)
ADULT = Ages(least=144)


def district(sites: tuple[str, ...], site: str) -> tuple[str, ...]:
    """Return the other sites near to a site."""
    first = sites.index(site) // DISTRICT * DISTRICT
    return tuple(other for other in sites[first : first + DISTRICT] if other != site)


def watch(site: str) -> str:
    """Return the id of the duty that watches over scans at a site."""
    return f"{site}-watch"


def full_office(office: Office, staff: int, dice: Dice) -> Office:
    """Return the office with every rule's settings, and with so many people in all."""
    sites = tuple(site.id for site in office.sites)
    people = [_person(person, sites, dice) for person in office.people]
    people += _others(sites, staff - len(people))
    several = len(sites) > 1
    kinds = {name: _kind(name, kind, office.sites[0]) for name, kind in office.visit_types.items()}
    for name in [name for name in kinds if name.startswith(CONSULT)]:
        for variant, facts in VARIANTS.items():
            kinds[f"{name}-{variant}"] = kinds[name].model_copy(update=facts)
    if several:
        scans = [name for name in kinds if name.startswith(SCAN)]
        kinds |= {f"{name}-{site}": _watched(kinds[name], site) for name in scans for site in sites}
    tasks = office.tasks | {
        "interpret": Task(by=By.SUPPORT, credentials=("interpreter",)),
        "accompany": Task(by=By.SUPPORT, credentials=("ma", "interpreter", "nurse")),
        "operate": office.tasks["operate"].model_copy(
            update={"supervision": Supervision(by=("md",), ratio=4)}
        ),
    }
    duties = office.duties
    if several:
        tasks |= {watch(site): Task(by=By.DUTY, duty=watch(site)) for site in sites}
        duties += tuple(
            Duty(id=watch(site), site=site, credentials=("nurse",), each=20) for site in sites
        )
    return office.model_copy(
        update={
            "sites": tuple(_site(site, people) for site in office.sites),
            "people": tuple(people),
            "tasks": tasks,
            "visit_types": kinds,
            "duties": duties,
            "travel": tuple(_ways(sites)),
            "rules": _rules(office.rules, sum(Role.PROVIDER in p.roles for p in people)),
            "exchange_rates": office.exchange_rates.model_copy(update={"risk_minute": 1}),
        }
    )


def _person(person: Person, sites: tuple[str, ...], dice: Dice) -> Person:
    gender = dice.pick(tuple(Gender))
    if Role.PROVIDER in person.roles:
        return person.model_copy(
            update={
                "gender": gender,
                "languages": dice.some((LANGUAGE,), 0.3),
                "licensed_in": (HOME, *dice.some((ABROAD,), 0.5)),
                "payers": dice.maybe(0.4, dice.some(PAYERS, 0.8)),
                "incident_to": person.credentials[0].id == "np",
                "ages": dice.pick((None, None, None, None, CHILD, ADULT)),
            }
        )
    site, _, place = person.id.partition("-")
    near = district(sites, site)
    floats = near and place == "ma2"
    return person.model_copy(update={"gender": gender, "other_sites": near[:2] if floats else ()})


def _others(sites: tuple[str, ...], count: int) -> Iterator[Person]:
    """Yield interpreters, nurses who watch, and floats, site after site.

    Whoever is on a shift of their own is told by the number: see `full_roster`.
    """
    kinds = (
        ("interpreter", "nurse", "nurse", "float") if len(sites) > 1 else ("interpreter", "float")
    )
    for number in range(count):
        site = sites[number % len(sites)]
        turn = number // len(sites)
        kind = kinds[turn % len(kinds)]
        yield Person(
            id=f"{site}-{kind}{turn + 1}",
            roles=({"float": Role.MEDICAL_ASSISTANT, "nurse": Role.NURSE}.get(kind, Role.OTHER),),
            credentials=(Credential(id="ma" if kind == "float" else kind),),
            languages=(LANGUAGE,) if kind == "interpreter" else (),
            other_sites=district(sites, site)[:1] if kind == "interpreter" else (),
        )


def _site(site: Site, people: list[Person]) -> Site:
    own = sum(Role.PROVIDER in p.roles and p.id.startswith(f"{site.id}-") for p in people)
    return site.model_copy(
        update={
            "state": HOME,
            "waiting_places": own + 1,
            "well_hours": (Window(start=site.opens, end=site.opens + 120),),
        }
    )


def _kind(name: str, kind: VisitType, site: Site) -> VisitType:
    update: dict[str, object] = {"phases": tuple(_longer(phase) for phase in kind.phases)}
    if name.startswith(SCAN):
        update["phases"] = tuple(
            phase.model_copy(update={"latest_end": site.closes}) if phase.device else phase
            for phase in (_longer(phase) for phase in kind.phases)
        )
    if name.startswith(PROCEDURE):
        update["prepare"] = 20
    return kind.model_copy(update=update)


def _longer(phase: Phase) -> Phase:
    """Let consultations run on by a third in one case of five."""
    if not {"see", "operate"} & set(phase.tasks):
        return phase
    return phase.model_copy(update={"p80": -(-phase.minutes * 4 // 15) * 5})


def _watched(kind: VisitType, site: str) -> VisitType:
    phases = tuple(
        phase.model_copy(update={"tasks": (*phase.tasks, watch(site))}) if phase.device else phase
        for phase in kind.phases
    )
    return kind.model_copy(update={"phases": phases})


def _ways(sites: tuple[str, ...]) -> Iterator[Travel]:
    for at, site in enumerate(sites):
        for other in sites[at + 1 :]:
            if other in district(sites, site):
                yield Travel(between=(site, other), minutes=NEAR)
            elif at % DISTRICT == 0 and sites.index(other) == at + DISTRICT:
                yield Travel(between=(site, other), minutes=FAR)


def _rules(rules: Rules, providers: int) -> Rules:
    return rules.model_copy(
        update={
            "held_slots": HeldSlotSetting(release=2, keep=1, keep_until=11 * 60),
            "load": LoadSetting(
                added_visits=4,
                added_minutes=90,
                session_visits=18,
                consecutive_minutes=240,
                new_patient_gap=20,
                points=60,
            ),
            "double_booking": DoubleBookingSetting(per_session=1),
            "families": FamilySetting(within=60),
            "transfers": TransferSetting(lead=30),
            "attendants": AttendantSetting(interpreter="interpret", chaperone="accompany"),
            "caps": CapSetting(bystander_calls=6 + providers),
        }
    )
