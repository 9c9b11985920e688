"""What looks at the solutions of a model: while it is solved, or at the last one afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from solvers.day.model.board import Linear


class Solution(Protocol):
    """A solution's values: a callback has them, and a solver that has ended."""

    def value(self, expression: Linear) -> int:
        """Return what an expression comes to."""

    def boolean_value(self, literal: cp_model.LiteralT) -> bool:
        """Tell whether a literal is true."""


class Watcher(cp_model.CpSolverSolutionCallback):
    """Keeps what it needs of each solution that it is shown."""

    def on_solution_callback(self) -> None:
        """Keep the solution."""
        self.keep(self)

    def keep(self, solution: Solution) -> None:
        """Keep what is needed of a solution."""
        raise NotImplementedError
