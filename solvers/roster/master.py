"""The master of columns by person: one row for each person, the links held, at the least cost.

Solved by GLOP as a linear programme. A link that cannot be held yet is missed at a price that is
above all others, so there is always an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.linear_solver import pywraplp

from solvers.roster.person_rows import INFINITE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from solvers.roster.blocks import Blocks
    from solvers.roster.links import Floats, Links
    from solvers.roster.rows import Rows, Values

MISSED = 100
"""A unit of a link that is missed costs so much more than a unit of anything else."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the master comes to.

    Attributes:
        value: its cost.
        paid: the multiplier of each link.
    """

    value: float
    paid: Floats


class Master:
    """The columns found so far, and the linear programme over them.

    Attributes:
        pool: for each person, the columns: the values of the person's variables.
        effort: entries that the last answer has read.
    """

    def __init__(self, rows: Rows, blocks: Blocks, links: Links) -> None:
        self._rows, self._blocks, self._links = rows, blocks, links
        self.pool: list[list[Values]] = [[] for _ in blocks.parts]
        self._known: list[set[bytes]] = [set() for _ in blocks.parts]
        self._solver = pywraplp.Solver.CreateSolver("GLOP")  # type: ignore[no-untyped-call]
        self._without_end = self._solver.infinity()
        self._build()
        self.effort = 0
        self._chosen: list[list[pywraplp.Variable]] = [[] for _ in blocks.parts]
        self._open: list[list[bool]] = [[] for _ in blocks.parts]

    def _build(self) -> None:
        rows, links, solver, ends = self._rows, self._links, self._solver, self._without_end
        self._link_rows = [
            solver.Constraint(low if low > -INFINITE else -ends, high if high < INFINITE else ends)
            for low, high in zip(links.low.tolist(), links.high.tolist(), strict=True)
        ]
        self._one = [solver.Constraint(1, 1) for _ in self.pool]
        objective = solver.Objective()
        objective.SetMinimization()
        shared = []
        for index in links.shared.tolist():
            variable = solver.NumVar(float(rows.low[index]), float(rows.high[index]), "")
            objective.SetCoefficient(variable, float(rows.prices[index]))
            shared.append(variable)
        for link, place, factor in zip(*(x.tolist() for x in links.shared_entries), strict=True):
            self._link_rows[link].SetCoefficient(shared[place], float(factor))
        price = float(MISSED * (1 + np.abs(rows.prices).max(initial=0)))
        for row in self._link_rows:
            for side in (1.0, -1.0):
                missed = solver.NumVar(0.0, ends, "")
                row.SetCoefficient(missed, side)
                objective.SetCoefficient(missed, price)
        for row in self._one:
            # A node may leave somebody without a column so far.
            missed = solver.NumVar(0.0, ends, "")
            row.SetCoefficient(missed, 1.0)
            objective.SetCoefficient(missed, MISSED * price)

    @property
    def count(self) -> int:
        """Return how many columns there are."""
        return sum(map(len, self.pool))

    def add(self, person: int, row: Values) -> bool:
        """Add a column, unless it is known."""
        key = row.tobytes()
        if key in self._known[person]:
            return False
        self._known[person].add(key)
        self.pool[person].append(row)
        used = self._links.used(person, row)
        variable = self._solver.NumVar(0.0, self._without_end, "")
        cost = float(self._rows.prices[self._blocks.parts[person].free] @ row)
        self._solver.Objective().SetCoefficient(variable, cost)
        self._one[person].SetCoefficient(variable, 1.0)
        for number in np.flatnonzero(used).tolist():
            self._link_rows[number].SetCoefficient(variable, float(used[number]))
        self._chosen[person].append(variable)
        self._open[person].append(True)
        return True

    def allow(self, low: Values, high: Values) -> None:
        """Leave only the columns within these bounds of all variables."""
        for person, pool in enumerate(self.pool):
            free = self._blocks.parts[person].free
            table = np.array(pool).reshape(len(pool), len(free))
            inside = np.all((table >= low[free]) & (table <= high[free]), axis=1)
            for number in np.flatnonzero(inside != self._open[person]).tolist():
                end = self._without_end if inside[number] else 0.0
                self._chosen[person][number].SetUb(end)  # type: ignore[no-untyped-call]
            self._open[person] = inside.tolist()

    def solve(self) -> Relaxed | None:
        """Return what it comes to; None where it is not solved."""
        status = self._solver.Solve()
        self.effort = self._solver.iterations() * (self.count + len(self._link_rows))
        if status != pywraplp.Solver.OPTIMAL:
            return None
        paid = np.array([row.dual_value() for row in self._link_rows])
        value = float(self._solver.Objective().Value()) + self._rows.same
        return Relaxed(value, paid)

    def weights(self) -> list[NDArray[np.float64]]:
        """Return how much of each column the answer has, by person."""
        return [
            np.array([x.solution_value() for x in chosen])  # type: ignore[no-untyped-call]
            for chosen in self._chosen
        ]
