"""One objective, from nothing to the end of its time: rounds, and the whole model beside them.

One worker makes a roster person by person and goes on in rounds. The others try the whole at
once, which proves small rosters in a moment; what that has not proven in a part of the time,
columns prove by person, and branch below. All know the best that there is.
"""

from __future__ import annotations

import math
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solvers.roster.clock import WALL
from solvers.roster.columns import Columns
from solvers.roster.opening import opening
from solvers.roster.rounds import Halt, improve
from solvers.roster.rows import Rows
from solvers.roster.thorough import thorough
from solvers.roster.told import SOLVED, whole
from solvers.roster.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.roster.board import Board
    from solvers.roster.clock import Clock
    from solvers.roster.outcome import RosterLimits
    from solvers.roster.rows import Values

    Tell = Callable[[list[int] | None, float], None]
    """Is told the best values and the least cost, as either becomes better; it must not wait."""

AT_ONCE = 0.1
"""The part of the time in which the whole is tried, while one worker does rounds."""

LONGEST_AT_ONCE = 2.0
"""Seconds of that at the most, where columns come next: what is proven at once is proven soon."""

AT_ONCE_ALONE = 0.15
"""The same, where the only worker has all to do."""

ROUNDS_ALONE = 0.25
"""The part of what is left that rounds have before columns, where the only worker does both."""

NARROW = 0.15
"""The part of the cost between roster and bound that the whole model may close."""

LARGEST = 500_000
"""Entries of a model's matrix above which people's whole rows are too much to price."""

PATIENCE = 0.05
"""Seconds between two requests to stop."""


class Found:
    """What has come of an objective so far, for several threads.

    Attributes:
        values: of all variables of the best roster; None where there is none.
        cost: its objective, infinite without one.
        bound: no roster has less.
        infeasible: whether it is proven that there is no roster.
    """

    def __init__(self, tell: Tell | None = None) -> None:
        self.values: list[int] | None = None
        self.cost, self.bound = math.inf, -math.inf
        self.infeasible = False
        self._tell = tell
        self._lock = threading.Lock()

    @property
    def proven(self) -> bool:
        """Tell whether nothing is better; costs are whole numbers."""
        return self.values is not None and self.cost <= self.least()

    @property
    def ended(self) -> bool:
        """Tell whether there is nothing to look for: nothing is better, or there is no roster."""
        return self.infeasible or self.proven

    def most(self) -> float:
        """Return what a roster that is wanted costs less than."""
        return -math.inf if self.infeasible else self.cost

    def keep(self, values: list[int], cost: float) -> list[int]:
        """Keep a roster that costs no more than the best so far; return the best.

        Costs are whole numbers, and CP-SAT says 4.000000000000028 for four.
        """
        with self._lock:
            if self.values is not None and round(cost) > self.cost:
                return self.values
            better = round(cost) < self.cost
            self.values, self.cost = values, round(cost)
            if better and self._tell is not None:
                self._tell(values, self.least())
            return values

    def least(self) -> float:
        """Return what no roster costs less than."""
        return whole(self.bound) if math.isfinite(self.bound) else self.bound

    def prove(self, bound: float) -> None:
        """Take note of a bound."""
        with self._lock:
            before = self.least()
            self.bound = max(self.bound, bound)
            if self._tell is not None and self.least() > before:
                self._tell(self.values, self.least())


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps what the solve of the whole finds."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self._found = found

    def on_solution_callback(self) -> None:
        """Keep the roster, if it is the best."""
        if self.objective_value < self._found.cost:
            self._found.keep(list(self.response_proto.solution), self.objective_value)


def improved(
    board: Board,
    limits: RosterLimits,
    seconds: float,
    tell: Tell | None = None,
    start: list[int] | None = None,
    clock: Clock = WALL,
    rows: Rows | None = None,
) -> Found:
    """Return what CP-SAT and the rounds find for the objective of the board's model.

    `start` are the values of all variables of a roster, where one is known; `rows` are those of
    the board, where they were read before, for another objective or with fewer rows.
    """
    ends = clock.now() + max(0.01, seconds)
    found = Found(tell)
    if rows is None:
        rows = Rows(board)
    else:
        rows.read_on()
    found.prove(rows.least())
    if start is not None and rows.hold(np.array(start, dtype=np.int64)):
        found.keep(start, rows.cost(np.array(start, dtype=np.int64)))
    if found.proven:
        return found
    if limits.cores == 1:
        _alone(board, rows, found, limits, ends, clock)
    else:
        _both(board, rows, found, limits, ends)
    return found


def _alone(
    board: Board, rows: Rows, found: Found, limits: RosterLimits, ends: float, clock: Clock
) -> None:
    """Make a roster, try the whole, go on in rounds, and prove by columns, one after another.

    What columns leave of the time is for rounds.
    """
    _open(board, rows, found, limits.seed, ends, clock)
    if found.values is not None:
        start_from(board.model, found.values)
    halt, now = Halt(), clock.now()
    _whole(board, found, limits, halt, now + AT_ONCE_ALONE * (ends - now), clock)
    if found.values is None:
        _whole(board, found, limits, halt, ends, clock, first=True)
    columns, now = len(rows.columns) <= LARGEST, clock.now()
    first = now + ROUNDS_ALONE * (ends - now)
    _rounds(board, rows, found, limits.seed, first if columns else ends, halt, clock)
    _columns(board, rows, found, limits.seed, ends, clock=clock)
    if not found.ended:
        _rounds(board, rows, found, limits.seed + 1, ends, halt, clock)


