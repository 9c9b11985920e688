"""A visit has one room, free and fit for it, from its first roomed phase to its last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "rooms"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, setting = view_of(case), case.rules.rooms
    held: dict[str, list[tuple[int, int, str]]] = {}
    by_provider: dict[str, list[tuple[int, int, str]]] = {}
    for visit, placement in view.placed(plan):
        span = view.roomed(visit, placement)
        if span is None or view.remote(visit, placement):
            continue
        start, end = max(span[0], case.now), span[1] + setting.turnover
        if end <= case.now:
            continue
        wrong, room = "", case.rooms.get(placement.room or "")
        if room is None:
            wrong = "has no room"
        elif room.site != placement.site:
            wrong = f"is at {placement.site} and {room.id} is not"
        else:
            phases = case.phases(visit, placement.modality)
            feature = next(phase.room for phase in phases if phase.room)
            wrong = "" if feature in room.features else f"needs {feature}, not had in {room.id}"
        if wrong:
            sentence = f"{visit.id} {wrong}."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
        if placement.room is not None:
            held.setdefault(placement.room, []).append((start, end, visit.id))
        if span[1] > start and case.visit_type(visit).group == 1:
            by_provider.setdefault(placement.provider, []).append((start, span[1], visit.id))
    for room_id, spans in sorted(held.items()):
        room = case.rooms.get(room_id)
        yield from _crowded(room_id, spans, 1 if room is None else room.seats)
    if setting.per_provider is not None:
        for provider, spans in sorted(by_provider.items()):
            yield from _crowded(f"{provider}'s rooms", spans, setting.per_provider)


def _crowded(what: str, spans: list[tuple[int, int, str]], most: int) -> Iterator[Finding]:
    for start, _, visit in sorted(spans):
        here = [other for a, b, other in spans if a <= start < b]
        if len(here) > most:
            sentence = f"{what}: {', '.join(sorted(here))} at {wall(start)}, at most {most}."
            about = (visit, *sorted(set(here) - {visit}))
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
