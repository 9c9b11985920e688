"""Columns by person: the linear relaxation over whole rows of people, and the bound it proves.

A column is all that one person does. The master chooses one for each person at the least cost, the
links held (GLOP); its multipliers price the links; each person's best row at these prices is solved
exactly by CP-SAT, so whatever rules there are about one person are priced as they are. At any
multipliers, what people come to alone, plus what the links are worth, is a bound for all rosters.

Source: Dantzig and Wolfe 1960; multipliers are smoothed as in Wentges 1997.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from solvers.roster.blocks import SHARED, Blocks
from solvers.roster.relaxed import INFINITE, relaxed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from solvers.roster.board import Board
    from solvers.roster.rows import Rows, Values

    Floats = NDArray[np.float64]

SCALE = 1000
"""Multipliers are whole thousandths, so that people's costs are whole numbers."""

SMOOTH = 0.5
"""How much of the multipliers is those of the best bound so far."""

EXACT = 0.01
"""Smoothing below which the multipliers are as good as the master's own."""

NEXT = 1e-6
"""What floating point may have added; costs are whole numbers."""

PRICED = 5.0
"""Seconds that one person's row may take."""


class Columns:
    """The master and its columns.

    Attributes:
        bound: no roster costs less.
        pool: for each person, the columns found: the values of the person's variables.
    """

    def __init__(self, board: Board, rows: Rows, values: Values) -> None:
        self._rows = rows
        self.blocks = Blocks(board, rows)
        self.bound = -math.inf
        self.pool: list[list[Values]] = [[] for _ in self.blocks.parts]
        self._known: list[set[bytes]] = [set() for _ in self.blocks.parts]
        links = self.blocks.links
        self.low = np.array([rows.bounds[row][0] for row in links], dtype=float)
        self.high = np.array([rows.bounds[row][-1] for row in links], dtype=float)
        self._shared = np.flatnonzero(self.blocks.owner == SHARED)
        self._entries = [self._of(part.free) for part in self.blocks.parts]
        self._shared_entries = self._of(self._shared)
        self._master()
        for person, part in enumerate(self.blocks.parts):
            self.add(person, values[part.free])
        self._best = relaxed(rows)[links]

    def _of(self, variables: Values) -> tuple[Values, Values, Values]:
        """Return (link, place among the variables, factor) of each entry of the links."""
        rows = self._rows
        place = np.full(len(rows.low), -1, dtype=np.int64)
        place[variables] = np.arange(len(variables))
        link = np.full(len(rows.bounds), -1, dtype=np.int64)
        link[self.blocks.links] = np.arange(len(self.blocks.links))
        chosen = (place[rows.columns] >= 0) & (link[rows.row_of] >= 0)
        return (
            link[rows.row_of[chosen]],
            place[rows.columns[chosen]],
            rows.factors[chosen],
        )

    def _master(self) -> None:
        rows = self._rows
        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")  # type: ignore[no-untyped-call]
        ends = solver.infinity()
        self._link_rows = [
            solver.Constraint(low if low > -INFINITE else -ends, high if high < INFINITE else ends)
            for low, high in zip(self.low.tolist(), self.high.tolist(), strict=True)
        ]
        self._one = [solver.Constraint(1, 1) for _ in self.blocks.parts]
        objective = solver.Objective()
        objective.SetMinimization()
        shared = []
        for index in self._shared.tolist():
            variable = solver.NumVar(float(rows.low[index]), float(rows.high[index]), "")
            objective.SetCoefficient(variable, float(rows.prices[index]))
            shared.append(variable)
        for link, place, factor in zip(*(x.tolist() for x in self._shared_entries), strict=True):
            self._link_rows[link].SetCoefficient(shared[place], float(factor))
        self._chosen: list[list[pywraplp.Variable]] = [[] for _ in self.blocks.parts]

    def add(self, person: int, row: Values) -> bool:
        """Add a column, unless it is known."""
        key = row.tobytes()
        if key in self._known[person]:
            return False
        self._known[person].add(key)
        self.pool[person].append(row)
        free = self.blocks.parts[person].free
        column = self._used(person, row)
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        cost = float(self._rows.prices[free] @ row)
        self._solver.Objective().SetCoefficient(variable, cost)
        self._one[person].SetCoefficient(variable, 1.0)
        for number in np.flatnonzero(column).tolist():
            self._link_rows[number].SetCoefficient(variable, float(column[number]))
        self._chosen[person].append(variable)
        return True

    def _used(self, person: int, row: Values) -> Floats:
        """Return what a column adds to each link."""
        link, place, factor = self._entries[person]
        used = np.bincount(link, weights=factor * row[place], minlength=len(self.low))
        return used.astype(float)

    def solve(self) -> tuple[float, Floats] | None:
        """Return the master's objective and its multipliers; None where it is not solved."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        paid = np.array([row.dual_value() for row in self._link_rows])
        return float(self._solver.Objective().Value()) + self._rows.same, paid

    def price(self, paid: Floats, ends: float) -> float:
        """Add everybody's best row at these multipliers; return the bound that they prove.

        Minus infinity where time ran out.
        """
        rows = self._rows
        whole = np.round(paid * SCALE).astype(np.int64)
        whole[(whole > 0) & (self.low <= -INFINITE)] = 0
        whole[(whole < 0) & (self.high >= INFINITE)] = 0
        total = float(np.where(whole > 0, whole * self.low, 0.0).sum())
        total += float(np.where(whole < 0, whole * self.high, 0.0).sum())
        shared = self._reduced(self._shared, self._shared_entries, whole)
        total += float(
            np.where(
                shared > 0, shared * rows.low[self._shared], shared * rows.high[self._shared]
            ).sum()
        )
        for person, part in enumerate(self.blocks.parts):
            if time.monotonic() > ends:
                return -math.inf
            prices = self._reduced(part.free, self._entries[person], whole)
            objective = part.model.proto.objective
            objective.vars.clear()
            objective.coeffs.clear()
            priced = np.flatnonzero(prices)
            objective.vars.extend(priced.tolist())
            objective.coeffs.extend(prices[priced].tolist())
            solver = cp_model.CpSolver()
            parameters = solver.parameters
            parameters.num_workers = 1
            parameters.linearization_level = 2
            parameters.cp_model_probing_level = 0
            parameters.symmetry_level = 0
            parameters.max_time_in_seconds = PRICED
            status = solver.solve(part.model)
            if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                self.add(person, np.array(list(solver.response_proto.solution), dtype=np.int64))
            total += solver.best_objective_bound
        return (total + SCALE * rows.same) / SCALE

    def _reduced(
        self, variables: Values, entries: tuple[Values, Values, Values], whole: Values
    ) -> Values:
        """Return what each variable costs at these multipliers, in thousandths."""
        link, place, factor = entries
        worth = np.bincount(place, weights=whole[link] * factor, minlength=len(variables))
        return SCALE * self._rows.prices[variables] - np.round(worth).astype(np.int64)

    def run(
        self,
        ends: float,
        best: Callable[[], Values],
        told: Callable[[float], None],
        enough: Callable[[], bool],
    ) -> bool:
        """Add columns until the master proves no more; tell of each better bound.

        `best` are the values of the best roster that anybody has; its rows are columns, too.
        Returns whether it came to that before the clock showed `ends`.
        """
        smooth, start = SMOOTH, None
        while time.monotonic() < ends and not enough():
            roster = best()
            if roster is not start:
                start = roster
                for person, part in enumerate(self.blocks.parts):
                    self.add(person, roster[part.free])
            solved = self.solve()
            if solved is None:
                return False
            value, paid = solved
            if math.isfinite(self.bound) and value <= math.ceil(self.bound - NEXT) + NEXT:
                return True
            first = not math.isfinite(self.bound)
            mixed = self._best if first else smooth * self._best + (1 - smooth) * paid
            before = self.count
            bound = self.price(mixed, ends)
            if bound > self.bound:
                self.bound, self._best = bound, mixed
                told(bound)
            if self.count > before:
                smooth = SMOOTH
            elif smooth < EXACT:
                return True
            else:
                smooth /= 4
        return False

    @property
    def count(self) -> int:
        """Return how many columns there are."""
        return sum(map(len, self.pool))

    def choose(self, values: Values, seed: int, ends: float) -> Values | None:
        """Return a roster made of the columns found, better than these values, if there is one.

        None as well where a link is not linear: then columns alone do not make a roster.
        """
        if not self.blocks.complete:
            return None
        rows, model = self._rows, cp_model.CpModel()
        sums: list[list[cp_model.LinearExpr]] = [[] for _ in self.low]
        costs: list[cp_model.LinearExpr] = []
        chosen = [[model.new_bool_var("") for _ in pool] for pool in self.pool]
        for person, picks in enumerate(chosen):
            model.add_exactly_one(picks)
            free = self.blocks.parts[person].free
            for pick, row in zip(picks, self.pool[person], strict=True):
                model.add_hint(pick, bool((values[free] == row).all()))
                costs.append(int(rows.prices[free] @ row) * pick)
                used = self._used(person, row)
                for number in np.flatnonzero(used).tolist():
                    sums[number].append(int(used[number]) * pick)
        shared = [
            model.new_int_var(int(rows.low[index]), int(rows.high[index]), "")
            for index in self._shared
        ]
        for variable, index in zip(shared, self._shared.tolist(), strict=True):
            model.add_hint(variable, int(values[index]))
            costs.append(int(rows.prices[index]) * variable)
        for link, place, factor in zip(*(x.tolist() for x in self._shared_entries), strict=True):
            sums[link].append(factor * shared[place])
        for terms, number in zip(sums, self.blocks.links.tolist(), strict=True):
            domain = cp_model.Domain.from_flat_intervals(rows.bounds[number])
            model.add_linear_expression_in_domain(cp_model.LinearExpr.sum(terms), domain)
        model.minimize(cp_model.LinearExpr.sum(costs))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(0.01, ends - time.monotonic())
        if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        found = values.copy()
        for person, picks in enumerate(chosen):
            taken = next(n for n, pick in enumerate(picks) if solver.value(pick))
            found[self.blocks.parts[person].free] = self.pool[person][taken]
        found[self._shared] = [solver.value(variable) for variable in shared]
        return found
