"""Whether a duty has room for one more task, by what it does already and who covers it when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solvers.day.known.spans import overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.office import Duty
    from solvers.day.known.spans import Span


class Known(NamedTuple):
    """What is known of a duty.

    Attributes:
        load: (start, end, acuity) of its tasks.
        cover: (person, start, end) of those who are on it.
        rest: each person's breaks.
    """

    load: Iterable[tuple[int, int, int]]
    cover: Iterable[tuple[str, int, int]]
    rest: Mapping[str, list[Span]]
    now: int


def has_room(post: Duty, known: Known, start: int, end: int, acuity: int) -> bool:
    """Tell whether one more task can be begun, and done, by the duty during [start, end)."""
    spacing, now, rest = post.start_spacing, known.now, known.rest
    first = max(start, now)
    load = [each for each in known.load if each[0] < end and first < each[1]]
    cover = [each for each in known.cover if each[1] < end and first < each[2]]
    begin = [(a, min(a + spacing, b)) for a, b, _ in load if spacing and a >= now]
    edges = {first, *(t for a, b, _ in load for t in (a, b)), *(t for s in begin for t in s)}
    edges |= {t for _, a, b in cover for t in (a, b)}
    for person, _, _ in cover:
        edges |= {t for s in rest.get(person, ()) for t in s}
    for t in sorted(t for t in edges if first <= t < end):
        people = sum(
            a <= t < b and not overlaps(rest.get(person, ()), t, t + 1) for person, a, b in cover
        )
        if sum(weight for a, b, weight in load if a <= t < b) + acuity > post.each * people:
            return False
        alone = start >= now and t < start + spacing
        if alone and sum(a <= t < b for a, b in begin) >= people:
            return False
    return True
