"""Tasks that some do only under supervision: of every level, with a ratio, with a tail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.appointment import Status
from models.case import Case
from models.office import Supervision, SupervisionLevel
from models.published import published_plan
from models.staff import Credential
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from models.office import Office, Task
    from models.staff import Person
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny

SENIOR = "senior"
"""A credential that only supervisors hold."""


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Ask supervision for a task or two; left alone where the published day would lack it."""
    office = tiny.office
    if not dice.chance(0.45):
        return tiny
    chosen = [name for name in ("see", "operate", "room", "greet") if dice.chance(0.45)]
    tasks = {
        name: _task(task, office.rules.offer_step, dice) if name in chosen else task
        for name, task in office.tasks.items()
    }
    people = tuple(_person(person, dice) for person in office.people)
    rate = {"remote_supervision": dice.pick((0, 1, 7))}
    rates = office.exchange_rates.model_copy(update=rate)
    drawn = office.model_copy(update={"tasks": tasks, "people": people, "exchange_rates": rates})
    return replace(tiny, office=drawn) if _holds(tiny, drawn) else tiny


def _task(task: Task, step: int, dice: Dice) -> Task:
    supervision = Supervision(
        by=dice.pick((("md",), (SENIOR,), ("md", SENIOR))),
        level=dice.pick(tuple(SupervisionLevel)),
        ratio=dice.pick((None, 1, 1, 2)),
        tail=dice.pick((0, 0, step)),
        source=dice.pick(("", "state law")),
    )
    return task.model_copy(update={"supervision": supervision})


def _person(person: Person, dice: Dice) -> Person:
    if not dice.chance(0.3):
        return person
    held = (*person.credentials, Credential(id=SENIOR))
    return person.model_copy(update={"credentials": held})


def _holds(tiny: Tiny, office: Office) -> bool:
    """Tell whether the day as published, before anything happened, is supervised."""
    book = tuple(v.model_copy(update={"status": Status.BOOKED}) for v in tiny.day.appointments)
    before = tiny.day.model_copy(update={"events": (), "appointments": book})
    case = Case(office, before, -1, office.exchange_rates, published_plan(office, before))
    return not any(
        finding.rule == "supervision" for finding in check(case, case.published).breaches
    )
