"""What absences leave of a published roster, and which rules that breaks already."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.roster import RosterPlan
from solvers.roster.check import check

if TYPE_CHECKING:
    from models.roster_case import RosterCase

EMPTIED = frozenset({"absence", "leave", "competence"})
"""Rules that refuse one person on one day: the cell is emptied, whatever was published."""


def standing_roster(case: RosterCase) -> RosterPlan:
    """Return the published roster, without the shifts of those who cannot or may not work them."""
    blank = ((),) * case.roster.days
    rows = {person.id: list(case.roster.published.get(person.id, blank)) for person in case.people}
    for finding in check(case, _plan(rows)).breaches:
        if finding.rule in EMPTIED and len(finding.about) > 1:
            person, day = finding.about[0], date.fromisoformat(finding.about[1])
            rows[person][(day - case.roster.first).days] = ()
    return _plan(rows)


def _plan(rows: dict[str, list[tuple[str, ...]]]) -> RosterPlan:
    return RosterPlan(rows={person: tuple(row) for person, row in rows.items()})
