"""Nobody works while away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from models.office import Modality
from solvers.day.check.view import overlapping, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "absence"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for visit, placement in view.placed(plan):
        video = placement.modality is Modality.VIDEO
        for start, end in view.provider_stretches(visit, placement):
            since = max(start, case.now) if visit.status.begun else start
            if any(
                overlapping([(a, b)], since, end) and not (video and remote)
                for a, b, remote in view.away(placement.provider)
            ):
                yield _breach(placement.provider, visit.id, start)
        for person, start, end in view.attending(visit, placement):
            if _gone(case, person, start, end):
                yield _breach(person, visit.id, start)
        for placed in placement.phases:
            for person in placed.people:
                if _gone(case, person, placed.start, placed.end):
                    yield _breach(person, visit.id, placed.start)
    for taken in plan.breaks:
        if _gone(case, taken.person, taken.start, taken.end):
            yield _breach(taken.person, "a break", taken.start)
    for given in plan.duties:
        if _gone(case, given.person, given.start, given.end):
            yield _breach(given.person, given.duty, given.start)


def _gone(case: Case, person: str, start: int, end: int) -> bool:
    away = [(a, b) for a, b, _ in view_of(case).away(person)]
    return overlapping(away, max(start, case.now), end)


def _breach(person: str, about: str, start: int) -> Finding:
    sentence = f"{person} is away, and planned for {about} at {wall(start)}."
    return Finding(rule=RULE, kind=FindingKind.BREACH, about=(about, person), sentence=sentence)
