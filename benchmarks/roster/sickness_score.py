"""What the challenge's model says of an answer; it knows the instance and nothing of Huddle."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from benchmarks.roster.answers import Score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.roster.answers import Answer
    from benchmarks.roster.sickness import Instance


def score(instance: Instance, answer: Answer) -> Score:
    """Return the worth of an answer, to be as high as can be, and what it breaks."""
    has = [{int(shift) for shift in cells[0]} for cells in answer.values()]
    filled = sum(len(shifts) for shifts in has)
    beside = 0
    for contract, shifts in zip(instance.contracts, has, strict=True):
        works = [instance.shifts[s - 1] for s in shifts]
        beside += abs(sum(stop - start for start, stop, _ in works) - contract)
    lengths = [stop - start for start, stop, _ in instance.shifts]
    weight = 1 + max(*instance.contracts, *lengths)
    parts = {"filled": filled, "beside-contract": beside}
    return Score(weight * filled - beside, tuple(_wrong(instance, has)), parts)


def _wrong(instance: Instance, has: list[set[int]]) -> Iterator[str]:
    taken: dict[int, int] = {}
    for person, (shifts, before) in enumerate(zip(has, instance.assigned, strict=True), start=1):
        if before - shifts:
            yield f"person {person} no longer has {sorted(before - shifts)}"
        for shift in sorted(shifts):
            if shift in taken:
                yield f"shift {shift} is taken twice, by {taken[shift]} and {person}"
            taken[shift] = person
            asked = instance.shifts[shift - 1][2]
            if shift not in before and asked not in instance.skills[person - 1]:
                yield f"person {person} has not the skill of shift {shift}"
        for one, other in combinations(sorted(shifts - before), 2):
            if instance.overlapping(one, other):
                yield f"person {person} has {one} and {other} at a time"
        for shift in range(1, len(instance.shifts) + 1):
            near = {s for s in shifts if s != shift and instance.overlapping(s, shift)}
            if len(near) > max(1, len(near & before)):
                yield f"person {person} has {sorted(near)}, which all share time with {shift}"
