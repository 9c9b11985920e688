"""The registry of the roster's rules: the folder `rules` itself; a rule is added by its file."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from solvers.roster import rules as folder
from solvers.roster.rule import Rule


@cache
def rules() -> tuple[Rule, ...]:
    """Return one rule of each module in the folder, by name."""
    found = []
    for module in pkgutil.iter_modules(folder.__path__):
        if module.name.endswith("_check") or module.name.startswith("_"):
            continue
        loaded = import_module(f"{folder.__name__}.{module.name}")
        found += [
            kind()
            for kind in vars(loaded).values()
            if isinstance(kind, type)
            and issubclass(kind, Rule)
            and kind.__module__ == loaded.__name__
        ]
    return tuple(sorted(found, key=lambda rule: rule.name))