def _both(board: Board, rows: Rows, found: Found, limits: RosterLimits, ends: float) -> None:
    """Make a roster and go on in rounds; beside that try the whole, then columns.

    When columns have proven all they can and the gap is small, the whole may close it; where it is
    not, two do rounds. Where no roster is made person by person, rounds wait for the first one, of
    the whole or of columns.
    """
    here, first, there = Halt(), Halt(), Halt()
    fewer = replace(limits, workers=limits.workers - 1)
    one = replace(limits, workers=1)
    now = WALL.now()
    at_once = now + AT_ONCE * (ends - now)
    if len(rows.columns) <= LARGEST:
        at_once = min(at_once, now + LONGEST_AT_ONCE)

    def beside() -> None:
        try:
            _whole(board, found, fewer, there, at_once)
            if found.values is not None:
                first.ask()
            _columns(board, rows, found, limits.seed, ends, first.ask)
            if found.values is None:
                return
            if not found.proven and found.cost - found.bound <= NARROW * found.cost:
                start_from(board.model, found.values)
                _whole(board, found, fewer, there, ends)
            _rounds(board, rows, found, limits.seed + 1, ends, there)
        finally:
            if found.ended:
                first.ask()
                here.ask()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(beside)
        try:
            _open(board, rows, found, limits.seed, ends)
            if found.values is None:
                _whole(board, found, one, first, ends, first=True)
            _rounds(board, rows, found, limits.seed, ends, here)
            while not found.ended and not wait([running], PATIENCE).done:
                pass
        finally:
            there.ask()
            while not wait([running], PATIENCE).done:
                there.ask()
        running.result()


def _open(
    board: Board, rows: Rows, found: Found, seed: int, ends: float, clock: Clock = WALL
) -> None:
    """Make a roster person by person, unless there is one."""
    if found.values is None:
        values = opening(board, rows, seed=seed, ends=ends, enough=lambda: found.ended, clock=clock)
        if values is not None:
            found.keep(values.tolist(), rows.cost(values))


def _columns(
    board: Board,
    rows: Rows,
    found: Found,
    seed: int,
    ends: float,
    told: Callable[[], None] = lambda: None,
    clock: Clock = WALL,
) -> None:
    """Prove what columns by person prove, and look for rosters below them; tell of each."""
    late = clock.now() >= ends
    if found.ended or late or len(rows.columns) > LARGEST:
        return
    known = _Known(found)
    columns = Columns(board, rows, known.best(), ends, clock=clock)

    def keep(values: Values, cost: int) -> None:
        # Columns know nothing of rows that name nobody.
        if rows.hold(values):
            found.keep(values.tolist(), cost)
            told()

    if found.values is None and columns.blocks.complete:
        alone = columns.alone(ends)
        if alone is not None:
            keep(alone, rows.cost(alone))
    converged = columns.run(ends, known.best, found.prove, lambda: found.ended)
    if not converged or not columns.blocks.complete:
        return
    tree = Tree(columns, seed=seed, cost=found.most, told=found.prove, kept=keep)
    tree.run(ends)


class _Known:
    """The best roster as an array, made anew only when there is another."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._list: list[int] | None = None
        self._array: Values | None = None

    def best(self) -> Values | None:
        """Return the values of the best roster; None where there is none."""
        known = self._found.values
        if known is not None and known is not self._list:
            self._list = known
            self._array = np.array(self._list, dtype=np.int64)
        return self._array


def _rounds(
    board: Board,
    rows: Rows,
    found: Found,
    seed: int,
    ends: float,
    halt: Halt,
    clock: Clock = WALL,
) -> None:
    if found.values is None:
        return

    def keep(values: Values, cost: int) -> Values:
        mine = values.tolist()
        best = found.keep(mine, cost)
        return values if best is mine else np.array(best, dtype=np.int64)

    start = np.array(found.values, dtype=np.int64)
    bound = found.least
    improve(
        board, rows, start, seed=seed, ends=ends, bound=bound, found=keep, halt=halt, clock=clock
    )


def _whole(
    board: Board,
    found: Found,
    limits: RosterLimits,
    halt: Halt,
    ends: float,
    clock: Clock = WALL,
    *,
    first: bool = False,
) -> None:
    """Solve the whole model until the clock shows `ends`; with `first`, until there is a roster."""
    if halt.asked or found.ended or clock.now() >= ends:
        return
    solver = cp_model.CpSolver()
    halt.watch(solver)
    thorough(solver, limits)
    clock.limit(solver, ends)
    solver.parameters.stop_after_first_solution = first
    solver.best_bound_callback = found.prove
    status = solver.solve(board.model, _Watch(found))
    clock.solved(solver)
    if status in SOLVED:
        found.prove(solver.best_objective_bound)
    found.infeasible = found.infeasible or status == cp_model.INFEASIBLE


def start_from(model: cp_model.CpModel, values: list[int]) -> None:
    """Hint at every variable."""
    model.clear_hints()  # type: ignore[no-untyped-call]
    hint = model.proto.solution_hint
    hint.vars.extend(range(len(values)))
    hint.values.extend(values)
