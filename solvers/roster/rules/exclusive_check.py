"""Of shift types that exclude each other nobody has more than so many on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.roster.check_view import RosterView

RULE = "exclusive"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for setting in view.case.rostering.exclusive:
        group = set(setting.shift_types)
        for person in view.people:
            for day in view.dates:
                worked = group & set(view.cell(person.id, day))
                stay = group & set(view.fact(person.id, day))
                if len(worked) > max(setting.most, len(stay)):
                    yield Finding(
                        rule=RULE,
                        kind=FindingKind.BREACH,
                        about=(person.id, day.isoformat()),
                        sentence=f"{person.id} has {' and '.join(sorted(worked))} on {day},"
                        f" at most {setting.most} of them.",
                    )
