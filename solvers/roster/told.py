"""What CP-SAT has proven of an objective when it ends."""

from __future__ import annotations

import math

from ortools.sat.python import cp_model


def bound_of(solver: cp_model.CpSolver, status: int) -> float:
    """Return what nothing has less than; minus infinity where it ended before it knew.

    CP-SAT says 0 then, also of an objective that may be negative.
    """
    proven = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    return solver.best_objective_bound if proven else -math.inf
