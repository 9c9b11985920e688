"""The independent checker: all rules' checks over a finished plan, free of any solver."""

from __future__ import annotations

import pkgutil
import time
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from models.finding import Verdict
from solvers.day import rules as folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.case import Case
    from models.finding import Finding
    from models.plan import Plan

    Check = Callable[[Case, Plan], Iterator[Finding]]


MOST_KEPT = 3
"""Verdicts that are kept with a case."""


@cache
def checks() -> tuple[Check, ...]:
    """Return the check of every rule, by the rule's name: the folder is the registry."""
    names = sorted(m.name for m in pkgutil.iter_modules(folder.__path__))
    return tuple(
        import_module(f"{folder.__name__}.{name}").check
        for name in names
        if name.endswith("_check")
    )


def check(case: Case, plan: Plan) -> Verdict:
    """Return everything that the rules find in a plan, its shifts as the plan staffs them.

    What is found, and in which order, does not depend on the order of things in the plan. Neither
    case nor plan ever changes, so the last verdicts of a case are kept with it.
    """
    kept: tuple[tuple[Plan, Verdict], ...] = case.__dict__.get("_verdicts", ())
    for judged, known in kept:
        if judged is plan:
            return known
    began = time.monotonic()
    ordered = plan.canonical()
    staffed = case.staffed(ordered)
    verdict = Verdict(
        findings=tuple(finding for judge in checks() for finding in judge(staffed, ordered))
    )
    case.__dict__["_verdicts"] = ((plan, verdict), *kept[: MOST_KEPT - 1])
    case.__dict__["_check_seconds"] = time.monotonic() - began
    return verdict


def check_seconds(case: Case) -> float:
    """Return how long it took to judge the last plan of the case that was not judged before."""
    seconds: float = case.__dict__.get("_check_seconds", 0.0)
    return seconds
