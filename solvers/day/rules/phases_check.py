"""A visit's phases follow its type, with the lags between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from models.office import By
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.office import Phase
    from models.plan import Placement, Plan

RULE = "phases"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for planned in plan.visits:
        visit, placement = case.visits.get(planned.appointment), planned.placement
        if visit is None or placement is None:
            continue
        phases = case.phases(visit, placement.modality)
        wrong = _wrong(case, phases, placement) or _misnamed(case, visit, phases, placement)
        if wrong:
            yield Finding(
                rule=RULE,
                kind=FindingKind.BREACH,
                about=(visit.id,),
                sentence=f"{visit.id}: {wrong}.",
            )


def _misnamed(
    case: Case, visit: Appointment, phases: tuple[Phase, ...], placement: Placement
) -> str:
    """Say in whose name a visit stays in which no provider has a part."""
    if any(case.task(task).by is By.PROVIDER for phase in phases for task in phase.tasks):
        return ""
    was, answer = case.published_visits.get(visit.id), view_of(case).accepted(visit.id)
    own = visit.panel_provider
    if was is not None and was.placement is not None:
        own = was.placement.provider
    if own is None:
        here = {s.person for s in case.as_published.day.shifts if s.site == placement.site}
        return "" if placement.provider in here else f"{placement.provider} has no shift there"
    if placement.provider in {own, answer.provider if answer is not None else None}:
        return ""
    return f"it stays in the name of {own}"


def _wrong(case: Case, phases: tuple[Phase, ...], placement: Placement) -> str:
    if not phases:
        return "this kind of visit is not held that way"
    if len(phases) != len(placement.phases):
        return f"{len(placement.phases)} phases instead of {len(phases)}"
    for i, (phase, placed) in enumerate(zip(phases, placement.phases, strict=True)):
        if placed.end - placed.start != phase.minutes:
            return f"{phase.phase} takes {phase.minutes} minutes"
        if i:
            lag = placed.start - placement.phases[i - 1].end
            if not phase.lag.min <= lag <= phase.lag.most:
                most = phase.lag.most
                return f"{lag} minutes before {phase.phase}, not {phase.lag.min} to {most}"
        if placed.end <= case.now:
            continue
        needed = sum(case.task(task).by is By.SUPPORT for task in phase.tasks)
        if len(placed.people) != needed or len(set(placed.people)) != needed:
            return f"{phase.phase} needs {needed} different people"
        if (placed.device is None) != (phase.device is None):
            return f"{phase.phase} and its device do not agree"
    if placement.room is not None and not any(phase.room for phase in phases):
        return "a room that no phase asks for"
    return ""
