"""The independent checker: all rules' checks over a finished roster, free of any solver."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from models.finding import Verdict
from solvers.roster import rules as folder
from solvers.roster.check_view import RosterView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.finding import Finding
    from models.roster import RosterPlan
    from models.roster_case import RosterCase

    Check = Callable[[RosterView], Iterator[Finding]]


@cache
def checks() -> tuple[Check, ...]:
    """Return the check of every rule, by the rule's name: the folder is the registry."""
    names = sorted(m.name for m in pkgutil.iter_modules(folder.__path__))
    return tuple(
        import_module(f"{folder.__name__}.{name}").check
        for name in names
        if name.endswith("_check")
    )


def check(case: RosterCase, plan: RosterPlan) -> Verdict:
    """Return everything that the rules find in a roster."""
    view = RosterView(case, plan)
    return Verdict(findings=tuple(finding for judge in checks() for finding in judge(view)))
