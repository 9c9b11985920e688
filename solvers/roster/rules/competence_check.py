"""Whoever works a shift holds what the shift and its duty ask for, on that date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.roster.check_view import RosterView

RULE = "competence"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    duties = {duty.id: duty for duty in view.case.office.duties}
    for person in view.people:
        for day in view.dates:
            cell = view.cell(person.id, day)
            if not cell:
                continue
            held = {c.id for c in person.credentials if c.expires is None or c.expires >= day}
            stays = view.held(person.id, day)
            for t in cell:
                shift = view.type(t)
                duty = duties[shift.duty].credentials if shift.duty is not None else ()
                for asked in (shift.credentials, duty):
                    if asked and held.isdisjoint(asked) and t not in stays:
                        yield Finding(
                            rule=RULE,
                            kind=FindingKind.BREACH,
                            about=(person.id, day.isoformat()),
                            sentence=f"{person.id} may not work {t} on {day}: none of"
                            f" {', '.join(asked)} is held.",
                        )
