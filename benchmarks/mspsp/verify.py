"""The verifier of MSPSP answers, written from the format alone: it knows nothing of days."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.mspsp.instance import Instance


def faults(
    instance: Instance, answer: Mapping[int, tuple[int, Sequence[tuple[int, int]]]]
) -> Iterator[str]:
    """Yield what is wrong with an answer: each activity's start and its (person, skill) pairs."""
    for k, (minutes, needs) in enumerate(zip(instance.durations, instance.needs, strict=True)):
        if k not in answer:
            yield f"activity {k + 1} is missing"
            continue
        start, given = answer[k]
        if start < 0:
            yield f"activity {k + 1} starts before 0"
        if len({person for person, _ in given}) < len(given):
            yield f"somebody gives activity {k + 1} two skills"
        for person, skill in given:
            if skill not in instance.mastery[person]:
                yield f"person {person + 1} gives skill {skill + 1} without mastering it"
        asked = Counter({s: many for s, many in enumerate(needs) if many and minutes})
        if Counter(skill for _, skill in given) != asked:
            yield f"activity {k + 1} does not get what it needs"
    for a, b in instance.precedence:
        if {a, b} <= answer.keys() and answer[b][0] < answer[a][0] + instance.durations[a]:
            yield f"activity {b + 1} starts before activity {a + 1} ends"
    for one, other in combinations(sorted(answer), 2):
        (s, mine), (t, theirs) = answer[one], answer[other]
        meet = s < t + instance.durations[other] and t < s + instance.durations[one]
        if meet and {p for p, _ in mine} & {p for p, _ in theirs}:
            yield f"somebody is in activities {one + 1} and {other + 1} at once"


def finish_of(
    instance: Instance, answer: Mapping[int, tuple[int, Sequence[tuple[int, int]]]]
) -> int:
    """Return when the last activity ends."""
    return max(start + instance.durations[k] for k, (start, _) in answer.items())
