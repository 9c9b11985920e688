"""What the checks no longer hold against a plan: breaches of rules that were overridden."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.case import Case


def lifted(case: Case, rule: str, ref: str | None) -> bool:
    """Tell whether an override of the day lifts the rule for `ref`; None: for all alike."""
    for override in case.day.overrides:
        if override.rule == rule and (override.about is None or override.about == ref):
            return True
    return False
