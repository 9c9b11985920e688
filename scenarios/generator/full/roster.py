"""The roster with more staff: shifts and breaks of theirs, reserves, stock, time to catch up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.breaks import BookedBreak
from models.day import (
    BlockKind,
    DutyAssignment,
    ProtectedBlock,
    Reserve,
    ReserveKind,
    Shift,
)
from models.staff import Role
from scenarios.generator.full.office import watch
from scenarios.generator.size import MEAL, MEAL_STARTS, OPENING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.day import Day
    from models.office import Office
    from scenarios.generator.dice import Dice

CATCH_UP = 10
"""Minutes to catch up."""


def full_roster(office: Office, day: Day, dice: Dice) -> Day:
    """Return the day with everybody of the office on it, at work or to be called in."""
    at_work = {shift.person for shift in day.shifts}
    added = [person for person in office.people if person.id not in at_work]
    shifts: list[Shift] = []
    duties: list[DutyAssignment] = []
    reserves: list[Reserve] = []
    for number, person in enumerate(added):
        site = person.id.partition("-")[0]
        end = max(shift.end for shift in day.shifts if shift.site == site)
        if Role.MEDICAL_ASSISTANT in person.roles:
            reserves.append(
                Reserve(
                    id=f"call-{person.id}",
                    person=person.id,
                    site=site,
                    start=OPENING,
                    end=end,
                    kind=dice.pick((ReserveKind.FLOAT, ReserveKind.PER_DIEM)),
                    lead=60,
                    least_minutes=120,
                )
            )
            continue
        turn = sum(shift.site == site for shift in shifts) if number else 0
        meal = BookedBreak(at=MEAL_STARTS[turn % len(MEAL_STARTS)], minutes=MEAL)
        breaks = (meal,) if end - OPENING > 300 else ()
        shifts.append(Shift(person=person.id, site=site, start=OPENING, end=end, breaks=breaks))
        if Role.NURSE in person.roles:
            duties.append(
                DutyAssignment(duty=watch(site), person=person.id, start=OPENING, end=end)
            )
    reserves += _overtime(office, day)
    return day.model_copy(
        update={
            "shifts": (*day.shifts, *shifts),
            "duties": (*day.duties, *duties),
            "reserves": tuple(reserves),
            "protected": (*day.protected, *_catch_up(office, day)),
        }
    )


def _overtime(office: Office, day: Day) -> Iterator[Reserve]:
    """Let the first assistant of each site stay on for an hour."""
    for site in office.sites:
        shift = next(s for s in day.shifts if s.person == f"{site.id}-ma1")
        yield Reserve(
            id=f"stay-{shift.person}",
            person=shift.person,
            site=site.id,
            start=shift.end,
            end=shift.end + 60,
            kind=ReserveKind.OVERTIME,
        )


def _catch_up(office: Office, day: Day) -> Iterator[ProtectedBlock]:
    """Keep a free stretch of every second provider to catch up, where there is one."""
    providers = [p.id for p in office.people if Role.PROVIDER in p.roles]
    for person in providers[::2]:
        shift = next(s for s in day.shifts if s.person == person)
        taken = [(pause.at, pause.at + pause.minutes) for pause in shift.breaks]
        taken += [(block.start, block.end) for block in day.protected if block.person == person]
        taken += [(held.start, held.end) for held in day.held_slots if held.person == person]
        for visit in day.appointments:
            if visit.provider == person:
                template = office.visit_types[visit.visit_type].template(visit.modality)
                taken += [
                    (placed.at, placed.at + phase.minutes)
                    for phase, placed in zip(template, visit.phases, strict=True)
                ]
        for at in range(shift.start + 120, shift.end - CATCH_UP + 1, 5):
            if all(at + CATCH_UP <= start or end <= at for start, end in taken):
                yield ProtectedBlock(
                    id=f"catch-up-{person}",
                    person=person,
                    start=at,
                    end=at + CATCH_UP,
                    kind=BlockKind.CATCH_UP,
                    convertible=True,
                )
                break
