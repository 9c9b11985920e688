"""The portfolio: what CP-SAT's workers do on a model of the day.

Probing and symmetry detection took longer than the search on the days measured, and two workers get
a thin portfolio: the one that leans on the LP is chosen on purpose. A proof over intervals is
probed all the same: CP-SAT 9.15 has called models infeasible in which an optional interval that
meets a fixed one was not probed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

SHORTENERS = ("default_lp", "objective_lb_search_max_lp")
"""What searches whole schedules when workers are few; more of them get CP-SAT's own portfolio."""

FEW_WORKERS = 3
"""Up to so many workers are few."""


def choose(
    solver: CpSolver, workers: int, *, core: bool, proves: bool, schedule: bool = False
) -> None:
    """Set what so many workers do on the core, on a proof, or on a model of all.

    A `schedule` is to be short: plans come from the default search and from neighbourhoods of the
    incumbent, bounds from the LP. Few workers are one more than there are cores, so that the
    neighbourhoods have one of their own.
    """
    parameters = solver.parameters
    parameters.symmetry_level = 0
    if core or not proves:
        parameters.cp_model_probing_level = 0
    if not core and not proves:
        parameters.max_presolve_iterations = 1
    if core and workers == 1:
        parameters.subsolvers.append("max_lp")
    if not schedule:
        parameters.extra_subsolvers.append("max_lp")
        parameters.ignore_subsolvers.extend(["default_lp", "fixed"])
    elif 1 < workers <= FEW_WORKERS:
        parameters.subsolvers.extend(SHORTENERS)
        workers += 1
    parameters.num_workers = workers
