"""Providers see patients only where their licence is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from models.office import Modality
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan


RULE = "licence"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    asked: list[tuple[str, str, str | None]] = []
    for visit, placement in view.placed(plan):
        was = view.published(visit.id)
        now = (placement.provider, placement.site, placement.modality)
        if was is not None and now == (was.provider, was.site, was.modality):
            continue
        state = case.sites[placement.site].state
        if placement.modality is Modality.VIDEO:
            state = visit.state or state
        asked.append((visit.id, placement.provider, state))
    for visit, ref in view.elsewhere(plan):
        slot = case.open_slots[ref]
        asked.append((visit.id, slot.person, case.sites[slot.site].state))
    for ref, provider, state in asked:
        valid = case.people[provider].licensed_in
        if valid and state and state not in valid:
            sentence = f"{ref} goes to {provider}, who is not licensed in {state}."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(ref,), sentence=sentence)
