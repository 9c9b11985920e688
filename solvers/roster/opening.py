"""A first roster: one person after the other, each as well as can be beside those before.

Nobody waits for the whole model to find what is legal: a person's own rows are a small model, and
what is still missing of the demand says what they are best given. Where rows that hold people
together leave somebody nothing legal, none is made, and the whole model has to find one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solvers.roster.clock import WALL
from solvers.roster.quick import quick
from solvers.roster.rounds import improve
from solvers.roster.told import SOLVED

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.roster.board import Board
    from solvers.roster.clock import Clock
    from solvers.roster.rows import Rows, Values

EFFORTS = (0.05, 0.2, 0.8, 3.2)
"""Deterministic seconds for each person: more where so many leave open whether there is a row."""

WEIGHT = 10
"""What one person short counts for, beside the dearest of all prices."""

PATIENCE = 10
"""Rounds after each other in which no fewer are short."""


def opening(
    board: Board,
    rows: Rows,
    *,
    seed: int,
    ends: float,
    enough: Callable[[], bool],
    clock: Clock = WALL,
) -> Values | None:
    """Return the values of all variables of a legal roster.

    None where none was made before the clock shows `ends`, or it is `enough` without.
    """
    values = np.where(rows.is_cell, 0, rows.low)
    cells_of: dict[str, list[int]] = {}
    for (person, _), literals in board.cells.items():
        cells_of.setdefault(person, []).extend(literal.index for literal in literals.values())
    for number, cells in enumerate(cells_of.values()):
        if enough() or clock.now() >= ends:
            return None
        free = np.zeros(len(values), dtype=bool)
        free[cells] = True
        free = rows.opened(free)
        part = rows.around(values, free)
        for effort in EFFORTS:
            solver = quick(seed + number, effort, ends, clock)
            status = solver.solve(part.model)
            clock.solved(solver)
            clock.worked(len(rows.columns))
            if status != cp_model.UNKNOWN or clock.now() >= ends:
                break
        if status not in SOLVED:
            return None
        values = part.merged(values, solver)
    return values if rows.hold(values) else None


def few_short(
    board: Board,
    rows: Rows,
    short: cp_model.LinearExprT,
    cost: cp_model.LinearExprT,
    *,
    seed: int,
    ends: float,
    latest: float,
    clock: Clock = WALL,
) -> list[int] | None:
    """Return a roster's values that is short of few people, and cheap beside that.

    What is proven of either comes later; rounds that see both do not have to mend in the second
    what the first did not look at. They end where nobody is short or no fewer have been for a
    while, or the clock shows `ends`. The first roster may take until it shows `latest`: what was
    made of one would be made anew by whoever comes next.
    """
    model = board.model
    model.minimize(short)
    rows.price()
    gaps, fewest = rows.prices, rows.least() - rows.same
    dearest = max((cost.rate for cost in board.costs), default=0)
    weights = [WEIGHT * max(1, dearest), 1]
    model.minimize(cp_model.LinearExpr.weighted_sum([short, cost], weights))
    rows.price()
    values = opening(board, rows, seed=seed, ends=latest, enough=lambda: False, clock=clock)
    if values is None:
        return None
    best, missing, idle = values, int(gaps @ values), 0

    def found(better: Values, _: int) -> Values:
        nonlocal best, missing, idle
        idle = 0 if gaps @ better < missing else idle + 1
        best, missing = better, min(missing, int(gaps @ better))
        return best

    def bound() -> float:
        return math.inf if missing <= fewest or idle >= PATIENCE else -math.inf

    improve(board, rows, values, seed=seed, ends=ends, bound=bound, found=found, clock=clock)
    return list(map(int, best))
