"""A visit that begins soon keeps its start, and nothing new starts in the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, Plan

RULE = "freeze"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, lead = view_of(case), case.now + case.rules.freeze.contact_lead
    for visit, placement in view.placed(plan):
        was = view.published(visit.id)
        accepted = view.accepted(visit.id) is not None
        wrong = None
        if was is None:
            if placement.start < case.now:
                wrong = f"starts at {wall(placement.start)}, which is past"
        elif accepted:
            pass
        elif visit.status.here or was.start <= lead:
            if (placement.start, placement.site, placement.modality) != (
                was.start,
                was.site,
                was.modality,
            ):
                wrong = "is about to begin and its start, site or modality changed"
        elif placement.start != was.start and placement.start < lead:
            wrong = f"moves to {wall(placement.start)}, too soon to reach the patient"
        if wrong is None and not _past_as_published(case, visit, placement):
            wrong = "has a phase before now that is not as published"
        if wrong is not None:
            yield Finding(
                rule=RULE,
                kind=FindingKind.BREACH,
                about=(visit.id,),
                sentence=f"{visit.id} {wrong}.",
            )


def _past_as_published(case: Case, visit: Appointment, placement: Placement) -> bool:
    view = view_of(case)
    was = view.published(visit.id)
    provider_at = view.provider_at(visit, placement.modality)
    phases = case.phases(visit, placement.modality)
    for i, placed in enumerate(placement.phases):
        if placed.start >= case.now:
            continue
        if was is None or was.modality is not placement.modality or i >= len(was.phases):
            return False
        before = was.phases[i]
        if (placed.start, placed.people, placed.device) != (
            before.start,
            before.people,
            before.device,
        ):
            return False
        if i in provider_at and placement.provider != was.provider:
            return False
        if phases[i].room and placement.room != was.room:
            return False
    return True
