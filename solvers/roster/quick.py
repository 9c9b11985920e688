"""How a small model is solved that is one of thousands, in a few hundredths of a second."""

from __future__ import annotations

import time

from ortools.sat.python import cp_model

SOME = {cp_model.OPTIMAL, cp_model.FEASIBLE}


def quick(seed: int, effort: float, ends: float) -> cp_model.CpSolver:
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
    parameters.max_deterministic_time = effort
    parameters.max_time_in_seconds = max(0.01, ends - time.monotonic())
    return solver
