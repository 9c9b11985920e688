"""Who is out does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from solvers.roster.facts import Facts


class Absence(Rule):
    """Who is out does not work."""

    name = "absence"

    def admits(self, facts: Facts, person: str, day: int, shift_type: str) -> str | None:
        """Refuse every shift on a day on which the person is out."""
        if (person, day) in facts.absent:
            return f"{person} is out on {facts.date(day)}."
        return None
