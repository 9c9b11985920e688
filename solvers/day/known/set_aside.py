"""What the compiled model sets aside: rules that a manager has overridden."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.day.known.facts import Facts


def set_aside(facts: Facts, rule: str, about: str | None) -> bool:
    """Tell whether the rule is set aside for a visit or a person; None: wherever it speaks."""
    return any(o.rule == rule and o.about in {None, about} for o in facts.case.day.overrides)
