"""A 'roster-sickness' instance as one day of a Huddle roster, and its plan as an answer.

The shifts that people have stay; people may have several, of which none share time. A shift that
nobody takes is a gap of one; units beside the contract cost one each. The format also keeps people
from having two shifts that both share time with one third shift of the file, whoever has that; and
it is looser in one corner: a new shift may share time with one that the person has already where no
third does so with both. That is never offered here.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from engine.opening.rosters import roster_case_of
from models.contracts import Contract, HoursSetting, OneShiftSetting
from models.office import Office, Site
from models.roster import LockedCell, Roster, RosterDemand
from models.rostering import ExclusiveSetting, Rostering
from models.shift_types import ShiftType
from models.staff import Credential, Person, Role

if TYPE_CHECKING:
    from benchmarks.roster.answers import Answer
    from benchmarks.roster.sickness import Instance
    from models.roster import RosterPlan
    from models.roster_case import RosterCase

DATE = date(2026, 1, 5)
MOST_SHIFTS = 100
MANY = 3


def case_of(instance: Instance) -> RosterCase:
    """Return the roster case."""
    unit = 60 // instance.per_hour
    people = range(1, len(instance.contracts) + 1)
    office = Office(
        id="sickness",
        sites=(Site(id="site", zone="UTC", opens=0, closes=1440),),
        people=tuple(
            Person(
                id=str(person),
                roles=(Role.NURSE,),
                credentials=tuple(
                    Credential(id=f"skill-{skill}") for skill in sorted(instance.skills[person - 1])
                ),
                contract=f"c-{person}",
            )
            for person in people
        ),
        rostering=Rostering(
            shift_types={
                str(number): ShiftType(
                    start=start * unit, end=stop * unit, credentials=(f"skill-{skill}",)
                )
                for number, (start, stop, skill) in enumerate(instance.shifts, start=1)
            },
            exclusive=tuple(
                ExclusiveSetting(shift_types=tuple(map(str, sorted(group))))
                for group in sorted(_groups(instance), key=sorted)
                if len(group) > 1
            ),
            contracts={
                f"c-{person}": _contract(instance.contracts[person - 1] * unit, unit)
                for person in people
            },
        ),
    )
    numbers = range(1, len(instance.shifts) + 1)
    roster = Roster(
        office=office.id,
        first=DATE,
        days=1,
        demand=tuple(
            RosterDemand(shift_types=(str(number),), minimum=1, maximum=1) for number in numbers
        ),
        published={
            str(person): (tuple(map(str, sorted(instance.assigned[person - 1]))),)
            for person in people
        },
        locked=tuple(
            LockedCell(
                person=str(person),
                date=DATE,
                shift_type=str(shift),
                author="instance",
                reason="assigned before",
            )
            for person in people
            for shift in sorted(instance.assigned[person - 1])
        ),
    )
    return roster_case_of(office, roster)


def _groups(instance: Instance) -> set[frozenset[int]]:
    """Return the sets of shifts that share time with one shift, each a group of which to have one.

    Shifts that share time with the same others, three or more of them, say together what each of
    them says apart.
    """
    numbers = range(1, len(instance.shifts) + 1)
    near = {
        one: frozenset(other for other in numbers if instance.overlapping(one, other))
        for one in numbers
    }
    alike = Counter(near.values())
    return {group if alike[group] >= MANY else group - {one} for one, group in near.items()}


def _contract(minutes: int, unit: int) -> Contract:
    return Contract(
        one_shift=OneShiftSetting(most=MOST_SHIFTS),
        hours=(HoursSetting(least=minutes, most=minutes, price=1, step=unit),),
    )


def answer_of(instance: Instance, plan: RosterPlan) -> Answer:
    """Return the shifts of each person, on the one day that there is."""
    people = map(str, range(1, len(instance.contracts) + 1))
    return {who: [tuple(sorted(plan.rows[who][0], key=int))] for who in people}


def worth(instance: Instance, short: int, cost: int) -> int:
    """Return what so many shifts open, and so many units beside the contracts, are worth."""
    lengths = [stop - start for start, stop, _ in instance.shifts]
    weight = 1 + max(*instance.contracts, *lengths)
    return weight * (len(instance.shifts) - short) - cost
