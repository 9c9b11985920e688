"""The office of a generated roster: sites, nurses and assistants, shift types, contracts."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from models.office import Office, Site
from models.rostering import (
    Burden,
    ChangeSetting,
    FairnessSetting,
    NoticeSetting,
    Pairing,
    Rostering,
)
from models.shift_types import ShiftType
from models.staff import Credential, Person, Role
from scenarios.generator.weeks.terms import CALL, SHIFT, STUDENT, STUDENT_TERMS, TERMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenarios.generator.dice import Dice
    from scenarios.generator.weeks.size import Size

TIMES = {"early": ("07:00", "15:30", SHIFT), "late": ("11:30", "20:00", SHIFT)} | {
    "long": ("07:00", "17:30", 600)
}
"""The shifts of a site: from, to, paid minutes."""


def site_names(size: Size) -> tuple[str, ...]:
    """Return the ids of the sites."""
    return tuple(f"s{number + 1}" for number in range(size.sites))


def knows(site: str) -> str:
    """Return the credential of those who were shown round a site."""
    return f"at-{site}"


def weeks_office(size: Size, dice: Dice) -> Office:
    """Return the office; who floats, and who is on call, is drawn."""
    sites = site_names(size)
    staff = tuple(_staff(size, sites, dice))
    students = tuple(_students(size, staff))
    return Office(
        id="generated",
        sites=tuple(Site(id=s, zone=size.zone, opens=420, closes=1200) for s in sites),
        people=(*staff, *(student for student, _ in students)),
        rostering=Rostering(
            shift_types=_shift_types(size, sites),
            contracts={name: TERMS[name].contract() for name in dict.fromkeys(size.contracts)}
            | ({STUDENT: STUDENT_TERMS.contract()} if students else {}),
            pairings=tuple(
                Pairing(person=student.id, partner=beside, price=15) for student, beside in students
            ),
            fairness=tuple(_fairness(size, staff)),
            changes=ChangeSetting(price=20, volunteer_price=5, per_person=2),
            notice=NoticeSetting(days=2, price=30),
        ),
    )


def _staff(size: Size, sites: tuple[str, ...], dice: Dice) -> Iterator[Person]:
    """Yield everybody but the students: of each three at a site, one is a nurse."""
    kinds = tuple(dict.fromkeys(size.contracts))
    for number in range(size.people - _how_many_students(size)):
        site = sites[size.site_of(number)]
        nurse = number % 3 == 0
        floats = len(sites) > 1 and dice.chance(size.floats)
        held = ["rn" if nurse else "ma", *map(knows, sites if floats else (site,))]
        if nurse and dice.chance(size.calls):
            held.append(CALL)
        yield Person(
            id=f"{site}-{'rn' if nurse else 'ma'}{number + 1}",
            roles=(Role.NURSE if nurse else Role.MEDICAL_ASSISTANT,),
            credentials=tuple(Credential(id=each) for each in held),
            contract=kinds[number // 3 % len(kinds)],
        )


def _how_many_students(size: Size) -> int:
    if set(size.contracts) == {"long-days"}:
        return 0
    return min(ceil(size.students * size.people), size.people // 2)


def _students(size: Size, staff: tuple[Person, ...]) -> Iterator[tuple[Person, str]]:
    """Yield each student with the person they work beside, whose shifts are short enough."""
    beside = [person for person in staff if person.contract != "long-days"]
    for number in range(_how_many_students(size) if beside else 0):
        partner = beside[number % len(beside)]
        held = [c for c in partner.credentials if c.id not in {"rn", "ma", CALL}]
        ref = f"{partner.id}-student{number + 1}"
        yield (
            Person(id=ref, roles=(Role.OTHER,), credentials=tuple(held), contract=STUDENT),
            partner.id,
        )


def _shift_types(size: Size, sites: tuple[str, ...]) -> dict[str, ShiftType]:
    types = {
        f"{site}-{kind}": ShiftType.model_validate(
            {
                "from": start,
                "to": end,
                "paid": paid,
                "site": site,
                "kind": kind,
                "credentials": [knows(site)],
            }
        )
        for site in sites
        for kind, (start, end, paid) in TIMES.items()
    }
    if size.calls:
        call = {"from": "17:00", "to": "31:00", "paid": 120, "credentials": [CALL]}
        types[CALL] = ShiftType.model_validate(call | {"on_call": True})
    return types


def _fairness(size: Size, staff: tuple[Person, ...]) -> Iterator[FairnessSetting]:
    """Yield what people of one site and contract carry in equal parts, and calls among all."""
    for site in site_names(size):
        for name in dict.fromkeys(size.contracts):
            people = [p.id for p in staff if p.contract == name and p.id.startswith(f"{site}-")]
            if len(people) < 2:
                continue
            if "late" in TERMS[name].kinds:
                yield FairnessSetting(
                    id=f"{site}-{name}-lates",
                    people=tuple(people),
                    kinds=("late",),
                    unit=2,
                    spread=3,
                )
            yield FairnessSetting(
                id=f"{site}-{name}-weekends",
                people=tuple(people),
                of=Burden.WEEKENDS,
                spread=4,
            )
    called = [p.id for p in staff if any(c.id == CALL for c in p.credentials)]
    if len(called) > 1:
        yield FairnessSetting(id="calls", people=tuple(called), kinds=(CALL,), spread=5)
