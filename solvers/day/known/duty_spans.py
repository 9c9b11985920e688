"""The stretches in which a person may be put on a duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.known.spans import covers, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.day.known.facts import Facts
    from solvers.day.known.rosters import Numbers
    from solvers.day.known.spans import Span


def duty_pairs(facts: Facts) -> list[tuple[str, str]]:
    """Return every (person, duty) in which the person may cover the post and is at its site."""
    return [
        (person, duty)
        for duty in facts.posts
        for person in facts.people
        if facts.may_cover(person, duty) and facts.present(person, facts.case.duties[duty].site)
    ]


def spans_by_roster(
    facts: Facts, person: str, duty: str
) -> Iterator[tuple[int, int, Numbers | None]]:
    """Yield (from, to, rosters): each span with the rosters in which it can be; None for all."""
    numbers = facts.numbers(person)
    by_span: dict[Span, list[int]] = {}
    for number in numbers:
        for span in duty_spans(facts, person, duty, number):
            by_span.setdefault(span, []).append(number)
    for (a, b), some in by_span.items():
        yield a, b, frozenset(some) if len(some) < len(numbers) else None


def duty_spans(facts: Facts, person: str, duty: str, roster: int = 0) -> list[Span]:
    """Return the spans from now on in which the rules let the person be on the duty."""
    present = facts.present(person, facts.case.duties[duty].site, roster)
    free = without(present, facts.locked_spans(person))
    points = _points(facts, person, duty, present)
    return [
        (a, b)
        for i, a in enumerate(points)
        for b in points[i + 1 :]
        if covers(free, a, b) and _is_long_enough(facts, (person, duty), present, a, b)
    ]


def _points(facts: Facts, person: str, duty: str, present: list[Span]) -> list[int]:
    """Return where stretches may start and end: the grid, and every edge that is there anyway."""
    site = facts.case.duties[duty].site
    demand = [(a, b) for a, b, _ in facts.posts[duty]]
    spans = [*demand, *facts.published_duties.get((person, duty), [])]
    served = any(task.duty == duty for task in facts.case.office.tasks.values())
    if served or not demand:
        place = facts.case.sites[site]
        spans.append((place.opens, place.latest))
    low, high = max(min(a for a, _ in spans), facts.now), max(b for _, b in spans)
    step = facts.rules.duties.step
    edges = [*spans, *present, *facts.locked_spans(person)]
    points = {t for span in edges for t in span} | set(range(-(-low // step) * step, high, step))
    return sorted(t for t in points | {low} if low <= t <= high)


def _is_long_enough(
    facts: Facts, pair: tuple[str, str], present: list[Span], start: int, end: int
) -> bool:
    person, duty = pair
    for a, b in facts.fixed_duty(person, duty):
        start, end = (a, end) if b == start else (start, end)
        start, end = (start, b) if a == end else (start, end)
    published = facts.published_duties.get((person, duty), [])
    if covers(published, start, end) or end - start >= facts.rules.duties.shortest:
        return True
    natural = [*present, *((a, b) for a, b, _ in facts.posts[duty])]
    return start in {facts.now, *(a for a, _ in natural)} and end in {b for _, b in natural}
