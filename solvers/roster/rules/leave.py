"""Leave that was granted is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.facts import Facts


class Leave(Rule):
    """Leave that was granted is free."""

    name = "leave"

    def admits(self, facts: Facts, person: str, day: int, shift_type: str) -> str | None:
        """Refuse every shift on a day of leave."""
        if (person, day) in facts.on_leave:
            return f"{person} is on leave on {facts.date(day)}."
        return None
