"""Rounds of improvement: a part of the roster is freed and planned anew, over and over.

A round ends by CP-SAT's deterministic time, so with one worker a seed gives the same rounds however
busy the machine is; the clock says only how many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solvers.roster.clock import WALL
from solvers.roster.neighbourhoods import Neighbourhoods
from solvers.roster.quick import quick
from solvers.roster.told import SOLVED

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.roster.board import Board
    from solvers.roster.clock import Clock
    from solvers.roster.rows import Rows, Values

SIZE = 60
"""Days of people in the first neighbourhoods."""

FIRST, MOST = 0.03, 0.25
"""Deterministic seconds of a round in the beginning, and at the most."""

LONGER = 1.04
"""How much longer a round may take after one in which nothing was better."""

DECIDED = {cp_model.OPTIMAL, cp_model.INFEASIBLE}


class Halt:
    """Ends rounds from another thread, also the one that is under way."""

    def __init__(self) -> None:
        self.asked = False
        self._solver: cp_model.CpSolver | None = None

    def watch(self, solver: cp_model.CpSolver) -> None:
        """Take note of what is to be stopped."""
        self._solver = solver

    def ask(self) -> None:
        """Ask for the end."""
        self.asked = True
        if self._solver is not None:
            self._solver.stop_search()


def improve(
    board: Board,
    rows: Rows,
    values: Values,
    *,
    seed: int,
    ends: float,
    bound: Callable[[], float],
    found: Callable[[Values, int], Values],
    halt: Halt | None = None,
    clock: Clock = WALL,
) -> None:
    """Improve a roster until the clock shows `ends`, nothing can be better, or `halt` is asked.

    `values` are those of all variables. `bound` says what no roster costs less than; `found` is
    told what was found, and answers with the best that anybody has.
    """
    halt = halt or Halt()
    nearby = Neighbourhoods(board, len(values), seed, SIZE)
    heat = rows.heat(values)
    number, effort = 0, FIRST
    while nearby.units and not halt.asked and clock.now() < ends:
        cost = rows.cost(values)
        if cost <= bound():
            return
        kind = nearby.choose()
        cells = nearby.cells_of(kind, heat)
        part = rows.part(values, cells)
        part.hint(values)
        solver = quick(seed + number, effort, ends, clock)
        halt.watch(solver)
        status = solver.solve(part.model)
        clock.solved(solver)
        clock.worked(len(rows.columns))
        number += 1
        better = False
        if status in SOLVED:
            merged = part.merged(values, solver)
            better = rows.cost(merged) < cost
            values = found(merged, rows.cost(merged))
            heat = rows.heat(values) if rows.cost(values) < cost else heat
        spent = solver.response_proto.deterministic_time
        nearby.learn(kind, solved=status in DECIDED, better=better, effort=spent)
        effort = effort if better else min(MOST, effort * LONGER)
