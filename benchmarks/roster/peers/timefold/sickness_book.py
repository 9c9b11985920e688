"""A 'roster-sickness' instance as a book: its open shifts are the rows, and people the values."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from benchmarks.roster.peers.timefold.book import Book, Loads, Row

if TYPE_CHECKING:
    from benchmarks.roster.answers import Answer
    from benchmarks.roster.sickness import Instance


def open_shifts(instance: Instance) -> list[int]:
    """Return the shifts that nobody has yet, by number."""
    taken = frozenset().union(*instance.assigned)
    return [shift for shift in range(1, len(instance.shifts) + 1) if shift not in taken]


def book_of(instance: Instance) -> Book:
    """Return the book of an instance."""
    rows = open_shifts(instance)
    place = {shift: at for at, shift in enumerate(rows)}
    shifts = range(1, len(instance.shifts) + 1)
    near = {
        one: {other for other in shifts if other != one and instance.overlapping(one, other)}
        for one in shifts
    }
    apart: list[set[int]] = [near[shift] & set(rows) for shift in rows]
    for around in near.values():
        for one, other in combinations(sorted(around & set(rows)), 2):
            apart[place[one]].add(other)
            apart[place[other]].add(one)
    lengths = [stop - start for start, stop, _ in instance.shifts]
    had = [sum(lengths[shift - 1] for shift in own) for own in instance.assigned]
    return Book(
        people=list(map(str, rows)),
        shifts=[str(person) for person, _ in enumerate(instance.contracts, start=1)],
        days=1,
        minutes=[0] * len(instance.contracts),
        never=set(),
        inside=[],
        rows=[
            Row(
                allowed=[[0, *_able(instance, shift, near)]],
                runs=[],
                cells=[(0, 0, weight(instance))],
            )
            for shift in rows
        ],
        cover=[],
        loads=Loads(
            amounts=[lengths[shift - 1] for shift in rows],
            owed=[all_of - has for all_of, has in zip(instance.contracts, had, strict=True)],
            apart=[sorted(place[other] for other in others) for others in apart],
        ),
    )


def weight(instance: Instance) -> int:
    """Return what a shift that somebody has is worth."""
    return 1 + max(*instance.contracts, *(stop - start for start, stop, _ in instance.shifts))


def worth(instance: Instance, cost: int) -> int:
    """Return what an answer of such a cost is worth, in the format's terms."""
    return weight(instance) * len(instance.shifts) - cost


def _able(instance: Instance, shift: int, near: dict[int, set[int]]) -> list[int]:
    """Return who has the skill and no shift that shares time with what the shift shares time with.

    Somebody who has one of those could not have both beside the third.
    """
    asked = instance.shifts[shift - 1][2]
    return [
        person
        for person, (skills, own) in enumerate(
            zip(instance.skills, instance.assigned, strict=True), start=1
        )
        if asked in skills and not any((near[third] - {shift}) & own for third in near[shift])
    ]


def answer_of(instance: Instance, values: list[list[int]]) -> Answer:
    """Return everybody's shifts: those from before, and the open ones that they have now."""
    has = [set(own) for own in instance.assigned]
    for shift, (value,) in zip(open_shifts(instance), values, strict=True):
        if value:
            has[value - 1].add(shift)
    return {str(person): [tuple(map(str, sorted(own)))] for person, own in enumerate(has, start=1)}
