"""What was worked, or is locked, stays as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.facts import Facts


class Locks(Rule):
    """What was worked, or is locked, stays as published."""

    name = "locks"

    def admits(self, facts: Facts, person: str, day: int, shift_type: str) -> str | None:
        """Refuse what would come to a cell that is closed; the board holds what stays."""
        if (person, day) in facts.closed:
            return f"What {person} works on {facts.date(day)} stays as it is."
        return None
