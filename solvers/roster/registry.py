"""The registry of the roster's rules: the folder `rules` itself."""

from __future__ import annotations

from functools import cache

from solvers.roster import rules as folder
from solvers.roster.rule import Rule
from solvers.rule_folder import rules_in


@cache
def rules() -> tuple[Rule, ...]:
    """Return one rule of each module in the folder, by name."""
    return rules_in(folder, Rule)
