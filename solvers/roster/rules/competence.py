"""Whoever works a shift holds what the shift and its duty ask for, on that date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.facts import Facts


class Competence(Rule):
    """Whoever works a shift holds what the shift and its duty ask for, on that date."""

    name = "competence"

    def admits(self, facts: Facts, person: str, day: int, shift_type: str) -> str | None:
        """Refuse shifts whose credentials the person does not hold on the date."""
        found = facts.types[shift_type]
        asked = [found.credentials]
        asked += [duty.credentials for duty in facts.case.office.duties if duty.id == found.duty]
        on = facts.date(day)
        for any_of in asked:
            if any_of and not any(facts.people[person].holds(c, on) for c in any_of):
                return f"{person} holds none of {', '.join(any_of)} on {on}."
        return None
