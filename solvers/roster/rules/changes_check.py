"""The published roster is changed in as few cells as can be, and for nobody in too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.roster.check_view import RosterView

RULE = "changes"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    setting = view.case.rostering.changes
    total = 0
    for person in view.people:
        days = view.changed(person.id)
        total += len(days)
        about = (person.id, *(day.isoformat() for day in days))
        sentence = f"{person.id} works otherwise than published on {len(days)} days."
        if setting.per_person is not None and len(days) > setting.per_person:
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
        price = setting.price
        if person.id in view.roster.volunteers and setting.volunteer_price is not None:
            price = setting.volunteer_price
        if days and price:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=about,
                sentence=sentence,
                tier=Tier.T4,
                cost=price * len(days),
            )
    if setting.in_total is not None and total > setting.in_total:
        sentence = f"{total} cells are not as published, at most {setting.in_total}."
        yield Finding(rule=RULE, kind=FindingKind.BREACH, about=("roster",), sentence=sentence)
