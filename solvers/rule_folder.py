"""A folder of rules is their registry: a rule is added by adding its file."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from types import ModuleType


class Named(Protocol):
    """What all rules have: their name in the office's documents."""

    @property
    def name(self) -> str:
        """The rule's name."""


R = TypeVar("R", bound=Named)


def rules_in(folder: ModuleType, kind: type[R]) -> tuple[R, ...]:
    """Return one rule of each module in the folder, by name; checks stand beside them."""
    found = []
    for module in pkgutil.iter_modules(folder.__path__):
        if module.name.endswith("_check") or module.name.startswith("_"):
            continue
        loaded = import_module(f"{folder.__name__}.{module.name}")
        found += [
            each()
            for each in vars(loaded).values()
            if isinstance(each, type)
            and issubclass(each, kind)
            and each.__module__ == loaded.__name__
        ]
    return tuple(sorted(found, key=lambda rule: rule.name))
