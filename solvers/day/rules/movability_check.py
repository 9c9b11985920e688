"""Fixed visits stay put, and people who were not hit move little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from models.office import Movability
from solvers.day.check.lifted import lifted
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "movability"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, most = view_of(case), case.rules.movability.bystander_minutes
    for planned in plan.visits:
        visit, was = case.visits.get(planned.appointment), view.published(planned.appointment)
        if visit is None or was is None or view.accepted(visit.id):
            continue
        if lifted(case, RULE, visit.id):
            continue
        fixed, now = case.movability(visit) is Movability.FIXED, planned.placement
        wrong = ""
        if fixed and planned.slot is not None:
            wrong = "cannot be moved, and goes to another day"
        elif now is not None:
            elsewhere = (now.site, now.modality) != (was.site, was.modality)
            moved = abs(now.start - was.start)
            if fixed and (elsewhere or moved):
                wrong = "cannot be moved"
            elif visit.id not in view.hit and (elsewhere or moved > most):
                wrong = f"was not hit, and moves by more than {most} minutes, or elsewhere"
        if wrong:
            yield Finding(
                rule=RULE,
                kind=FindingKind.BREACH,
                about=(visit.id,),
                sentence=f"{visit.id} {wrong}.",
            )
