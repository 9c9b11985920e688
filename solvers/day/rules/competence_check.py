"""Whoever carries out a task has a valid credential, and the privilege, for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from models.office import By
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "competence"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for visit, placement in view.placed(plan):
        for phase, placed in zip(
            case.phases(visit, placement.modality), placement.phases, strict=True
        ):
            people = iter(placed.people)
            for task in phase.tasks:
                by = case.task(task).by
                person = placement.provider if by is By.PROVIDER else None
                if by is By.SUPPORT and placed.end > case.now:
                    person = next(people, None)
                if person is not None and not view.may(person, task):
                    yield Finding(
                        rule=RULE,
                        kind=FindingKind.BREACH,
                        about=(visit.id, person),
                        sentence=f"{person} may not do {task} for {visit.id}.",
                    )
