"""The waiting room holds so many; more of them waiting at once costs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from models.office import Modality
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.case import Case
    from models.plan import Placement, Plan

RULE = "waiting-room"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    booked = _by_site(was for ref in case.visits if (was := view.published(ref)) is not None)
    planned = _by_site(placement for _, placement in view.placed(plan))
    for site in case.office.sites:
        if site.waiting_places is None or not case.rates.waiting_room:
            continue
        _, before = _crowd(booked.get(site.id, ()), case.now)
        when, most = _crowd(planned.get(site.id, ()), case.now)
        beyond = most - max(site.waiting_places, before)
        if beyond > 0:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(site.id,),
                sentence=f"{most} patients wait at {site.id} at {wall(when)}, {beyond} too many.",
                tier=Tier.T3,
                cost=beyond * case.rates.waiting_room,
            )


def _by_site(placements: Iterable[Placement]) -> dict[str, list[Placement]]:
    found: dict[str, list[Placement]] = {}
    for placement in placements:
        found.setdefault(placement.site, []).append(placement)
    return found


def _crowd(placements: Iterable[Placement], now: int) -> tuple[int, int]:
    """Return when most patients wait between phases, and how many they are."""
    steps: dict[int, int] = {}
    for placement in placements:
        if placement.modality is Modality.VIDEO:
            continue
        for before, after in pairwise(placement.phases):
            begin = max(before.end, now)
            if begin < after.start:
                steps[begin] = steps.get(begin, 0) + 1
                steps[after.start] = steps.get(after.start, 0) - 1
    here, peak = 0, (0, 0)
    for moment in sorted(steps):
        here += steps[moment]
        if here > peak[1]:
            peak = (moment, here)
    return peak
