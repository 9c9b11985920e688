"""What CP-SAT has proven of an objective when it ends, in whole numbers."""

from __future__ import annotations

import math

from ortools.sat.python import cp_model

SOLVED = frozenset({cp_model.OPTIMAL, cp_model.FEASIBLE})
"""How a search ends that has a roster."""

ROUNDING = 1e-6
"""What floating point may have added to a bound; counts and costs are whole numbers."""


def bound_of(solver: cp_model.CpSolver, status: int) -> float:
    """Return what nothing has less than; minus infinity where it ended before it knew.

    CP-SAT says 0 then, also of an objective that may be negative.
    """
    return solver.best_objective_bound if status in SOLVED else -math.inf


def whole(bound: float) -> int:
    """Return the least whole number that a bound allows."""
    return math.ceil(bound - ROUNDING)


def count(bound: float) -> int:
    """Return the same for what is never less than none; 0 where nothing is proven."""
    return max(0, whole(bound)) if math.isfinite(bound) else 0
