"""Leave that was granted is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.roster.check_view import RosterView

RULE = "leave"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        for day in view.dates:
            if not view.on_leave(person.id, day):
                continue
            for t in view.cell(person.id, day):
                if t not in view.held(person.id, day):
                    yield Finding(
                        rule=RULE,
                        kind=FindingKind.BREACH,
                        about=(person.id, day.isoformat()),
                        sentence=f"{person.id} works {t} on {day}, a day of leave.",
                    )
