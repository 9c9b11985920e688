"""A core on HiGHS: a mixed-integer programme proves cores of many starts where CP-SAT is slow.

A core is literals in rows and nothing else, so the compiled model is read as it is. HiGHS, through
MathOpt, says how its bound rises only in its log, and cannot be stopped before its time is up.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.math_opt.python.model import Model
from ortools.math_opt.python.model_parameters import ModelSolveParameters, SolutionHint
from ortools.math_opt.python.parameters import SolveParameters, SolverType
from ortools.math_opt.python.result import TerminationReason
from ortools.math_opt.python.solve import solve
from ortools.sat.python import cp_model

from solvers.day.solving.programme import programme_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solvers.day.model.board import Linear

LINE = re.compile(r"^\s*\S?\s+\d+\s+\d+\s+\d+\s+[\d.]+%\s+(?P<bound>-?[\d.e+]+)\s+\S+\s")
"""A line of HiGHS's table: nodes, queue, leaves, explored, bound, best."""

SHIFT = 1e-6
"""What floating point may have added to a bound, as a share of it."""


class Values:
    """The values of a solution, by variable."""

    def __init__(self, values: Sequence[int]) -> None:
        self.values = values

    def value(self, expression: Linear) -> int:
        """Return what an expression comes to."""
        if isinstance(expression, int):
            return expression
        flat = cp_model.FlatIntExpr(expression)
        terms = zip(flat.vars, flat.coeffs, strict=True)
        return int(flat.offset + sum(c * self.values[v.index] for v, c in terms))

    def boolean_value(self, literal: cp_model.LiteralT) -> bool:
        """Tell whether a literal is true."""
        if isinstance(literal, bool | int | np.integer):
            return bool(literal)
        index = literal.index
        return bool(self.values[index] if index >= 0 else 1 - self.values[-index - 1])


@dataclass(frozen=True, slots=True)
class MipResult:
    """What came of a run.

    Attributes:
        proven: whether the values are best, to the gap asked for.
        bound: no solution costs less.
        cost: what the values cost; infinite without.
        values: the last solution's.
    """

    proven: bool
    bound: float
    cost: float
    values: Values | None


def solve_mip(
    model: cp_model.CpModel,
    seconds: float,
    seed: int,
    tolerance: float,
    lower: Callable[[float], None],
) -> MipResult:
    """Solve a model of linear rows and cliques; `lower` is told the bound as it rises.

    Raises:
        NotLinear: the model has a constraint of another kind.
    """
    proto = model.proto
    programme = Model.from_model_proto(programme_of(proto))
    hints = zip(list(proto.solution_hint.vars), list(proto.solution_hint.values), strict=True)
    given = {programme.get_variable(v): float(value) for v, value in hints if v >= 0}

    def heard(lines: Sequence[str]) -> None:
        for line in lines:
            found = LINE.match(line)
            if found is not None:
                lower(_safe(float(found["bound"])))

    result = solve(
        programme,
        SolverType.HIGHS,
        params=SolveParameters(
            time_limit=datetime.timedelta(seconds=max(0.01, seconds)),
            random_seed=seed,
            relative_gap_tolerance=tolerance,
        ),
        model_params=ModelSolveParameters(
            solution_hints=[SolutionHint(variable_values=given)] if given else []
        ),
        msg_cb=heard,
    )
    proven = result.termination.reason is TerminationReason.OPTIMAL
    bound = _safe(result.termination.objective_bounds.dual_bound)
    if not result.has_primal_feasible_solution():
        return MipResult(False, bound, math.inf, None)
    values = [0] * len(proto.variables)
    for variable, value in result.variable_values().items():
        values[variable.id] = round(value)
    return MipResult(proven, bound, result.objective_value(), Values(values))


def _safe(bound: float) -> float:
    return bound - SHIFT * abs(bound) if math.isfinite(bound) else -math.inf
