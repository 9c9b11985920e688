"""Another day means a real template slot of a provider who may see the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from models.office import By, Modality
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "open-slots"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    takers: dict[str, list[str]] = {}
    for planned in plan.visits:
        if planned.slot is not None and planned.slot not in case.open_slots:
            sentence = f"{planned.appointment} goes to a slot that does not exist."
            about = (planned.appointment,)
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
    for visit, ref in view.elsewhere(plan):
        takers.setdefault(ref, []).append(visit.id)
        slot, wrong = case.open_slots[ref], ""
        phases = case.phases(visit, Modality.IN_PERSON)
        minutes = 0
        for phase in phases:
            tasks = [t for t in phase.tasks if case.task(t).by is By.PROVIDER]
            minutes += phase.minutes if tasks else 0
            if not all(view.may(slot.person, t, slot.date) for t in tasks):
                wrong = f"{slot.person} may not see it on {slot.date}"
        if slot.site not in {case.site_of(visit), *visit.sites}:
            wrong = f"the patient does not come to {slot.site}"
        elif minutes > slot.minutes:
            wrong = f"it needs {minutes} minutes and the slot has {slot.minutes}"
        if wrong:
            sentence = f"{visit.id} cannot go to {ref}: {wrong}."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
    for ref, visits in sorted(takers.items()):
        if len(visits) > 1:
            sentence = f"{ref} is given to {len(visits)} visits."
            yield Finding(
                rule=RULE, kind=FindingKind.BREACH, about=tuple(visits), sentence=sentence
            )
