"""Who is out does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.roster.check_view import RosterView

RULE = "absence"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds; days that are over are facts."""
    for person in view.people:
        for day in view.dates:
            if view.absent(person.id, day) and not view.worked(person.id, day):
                for t in view.cell(person.id, day):
                    yield Finding(
                        rule=RULE,
                        kind=FindingKind.BREACH,
                        about=(person.id, day.isoformat()),
                        sentence=f"{person.id} is out on {day} and cannot work {t}.",
                    )
