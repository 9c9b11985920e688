"""A provider sees two patients at a time only where the office allows it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, Plan

    Seen = tuple[Appointment, Placement]
    Stretches = list[tuple[int, int, bool]]

RULE = "double-booking"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    seen: dict[str, list[Seen]] = {}
    for visit, placement in view.placed(plan):
        seen.setdefault(placement.provider, []).append((visit, placement))
    for provider, visits in sorted(seen.items()):
        doubled = [pair for pair in visits if pair[1].double_booked]
        others = [pair for pair in visits if not pair[1].double_booked]
        for one in doubled:
            for sentence in _wrong(case, one, others):
                yield _breach((one[0].id,), f"{one[0].id} {sentence}.")
            yield from _price(case, one, others)
        for one, two in combinations(doubled, 2):
            if _too_close(case, one, two):
                sentence = f"{one[0].id} and {two[0].id} are double-booked too close together."
                yield _breach((one[0].id, two[0].id), sentence)
        yield from _too_many(case, provider, doubled)


def _breach(about: tuple[str, ...], sentence: str) -> Finding:
    return Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)


def _timed(case: Case, one: Seen) -> Stretches:
    """Return (start, end, as published) of the provider phases."""
    visit, placement = one
    was = view_of(case).published(visit.id)
    stood: dict[int, int] = {}
    if was is not None and (was.provider, was.modality) == (placement.provider, placement.modality):
        stood = {i: placed.start for i, placed in enumerate(was.phases)}
    positions = view_of(case).provider_at(visit, placement.modality)
    placed = [(i, placement.phases[i]) for i in positions]
    return [(p.start, p.end, stood.get(i) == p.start) for i, p in placed]


def _stands(case: Case, one: Seen) -> bool:
    """Tell whether a visit was published double-booked with this provider, at this site."""
    was = view_of(case).published(one[0].id)
    return (
        was is not None
        and was.double_booked
        and (was.provider, was.site, was.modality)
        == (one[1].provider, one[1].site, one[1].modality)
    )


def _as_published(case: Case, one: Seen) -> bool:
    times = _timed(case, one)
    return _stands(case, one) and bool(times) and times[0][2]


def _wrong(case: Case, one: Seen, others: list[Seen]) -> Iterator[str]:
    visit, _ = one
    times = _timed(case, one)
    if not times:
        yield "is double-booked, and no provider has a part in it"
        return
    if not _as_published(case, one):
        if visit.id not in view_of(case).hit or not case.rules.double_booking.per_session:
            yield "is double-booked and was not hit"
        if case.visit_type(visit).new_patient:
            yield "is double-booked and is a new patient"
    for start, end, stood in times:
        first = max(start, case.now)
        met = [
            (other, stood and _stands(case, one) and stays)
            for other in others
            for a, b, stays in _timed(case, other)
            if max(a, first) < min(b, end)
        ]
        if len(met) > 1:
            names = ", ".join(other[0].id for other, _ in met)
            yield f"is double-booked at {wall(start)} with more than one: {names}"
        for other, both_stand in met:
            if case.visit_type(other[0]).new_patient and not both_stand:
                yield f"is double-booked with {other[0].id}, a new patient"


def _too_close(case: Case, one: Seen, two: Seen) -> bool:
    first, second = _timed(case, one), _timed(case, two)
    meet = any(max(a, x, case.now) < min(b, y) for a, b, _ in first for x, y, _ in second)
    if meet or not (first and second):
        return meet
    near = abs(first[0][0] - second[0][0]) < case.rules.double_booking.apart
    return near and not (_as_published(case, one) and _as_published(case, two))


def _too_many(case: Case, provider: str, doubled: list[Seen]) -> Iterator[Finding]:
    most, split = case.rules.double_booking.per_session, case.rules.load.session_split
    for late in (False, True):
        fresh = tuple(
            one[0].id
            for one in doubled
            if (times := _timed(case, one))
            and (times[0][0] >= split) is late
            and not _as_published(case, one)
        )
        if len(fresh) > most:
            part = "afternoon" if late else "morning"
            sentence = f"{provider} has {len(fresh)} double-booked in the {part}, at most {most}."
            yield _breach(fresh, sentence)


def _price(case: Case, one: Seen, others: list[Seen]) -> Iterator[Finding]:
    times = _timed(case, one)
    if not times or _as_published(case, one):
        return
    rate, start = case.rates.double_booking, times[0][0]
    there = [
        visit
        for visit, placement in others
        for a, b in view_of(case).provider_stretches(visit, placement)
        if a <= start < b
    ]
    off = max((rate * round(100 * visit.no_show) // 100 for visit in there), default=0)
    if rate - off:
        provider = one[1].provider
        yield Finding(
            rule=RULE,
            kind=FindingKind.COST,
            about=(one[0].id,),
            sentence=f"{one[0].id} is double-booked with {provider} at {wall(start)}.",
            tier=Tier.T3,
            cost=rate - off,
        )
