"""Nobody is seen in person where it is closed, in a room or with a device that is out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from models.office import Modality
from solvers.day.check.view import overlapping, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "closures"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for visit, placement in view.placed(plan):
        if placement.modality is Modality.IN_PERSON and any(
            overlapping(view.closures(placement.site), max(p.start, case.now), p.end)
            for p in placement.phases
        ):
            sentence = f"{visit.id} is in person at {placement.site} while it is closed."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
        span = view.roomed(visit, placement)
        room = placement.room
        if span and room and overlapping(view.outages(room), max(span[0], case.now), span[1]):
            sentence = f"{visit.id} is in {room} while it is out."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
        for placed in placement.phases:
            if placed.device and overlapping(
                view.outages(placed.device), max(placed.start, case.now), placed.end
            ):
                sentence = f"{visit.id} uses {placed.device} while it is out."
                yield Finding(
                    rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence
                )
