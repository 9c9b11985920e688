"""One objective, from nothing to the end of its time: all at once first, then in rounds beside it.

What is proven in a part of the time needs no more. Else one worker goes on with the whole, for the
bound and for what it finds, and the rounds have the other; both know the best that there is.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solvers.roster.rounds import improve
from solvers.roster.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.roster.board import Board
    from solvers.roster.outcome import RosterLimits
    from solvers.roster.rows import Values

AT_ONCE = 0.15
"""The part of the time in which the whole is tried by all workers."""

AT_ONCE_ALONE = 0.4
"""The same, where the only worker has both to do."""

BESIDE = 0.4
"""The part of what is left after which the whole is given up for rounds, if it is far from done."""

WIDE = 0.1
"""The part of the cost between roster and bound that is far from done."""

PATIENCE = 0.05
"""Seconds between two requests to stop."""

SOLVED = {cp_model.OPTIMAL, cp_model.FEASIBLE}


class Found:
    """What has come of an objective so far, for several threads.

    Attributes:
        values: of all variables of the best roster; None where there is none.
        cost: its objective, infinite without one.
        bound: no roster has less.
        infeasible: whether it is proven that there is no roster.
    """

    def __init__(self) -> None:
        self.values: list[int] | None = None
        self.cost, self.bound = math.inf, -math.inf
        self.infeasible = False
        self._lock = threading.Lock()

    @property
    def proven(self) -> bool:
        """Tell whether nothing is better; costs are whole numbers."""
        return self.values is not None and self.cost - self.bound < 1 - 1e-6

    def keep(self, values: list[int], cost: float) -> list[int]:
        """Keep a roster that costs no more than the best so far; return the best."""
        with self._lock:
            if self.values is None or cost <= self.cost:
                self.values, self.cost = values, cost
            return self.values

    def prove(self, bound: float) -> None:
        """Take note of a bound."""
        with self._lock:
            self.bound = max(self.bound, bound)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps what the solve of the whole finds."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self._found = found

    def on_solution_callback(self) -> None:
        """Keep the roster, if it is the best."""
        if self.objective_value < self._found.cost:
            self._found.keep(list(self.response_proto.solution), self.objective_value)


def improved(board: Board, limits: RosterLimits, seconds: float) -> Found:
    """Return what CP-SAT and the rounds find for the objective of the board's model."""
    began = time.monotonic()
    ends = began + max(0.01, seconds)
    found = Found()
    share = AT_ONCE if limits.workers > 1 else AT_ONCE_ALONE
    _whole(board, found, limits, cp_model.CpSolver(), began + share * seconds)
    if found.values is None and not found.infeasible:
        _whole(board, found, limits, cp_model.CpSolver(), ends, first=True)
    if found.values is None or found.proven or time.monotonic() >= ends:
        return found
    start_from(board, found.values)
    rows = Rows(board)
    if limits.workers == 1:
        _rounds(board, rows, found, limits.seed, ends)
    else:
        _both(board, rows, found, limits, ends)
    return found


def _both(board: Board, rows: Rows, found: Found, limits: RosterLimits, ends: float) -> None:
    """Work on rounds and on the whole beside them; on rounds twice where the whole gets nowhere."""
    solver = cp_model.CpSolver()
    fewer = replace(limits, workers=limits.workers - 1)
    until = time.monotonic() + BESIDE * (ends - time.monotonic())

    def beside() -> None:
        _whole(board, found, fewer, solver, ends)
        _rounds(board, rows, found, limits.seed + 1, ends)

    def bound() -> float:
        if time.monotonic() > until and found.cost - found.bound > WIDE * found.cost:
            solver.stop_search()
        return found.bound

    thread = threading.Thread(target=beside)
    thread.start()
    try:
        _rounds(board, rows, found, limits.seed, ends, bound)
    finally:
        while thread.is_alive():
            solver.stop_search()
            thread.join(PATIENCE)


def _rounds(
    board: Board,
    rows: Rows,
    found: Found,
    seed: int,
    ends: float,
    bound: Callable[[], float] | None = None,
) -> None:
    if found.values is None:
        return

    def keep(values: Values, cost: int) -> Values:
        return np.array(found.keep(values.tolist(), cost), dtype=np.int64)

    start = np.array(found.values, dtype=np.int64)
    known = bound or (lambda: found.bound)
    improve(board, rows, start, seed=seed, ends=ends, bound=known, found=keep)


def _whole(
    board: Board,
    found: Found,
    limits: RosterLimits,
    solver: cp_model.CpSolver,
    ends: float,
    *,
    first: bool = False,
) -> None:
    """Solve the whole model until the clock shows `ends`; with `first`, until there is a roster."""
    parameters = solver.parameters
    parameters.max_time_in_seconds = max(0.01, ends - time.monotonic())
    parameters.random_seed = limits.seed
    parameters.num_workers = limits.workers
    parameters.stop_after_first_solution = first
    if limits.workers == 1:
        parameters.subsolvers.append("max_lp")
    parameters.extra_subsolvers.append("max_lp")
    parameters.ignore_subsolvers.extend(["default_lp", "fixed"])
    solver.best_bound_callback = found.prove
    status = solver.solve(board.model, _Watch(found))
    if status in SOLVED:
        found.prove(solver.best_objective_bound)
    found.infeasible = status == cp_model.INFEASIBLE


def start_from(board: Board, values: list[int]) -> None:
    """Hint at every variable."""
    board.model.clear_hints()  # type: ignore[no-untyped-call]
    hint = board.model.proto.solution_hint
    hint.vars.extend(range(len(values)))
    hint.values.extend(values)
