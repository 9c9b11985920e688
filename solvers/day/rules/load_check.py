"""No provider is asked to carry more than the office's caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.lifted import lifted
from solvers.day.check.view import holding, union, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, Plan

    Carried = list[tuple[Appointment, Placement]]

RULE = "load"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    by_provider: dict[str, list[tuple[Appointment, Placement]]] = {}
    for visit, placement in view.placed(plan):
        by_provider.setdefault(placement.provider, []).append((visit, placement))
    before: dict[str, list[tuple[Appointment, Placement]]] = {}
    for visit, placement in view.placed(case.published):
        before.setdefault(placement.provider, []).append((visit, placement))
    held_slots: dict[str, list[tuple[int, int]]] = {}
    for slot in case.day.held_slots:
        held_slots.setdefault(slot.person, []).append((slot.start, slot.end))
    most_added = 0
    for provider, carried in sorted(by_provider.items()):
        held = union(held_slots.get(provider, ()))
        added = [pair for pair in carried if _is_added(case, provider, *pair, held)]
        most_added = max(most_added, len(added))
        if lifted(case, RULE, provider):
            continue
        for about, sentence in _broken(case, provider, carried, before.get(provider, []), added):
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
    if most_added * case.rates.spread:
        yield Finding(
            rule=RULE,
            kind=FindingKind.COST,
            about=(),
            sentence=f"One provider is given {most_added} more visits.",
            tier=Tier.T6,
            cost=most_added * case.rates.spread,
        )


def _is_added(
    case: Case,
    provider: str,
    visit: Appointment,
    placement: Placement,
    held: list[tuple[int, int]],
) -> bool:
    view = view_of(case)
    was = view.published(visit.id)
    if was is not None and was.provider == provider:
        return False
    return not all(holding(held, *s) for s in view.provider_stretches(visit, placement))


def _broken(
    case: Case, provider: str, carried: Carried, before: Carried, added: Carried
) -> Iterator[tuple[tuple[str, ...], str]]:
    view, caps = view_of(case), case.rules.load
    new = tuple(visit.id for visit, _ in added)
    if caps.added_visits is not None and len(added) > caps.added_visits:
        yield new, f"{provider} is given {len(added)} more visits, at most {caps.added_visits}."
    minutes = sum(_minutes(case, pair) for pair in added)
    if caps.added_minutes is not None and minutes > caps.added_minutes:
        yield new, f"{provider} is given {minutes} more minutes, at most {caps.added_minutes}."
    points = sum(case.visit_type(visit).points for visit, _ in carried)
    were = sum(case.visit_type(visit).points for visit, _ in before)
    if caps.points is not None and points > max(caps.points, were):
        yield new, f"{provider} carries {points} points, at most {max(caps.points, were)}."
    if caps.session_visits is not None:
        for late in (False, True):
            now = _in_session(case, carried, late=late)
            most = max(caps.session_visits, len(_in_session(case, before, late=late)))
            if len(now) > most:
                part = "afternoon" if late else "morning"
                yield tuple(now), f"{provider} has {len(now)} visits in the {part}, at most {most}."
    if caps.consecutive_minutes is not None:
        runs = union(s for v, p in before for s in view.provider_stretches(v, p))
        most = max([caps.consecutive_minutes, *(b - a for a, b in runs)])
        spans = [
            (max(a, case.now), b)
            for v, p in carried
            for a, b in view.provider_stretches(v, p)
            if b > case.now
        ]
        for a, b in union(spans):
            if b - a > most:
                about = tuple(
                    v.id
                    for v, p in carried
                    if any(a <= x < b for x, _ in view.provider_stretches(v, p))
                )
                yield about, f"{provider} works from {wall(a)} to {wall(b)} without a free minute."
    if caps.new_patient_gap:
        yield from _close_new_patients(case, provider, carried)


def _minutes(case: Case, pair: tuple[Appointment, Placement]) -> int:
    return sum(b - a for a, b in view_of(case).provider_stretches(*pair))


def _in_session(case: Case, carried: Carried, *, late: bool) -> list[str]:
    split = case.rules.load.session_split
    starts = [(v.id, view_of(case).provider_stretches(v, p)) for v, p in carried]
    return [ref for ref, spans in starts if spans and (spans[0][0] >= split) is late]


def _close_new_patients(
    case: Case, provider: str, carried: Carried
) -> Iterator[tuple[tuple[str, ...], str]]:
    view, gap = view_of(case), case.rules.load.new_patient_gap
    new = [
        (spans[0][0], spans[-1][1], visit.id, placement)
        for visit, placement in carried
        if case.visit_type(visit).new_patient
        and (spans := view.provider_stretches(visit, placement))
    ]
    for _, end, one, first in new:
        for start, _, other, second in new:
            if one == other or not end <= start < end + gap:
                continue
            if not (_unmoved(case, one, first) and _unmoved(case, other, second)):
                yield (one, other), f"{provider} has new patients {one} and {other} too close."


def _unmoved(case: Case, ref: str, placement: Placement) -> bool:
    view, visit = view_of(case), case.visits[ref]
    was = view.published(ref)
    return (
        was is not None
        and was.provider == placement.provider
        and view.provider_stretches(visit, was) == view.provider_stretches(visit, placement)
    )
