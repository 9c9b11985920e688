"""What has a cut-off is over by then; what must be prepared is ordered in time."""

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
    from solvers.day.check.view import View


RULE = "cut-offs"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for visit, placement in view.placed(plan):
        for sentence in _late(case, view, visit, placement):
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)


def _late(case: Case, view: View, visit: Appointment, placement: Placement) -> Iterator[str]:
    was = view.published(visit.id)
    phases = case.phases(visit, placement.modality)
    kept = [
        was is not None
        and was.modality == placement.modality
        and i < len(was.phases)
        and was.phases[i].start == placed.start
        for i, placed in enumerate(placement.phases)
    ]
    for i, (phase, placed) in enumerate(zip(phases, placement.phases, strict=True)):
        last = phase.latest_end
        if last is not None and case.now < placed.end and placed.end > last and not kept[i]:
            yield f"{visit.id}: {phase.phase} ends after {wall(last)}."
    lead = case.visit_type(visit).prepare
    if lead:
        in_room = [i for i, phase in enumerate(phases) if phase.room]
        with_provider = view.provider_at(visit, placement.modality)
        i = (in_room or with_provider or [0])[0]
        if placement.phases[i].start < case.now + lead and not kept[i]:
            yield f"{visit.id} begins before what it needs is ready, {lead} minutes from now."
