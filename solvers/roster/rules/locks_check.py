"""What was worked, or is locked, stays as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.roster.check_view import RosterView

RULE = "locks"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        for day in view.dates:
            if view.absent(person.id, day) and not view.worked(person.id, day):
                continue
            cell, held = set(view.cell(person.id, day)), set(view.held(person.id, day))
            more = cell - held if view.closed(person.id, day) else set()
            if held - cell or more:
                yield Finding(
                    rule=RULE,
                    kind=FindingKind.BREACH,
                    about=(person.id, day.isoformat()),
                    sentence=f"What {person.id} was to work on {day} is held and was changed.",
                )
