"""The stretches in which a person may be put on a duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.spans import covers, without

if TYPE_CHECKING:
    from solvers.day.facts import Facts
    from solvers.day.spans import Span


def duty_pairs(facts: Facts) -> list[tuple[str, str]]:
    """Return every (person, duty) in which the person may cover the post and is at its site."""
    return [
        (person, duty)
        for duty in facts.posts
        for person in facts.people
        if facts.may_cover(person, duty) and facts.present(person, facts.case.duties[duty].site)
    ]


def duty_spans(facts: Facts, person: str, duty: str) -> list[Span]:
    """Return the spans from now on in which the rules let the person be on the duty."""
    free = without(facts.present(person, facts.case.duties[duty].site), facts.locked_spans(person))
    points = _points(facts, person, duty)
    return [
        (a, b)
        for i, a in enumerate(points)
        for b in points[i + 1 :]
        if covers(free, a, b) and _is_long_enough(facts, person, duty, a, b)
    ]


def _points(facts: Facts, person: str, duty: str) -> list[int]:
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
    edges = [*spans, *facts.present(person, site), *facts.locked_spans(person)]
    points = {t for span in edges for t in span} | set(range(-(-low // step) * step, high, step))
    return sorted(t for t in points | {low} if low <= t <= high)


def _is_long_enough(facts: Facts, person: str, duty: str, start: int, end: int) -> bool:
    for a, b in facts.fixed_duty(person, duty):
        start, end = (a, end) if b == start else (start, end)
        start, end = (start, b) if a == end else (start, end)
    published = facts.published_duties.get((person, duty), [])
    if covers(published, start, end) or end - start >= facts.rules.duties.shortest:
        return True
    presence = facts.present(person, facts.case.duties[duty].site)
    natural = [*presence, *((a, b) for a, b, _ in facts.posts[duty])]
    return start in {facts.now, *(a for a, _ in natural)} and end in {b for _, b in natural}
