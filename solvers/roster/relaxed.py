"""The linear relaxation of a roster's model as it stands, and what its rows are worth in it.

Columns begin with these multipliers: the first bound is then that of the relaxation at the least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.linear_solver import pywraplp

from solvers.roster.clock import WALL
from solvers.roster.person_rows import INFINITE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from solvers.roster.clock import Clock
    from solvers.roster.rows import Rows


def relaxed(rows: Rows, seconds: float, clock: Clock = WALL) -> NDArray[np.float64]:
    """Return the multiplier of each row; zeros where the relaxation is not solved in time."""
    solver = pywraplp.Solver.CreateSolver("GLOP")  # type: ignore[no-untyped-call]
    if clock.counts:
        solver.SetSolverSpecificParametersAsString(f"max_deterministic_time: {seconds}")
    else:
        solver.SetTimeLimit(round(1000 * seconds))
    ends = solver.infinity()
    variables = [
        solver.NumVar(float(low), float(high), "")
        for low, high in zip(rows.low.tolist(), rows.high.tolist(), strict=True)
    ]
    objective = solver.Objective()
    objective.SetMinimization()
    for index in np.flatnonzero(rows.prices).tolist():
        objective.SetCoefficient(variables[index], float(rows.prices[index]))
    linear = [
        solver.Constraint(
            float(bounds[0]) if bounds[0] > -INFINITE else -ends,
            float(bounds[-1]) if bounds[-1] < INFINITE else ends,
        )
        if bounds
        else None
        for bounds in rows.bounds
    ]
    for row, column, factor in zip(
        rows.row_of.tolist(), rows.columns.tolist(), rows.factors.tolist(), strict=True
    ):
        if linear[row] is not None:
            linear[row].SetCoefficient(variables[column], float(factor))
    status = solver.Solve()
    clock.worked(solver.iterations() * len(rows.columns))
    if status != pywraplp.Solver.OPTIMAL:
        return np.zeros(len(linear))
    return np.array([0.0 if row is None else row.dual_value() for row in linear])
