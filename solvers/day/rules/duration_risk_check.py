"""A visit that may take longer leaves time for it before the provider's next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, Plan

RULE = "duration-risk"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    robust, rate = case.rules.duration_risk.robust, case.rates.risk_minute
    if not (robust or rate):
        return
    view = view_of(case)
    starts: dict[str, list[tuple[int, str]]] = {}
    placed = [pair for pair in view.placed(plan) if not pair[1].double_booked]
    for visit, placement in placed:
        for start, _ in view.provider_stretches(visit, placement):
            starts.setdefault(placement.provider, []).append((start, visit.id))
    for visit, placement in placed:
        for end, risk in _risks(case, visit, placement):
            follows = [
                (start, ref)
                for start, ref in starts[placement.provider]
                if ref != visit.id and end <= start < end + risk
            ]
            if not follows:
                continue
            start, other = min(follows)
            short = end + risk - start
            sentence = (
                f"{visit.id} may take {risk} minutes longer than {wall(end)},"
                f" and {other} follows at {wall(start)}."
            )
            kind = FindingKind.BREACH if robust else FindingKind.COST
            yield Finding(
                rule=RULE,
                kind=kind,
                about=(visit.id,),
                sentence=sentence,
                tier=None if robust else Tier.T3,
                cost=0 if robust else short * rate,
            )


def _risks(case: Case, visit: Appointment, placement: Placement) -> Iterator[tuple[int, int]]:
    """Yield (end, risk minutes) of the provider phases that are not as published."""
    view = view_of(case)
    was, phases = view.published(visit.id), case.phases(visit, placement.modality)
    stood: list[int] = []
    if was is not None and (was.provider, was.modality) == (placement.provider, placement.modality):
        stood = [placed.start for placed in was.phases]
    for i in view.provider_at(visit, placement.modality):
        placed, p80 = placement.phases[i], phases[i].p80
        if stood[i : i + 1] == [placed.start]:
            continue
        if p80 is not None and p80 > phases[i].minutes:
            per_cent = 100 - round(100 * visit.no_show)
            # Rounded to whole minutes, halves upwards.
            risk = ((p80 - phases[i].minutes) * per_cent + 50) // 100
            if risk:
                yield placed.end, risk
