"""An MSPSP instance as a Huddle day, and the day's plan as an answer to the instance.

People are support staff whose credentials are the skills. An activity is an add-on visit of one
phase with as many tasks for each skill as it needs people; what it comes after, it `follows`. An
instance's minute is a minute of the day, which begins at midnight. A visit that is not held costs
more than any finish, and each minute of the finish costs one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from benchmarks.mspsp.instance import order_of
from models.appointment import Appointment, Follow
from models.day import Day, Shift
from models.events import AddOn
from models.office import By, Office, Phase, PhaseName, Site, Task, Urgency, VisitType
from models.policy import ExchangeRates
from models.rules import FreezeSetting, LoadSetting, NoticeSetting, Rules
from models.staff import Credential, Person, Role

if TYPE_CHECKING:
    from benchmarks.mspsp.instance import Instance
    from models.plan import Plan

DATE = date(2026, 1, 5)
LONGEST = 2160
"""Minutes that a day has at the most."""


class TooLong(ValueError):
    """The instance does not fit into a day."""


Answer = dict[int, tuple[int, list[tuple[int, int]]]]
"""For each activity its start and (person, skill given)."""


def office_of(instance: Instance) -> Office:
    """Return the office: who masters what, and what each activity needs."""
    latest = sum(instance.durations)
    if latest > LONGEST:
        raise TooLong(f"{instance.name}: one by one the activities take {latest} minutes")
    skills = len(instance.needs[0])
    return Office(
        id="mspsp",
        sites=(Site(id="site", zone="UTC", opens=0, closes=latest),),
        people=(
            Person(id="planner", roles=(Role.PROVIDER,)),
            *(
                Person(
                    id=f"p-{k}",
                    roles=(Role.OTHER,),
                    credentials=tuple(Credential(id=f"skill-{s}") for s in sorted(mastered)),
                )
                for k, mastered in enumerate(instance.mastery)
            ),
        ),
        tasks={
            f"task-{s}": Task(by=By.SUPPORT, credentials=(f"skill-{s}",)) for s in range(skills)
        },
        visit_types={
            f"type-{k}": VisitType(
                phases=(
                    Phase(
                        phase=PhaseName.PROCEDURE,
                        minutes=minutes,
                        tasks=tuple(
                            f"task-{s}" for s, many in enumerate(needs) for _ in range(many)
                        ),
                    ),
                ),
                urgency=Urgency.ELECTIVE,
            )
            for k, (minutes, needs) in enumerate(
                zip(instance.durations, instance.needs, strict=True)
            )
            if minutes
        },
        rules=Rules(
            offer_step=1,
            freeze=FreezeSetting(contact_lead=0),
            notice=NoticeSetting(minutes=0),
            load=LoadSetting(added_visits=None),
        ),
        exchange_rates=ExchangeRates(not_seen_today=100_000, finish_minute=1),
    )


def day_of(instance: Instance) -> Day:
    """Return the day: everybody is there throughout, and every activity has yet to be placed."""
    latest = sum(instance.durations)
    people = ["planner", *(f"p-{k}" for k in range(len(instance.mastery)))]
    follows = _follows(instance)
    return Day(
        office="mspsp",
        date=DATE,
        shifts=tuple(Shift(person=p, site="site", start=0, end=latest) for p in people),
        events=tuple(
            AddOn(
                appointment=Appointment(
                    id=f"a-{k}",
                    visit_type=f"type-{k}",
                    panel_provider="planner",
                    follows=tuple(Follow(visit=f"a-{before}") for before in follows[k]),
                ),
            )
            for k in sorted(follows)
        ),
    )


def _follows(instance: Instance) -> dict[int, list[int]]:
    """Return what each activity that takes time comes after, over those that take none."""
    direct: dict[int, set[int]] = {k: set() for k in range(len(instance.durations))}
    for k in order_of(instance):
        for a in [a for a, b in instance.precedence if b == k]:
            direct[k] |= {a} if instance.durations[a] else direct[a]
    return {k: sorted(before) for k, before in direct.items() if instance.durations[k]}


def answer_of(instance: Instance, plan: Plan) -> Answer:
    """Return when each activity starts, and who gives which skill; {} where one is not held."""
    answer: Answer = {}
    for visit in plan.visits:
        if visit.placement is None:
            return {}
        activity = int(visit.appointment.removeprefix("a-"))
        (phase,) = visit.placement.phases
        asked = [s for s, many in enumerate(instance.needs[activity]) for _ in range(many)]
        people = [int(person.removeprefix("p-")) for person in phase.people]
        answer[activity] = (phase.start, list(zip(people, asked, strict=True)))
    for k in order_of(instance):
        if k not in answer:
            ends = [answer[a][0] + instance.durations[a] for a, b in instance.precedence if b == k]
            answer[k] = (max(ends, default=0), [])
    return answer
