"""How a small model is solved that is one of thousands, in a few hundredths of a second."""

from __future__ import annotations

from ortools.sat.python import cp_model

from solvers.roster.clock import WALL, Clock


def quick(seed: int, effort: float, ends: float, clock: Clock = WALL) -> cp_model.CpSolver:
    """Return a solver for so many deterministic seconds, or until the clock shows `ends`.

    It has one worker, so a seed says what it finds. Presolving such a model thoroughly takes
    as long as solving it; once over, without probing and symmetry, finds the same sooner.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed
    parameters.linearization_level = 2
    parameters.cp_model_probing_level = 0
    parameters.symmetry_level = 0
    parameters.max_presolve_iterations = 1
    parameters.find_big_linear_overlap = False
    clock.limit(solver, ends, effort)
    return solver
