"""How a model is solved that may take all the time there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.roster.outcome import RosterLimits


def thorough(solver: cp_model.CpSolver, limits: RosterLimits) -> None:
    """Have all workers search in the ways that suit rosters: the relaxation with all its cuts."""
    parameters = solver.parameters
    parameters.random_seed = limits.seed
    parameters.num_workers = limits.cores
    if limits.cores == 1:
        parameters.subsolvers.append("max_lp")
    parameters.extra_subsolvers.append("max_lp")
    parameters.ignore_subsolvers.extend(["default_lp", "fixed"])
