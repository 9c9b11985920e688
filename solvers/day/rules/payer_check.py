"""Visits go to providers whom the patient's payer knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan


RULE = "payer"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for visit, provider in view_of(case).seen_by(plan):
        was, who = case.published_visits.get(visit.id), case.people[provider]
        if was is not None and was.placement is not None and was.placement.provider == provider:
            continue
        wrong = []
        if not (visit.payer is None or who.payers is None or visit.payer in who.payers):
            wrong.append(f"is not credentialed with {visit.payer}")
        first = visit.new_problem or case.visit_type(visit).new_patient
        if who.incident_to and first:
            wrong.append("bills under another provider, and this is new")
        for what in wrong:
            sentence = f"{visit.id} goes to {provider}, who {what}."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
