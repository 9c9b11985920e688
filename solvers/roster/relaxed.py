"""The linear relaxation of a roster's model as it stands, and what its rows are worth in it.

Columns begin with these multipliers: the first bound is then that of the relaxation at the least.
The multipliers prove that bound by themselves, and which values no roster has that costs little
more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.linear_solver import pywraplp

from solvers.roster.clock import ENTRY, WALL
from solvers.roster.person_rows import INFINITE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from solvers.roster.clock import Clock
    from solvers.roster.rows import Rows, Values

FINE = 2**24
"""Multipliers are whole such parts, so that what they prove does not hang on rounding."""

ITERATED = 0.4
"""Entries of the matrix that an iteration is worth, for each variable of the basis (measured)."""

HANDED = 10
"""Entries that handing over one of them is worth (measured)."""

OF_ROWS = 0.25
"""The part of the rows that stands for the size of a basis that is not known (measured)."""

ROUNDING = 1e-6
"""What floating point may have added to a sum of whole parts."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What multipliers of the rows prove of all rosters.

    Attributes:
        bound: no roster costs less.
        reduced: what each variable costs for each unit, the rows' worth taken off.
    """

    bound: float
    reduced: NDArray[np.float64]

    def at_the_ends(self, most: float) -> tuple[Values, Values]:
        """Return the variables that are the least, and those that are the greatest, they can be.

        They are in every roster that costs no more than `most`.
        """
        slack = max(0.0, most - self.bound) + ROUNDING
        return np.flatnonzero(self.reduced > slack), np.flatnonzero(self.reduced < -slack)


def proof(rows: Rows, paid: NDArray[np.float64]) -> Proof:
    """Return what multipliers prove: any prove something, those of the relaxation the most."""
    low = np.array([bounds[0] if bounds else -(2**63) for bounds in rows.bounds], dtype=float)
    high = np.array([bounds[-1] if bounds else 2**63 for bounds in rows.bounds], dtype=float)
    whole = np.round(paid * FINE)
    whole[((whole > 0) & (low <= -INFINITE)) | ((whole < 0) & (high >= INFINITE))] = 0
    used = np.bincount(
        rows.columns, weights=whole[rows.row_of] * rows.factors, minlength=len(rows.low)
    )
    reduced = FINE * rows.prices - used
    total = (whole * np.where(whole > 0, low, high))[whole != 0].sum()
    total += (reduced * np.where(reduced > 0, rows.low, rows.high)).sum()
    return Proof(float(total) / FINE + rows.same, reduced / FINE)


def handing(rows: Rows) -> float:
    """Return how long it takes to hand the relaxation over, in seconds, before it is solved."""
    return HANDED * ENTRY * len(rows.columns)


def relaxed(rows: Rows, seconds: float, clock: Clock = WALL) -> NDArray[np.float64] | None:
    """Return the multiplier of each row; None where the relaxation is not solved in time."""
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
    if clock.counts:
        known = status == pywraplp.Solver.OPTIMAL
        basis = _basis(variables) if known else OF_ROWS * len(linear)
        spent = ITERATED * solver.iterations() * basis
        clock.worked(HANDED * len(rows.columns) + min(spent, seconds / ENTRY))
    if status != pywraplp.Solver.OPTIMAL:
        return None
    return np.array([0.0 if row is None else row.dual_value() for row in linear])


def _basis(variables: list[pywraplp.Variable]) -> int:
    """Return how many variables the basis has, those of rows left out.

    What an iteration takes goes by these more than by all rows, of which most do not matter where
    nearly all of a roster stays as it is.
    """
    of = [variable.basis_status() for variable in variables]  # type: ignore[no-untyped-call]
    return of.count(pywraplp.Solver.BASIC)
