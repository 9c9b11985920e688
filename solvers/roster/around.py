"""Repair around what is broken: few days alone are planned anew, and often proven enough.

Two small models of the same days. In one the rest of the roster stays as it is: what it finds is
a roster. In the other the rest is as it likes: what it cannot do with less, no roster can. Where
the two meet, nothing of the rest matters. Counts alone are proven so: people short and cells
changed are nowhere less than none, so what the days must have is a bound for the whole.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from solvers.roster.repair_job import Aim
from solvers.roster.rows import Rows
from solvers.roster.told import SOLVED, bound_of, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solvers.roster.board import Board
    from solvers.roster.rows import Mask, Part, Values

    Amounts = dict[Aim, cp_model.LinearExprT]
    Solve = Callable[[cp_model.CpModel, Aim, cp_model.CpSolver], int]

COUNTS = (Aim.SHORT, Aim.CHANGES, Aim.UNASKED)
"""What is proven around what is broken: counts that nothing has less of than none."""


class Amount(NamedTuple):
    """What an aim counts, as it stands in the whole model: variables, factors, and a constant."""

    of: Values
    by: Values
    same: int

    @classmethod
    def read(cls, amount: cp_model.LinearExprT) -> Amount:
        """Return an amount of the whole model."""
        if isinstance(amount, int):
            return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), amount)
        flat = cp_model.FlatIntExpr(0 + cp_model.LinearExpr.sum([amount]))
        of = np.array([variable.index for variable in flat.vars], dtype=np.int64)
        return cls(of, np.array(flat.coeffs, dtype=np.int64), int(flat.offset))

    def at(self, values: Values) -> int:
        """Return what it comes to."""
        return self.same + int(self.by @ values[self.of])

    def counts_as(self, other: Amount) -> bool:
        """Tell whether it counts the same as another."""
        mine, others = (sorted(zip(a.of, a.by, strict=True)) for a in (self, other))
        return self.same == other.same and mine == others


class Days:
    """Some days of a roster: planned with the rest as it is, and with the rest at will."""

    def __init__(self, rows: Rows, board: Board, days: set[int], values: Values) -> None:
        cells = np.zeros(len(values), dtype=bool)
        for (_, day), literals in board.cells.items():
            if day in days:
                cells[[literal.index for literal in literals.values()]] = True
        self.rows, self.values = rows, values
        self.tight, self.loose = rows.part(values, cells), rows.loosened(cells)
        self.place = {int(index): at for at, index in enumerate(self.tight.free)}

    def in_part(self, part: Part, amount: Amount) -> tuple[cp_model.LinearExprT, int]:
        """Return an amount in one of the models, and what the rest has of it at the least."""
        rows, tight = self.rows, part is self.tight
        terms: list[cp_model.LinearExprT] = []
        rest = amount.same
        for index, factor in zip(amount.of.tolist(), amount.by.tolist(), strict=True):
            if index in self.place:
                variable = part.model.get_int_var_from_proto_index(self.place[index])
                terms.append(factor * variable)
            elif tight:
                rest += factor * int(self.values[index])
            else:
                rest += factor * int(rows.low[index] if factor > 0 else rows.high[index])
        return sum(terms), rest


class Around:
    """The search for the counts, on more and more days around those that are broken.

    Attributes:
        values: those of all variables, for the best roster so far.
        bounds: what is proven of the aims so far.
        proven: the aims whose value is the least there is.
    """

    def __init__(self, board: Board, aims: Amounts, values: Sequence[int], solve: Solve) -> None:
        self.board, self.solve = board, solve
        self.rows = Rows(board)
        self.amounts = {aim: Amount.read(aims[aim]) for aim in COUNTS}
        self.values = np.array(values, dtype=np.int64)
        self.bounds: dict[Aim, int] = {}
        self.proven: list[Aim] = []
        self._days: set[int] = set()
        self._part: Days | None = None
        self._there: dict[Aim, int] = {}

    def plan(self, aims: Sequence[Aim], days: set[int]) -> bool:
        """Plan these days for one aim after the other; tell whether each was proven."""
        part = Days(self.rows, self.board, days, self.values)
        self._days, self._part, self._there = days, part, {}
        for aim in aims:
            if aim in self.proven:
                continue
            known = self.amounts[aim].at(self.values)
            bound = self._there[aim] = self._bound(part, aim) if known else 0
            self.bounds[aim] = max(bound, self.bounds.get(aim, 0))
            if known > self.bounds[aim]:
                known = self._better(part, aim)
            if known > self.bounds[aim]:
                return False
            self.proven.append(aim)
        return True

    def untouched(self) -> Mask | None:
        """Return the cells that no roster with so few changes touches; None where it is not known.

        Where the days planned last must have all the changes that there may be, all others have
        none; they stay where each of their cells is counted when it changes.
        """
        if self._part is None or Aim.CHANGES not in self.proven:
            return None
        if self._there.get(Aim.CHANGES, -1) < self.bounds[Aim.CHANGES]:
            # It is the whole that needs so many, and some of them may be elsewhere.
            return None
        counted = all(
            not isinstance(self.board.changed(person, day), int)
            for (person, day), literals in self.board.cells.items()
            if literals and day not in self._days
        )
        if not counted:
            return None
        mask = self.rows.is_cell.copy()
        mask[self._part.tight.free] = False
        return mask

    def _bound(self, days: Days, aim: Aim) -> int:
        """Return how little of the aim the days can have, whatever the rest is."""
        solver = cp_model.CpSolver()
        amount, rest = self._ask(days, days.loose, aim)
        if isinstance(amount, int):
            return amount + rest
        days.loose.model.minimize(amount)
        found = bound_of(solver, self.solve(days.loose.model, aim, solver))
        return max(0, whole(found) + rest) if math.isfinite(found) else 0

    def _better(self, days: Days, aim: Aim) -> int:
        """Plan the days with the rest as it is; return what the aim comes to."""
        solver = cp_model.CpSolver()
        model = days.tight.model
        amount, rest = self._ask(days, days.tight, aim)
        if not isinstance(amount, int):
            model.add(amount + rest >= self.bounds[aim])
            model.minimize(amount)
            model.clear_hints()  # type: ignore[no-untyped-call]
            days.tight.hint(self.values)
            if self.solve(model, aim, solver) in SOLVED:
                # A hint may be lost, and what is found then be worse than what was known.
                found = days.tight.merged(self.values, solver)
                self.values = min(self.values, found, key=self.amounts[aim].at)
        return self.amounts[aim].at(self.values)

    def _ask(self, days: Days, part: Part, aim: Aim) -> tuple[cp_model.LinearExprT, int]:
        """Hold what was proven before, and return what is asked for now."""
        for before in self.proven:
            amount, rest = days.in_part(part, self.amounts[before])
            if not isinstance(amount, int):
                part.model.add(amount + rest <= self.amounts[before].at(self.values))
        return days.in_part(part, self.amounts[aim])
