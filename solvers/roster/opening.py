"""A first roster: one person after the other, each as well as can be beside those before.

Nobody waits for the whole model to find what is legal: a person's own rows are a small model, and what
is still missing of the demand says what they are best given. Where rows that hold people together
leave somebody nothing legal there is no such roster, and the whole model has to find one.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from solvers.roster.board import Board
    from solvers.roster.rows import Rows, Values

EFFORT = 0.05
"""Deterministic seconds for each person."""

SOME = {cp_model.OPTIMAL, cp_model.FEASIBLE}


def opening(board: Board, rows: Rows, *, seed: int, ends: float) -> Values | None:
    """Return the values of all variables of a legal roster; None where none was made in time."""
    values = np.where(rows.is_cell, 0, rows.low)
    cells_of: dict[str, list[int]] = {}
    for (person, _), literals in board.cells.items():
        cells_of.setdefault(person, []).extend(literal.index for literal in literals.values())
    seen = np.zeros(len(rows.bounds), dtype=bool)
    for number, cells in enumerate(cells_of.values()):
        if time.monotonic() >= ends:
            return None
        free = np.zeros(len(values), dtype=bool)
        free[cells] = True
        free = rows.opened(free)
        seen |= rows.touched(free)
        part = rows.around(values, free)
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = seed + number
        parameters.linearization_level = 2
        parameters.max_deterministic_time = EFFORT
        parameters.max_time_in_seconds = max(0.01, ends - time.monotonic())
        if solver.solve(part.model) not in SOME:
            return None
        values = part.merged(values, solver)
    return values if rows.hold(values, ~seen) else None
