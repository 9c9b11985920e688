"""Every duty is covered by enough people at every minute."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from models.office import DutyKind
from solvers.day.check.view import minus, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.office import Demand
    from models.plan import Plan

RULE = "coverage"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    resting: dict[str, list[tuple[int, int]]] = {}
    for taken in plan.breaks:
        resting.setdefault(taken.person, []).append((taken.start, taken.end))
    for duty in case.office.duties:
        if duty.kind is DutyKind.POST:
            there = [
                stretch
                for d in plan.duties
                if d.duty == duty.id
                for stretch in minus([(d.start, d.end)], resting.get(d.person, []))
            ]
        else:
            people = [p for p in case.people if view.can_cover(p, duty.id)]
            there = [s for p in people for s in view.present(p, duty.site)]
        for piece in duty.demand:
            if piece.end > case.now:
                yield from _short(duty.id, there, max(piece.start, case.now), piece)


def _short(duty: str, there: list[tuple[int, int]], begin: int, piece: Demand) -> Iterator[Finding]:
    edges = sorted({begin, piece.end, *(t for s in there for t in s if begin < t < piece.end)})
    missing: list[tuple[int, int, int]] = []
    for a, b in itertools.pairwise(edges):
        short = piece.minimum - sum(x <= a and b <= y for x, y in there)
        if short > 0 and missing and missing[-1][1:] == (a, short):
            missing[-1] = (missing[-1][0], b, short)
        elif short > 0:
            missing.append((a, b, short))
    for a, b, short in missing:
        people = "one person" if short == 1 else f"{short} people"
        yield Finding(
            rule=RULE,
            kind=FindingKind.GAP,
            about=(duty,),
            sentence=f"{duty} is {people} short from {wall(a)} to {wall(b)}.",
            tier=Tier.T0,
            cost=1_000_000 * short * (b - a),
            advice=f"find cover for {duty}, or close it to patients, {wall(a)}–{wall(b)}",
        )
