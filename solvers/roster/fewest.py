"""The least of a count, from below: what is proven, then a roster with just as much, or one more.

Multipliers prove that there is no roster with less, and which values none with just so much has.
What these leave is a small search, for which either there is a roster, or none, and then the least
is one more. The linear relaxation of the whole gives such multipliers in a moment; where it proves
too little, columns by person give better ones, in which everybody's own rules count in full.

Source: fixing by reduced cost as in Dantzig, Fulkerson and Johnson 1954.
"""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solvers.roster.clock import WALL
from solvers.roster.columns import Columns
from solvers.roster.relaxed import Proof, proof, relaxed
from solvers.roster.rows import Rows
from solvers.roster.told import ROUNDING, SOLVED, count, whole

if TYPE_CHECKING:
    from solvers.roster.board import Board
    from solvers.roster.clock import Clock
    from solvers.roster.outcome import RosterLimits
    from solvers.roster.rows import Mask, Values

LARGEST = 500_000
"""Entries of a model's matrix above which relaxing it takes too long."""

FIRST_TRY = 4e-6
"""Deterministic seconds, for each entry of the matrix, of a search after the relaxation alone."""

TRIES = 10
"""Searches for one more, and one more, before better proofs are looked for."""

WIDEST = 60_000
"""States, times what each may do, beyond which a person's day is too wide for a diagram."""

RELAXING = 0.5
"""The part of the time that the relaxation may take."""


@dataclass(frozen=True, slots=True)
class Held:
    """What all variables are between, in every roster that is as good in what was proven."""

    low: Values
    high: Values

    @classmethod
    def as_in(cls, values: Values, mask: Mask, rows: Rows) -> Held:
        """Hold some variables as they are in a roster."""
        return cls(np.where(mask, values, rows.low), np.where(mask, values, rows.high))

    def put_on(self, model: cp_model.CpModel) -> None:
        """Hold the variables of a model that have one value left."""
        for index in np.flatnonzero(self.low == self.high).tolist():
            domain = model.proto.variables[index].domain
            domain.clear()
            domain.extend([int(self.low[index])] * 2)
        if (self.low > self.high).any():
            model.add_bool_or([])


class Fewest:
    """One count after another, each held at its least while the next is made small.

    Attributes:
        bound: what no roster has less of, of the count at hand.
        held: what is known of every roster with the least of it.
        impossible: whether there is no roster at all.
    """

    def __init__(self, board: Board, limits: RosterLimits, clock: Clock = WALL) -> None:
        self._board = copy(board)
        self._board.model = board.model.clone()
        self._limits, self._clock = limits, clock
        self._until = 0.0
        self.bound = 0
        self.held: Held | None = None
        self.impossible = False

    def hold(self, amount: cp_model.LinearExprT, most: int) -> None:
        """Allow no more of a count from here on."""
        if not isinstance(amount, int):
            self._board.model.add(amount <= most)

    def narrow(self, held: Held) -> None:
        """Allow only rosters within these bounds from here on."""
        held.put_on(self._board.model)

    def least_relaxed(self, amount: cp_model.LinearExprT, until: float) -> int:
        """Return what the relaxation of the whole proves of a count."""
        if isinstance(amount, int):
            return amount
        rows = self._read(amount)
        if len(rows.columns) > LARGEST or self._clock.now() >= until:
            return 0
        return count(_Proofs(self._board, rows, until, self._clock).bound)

    def prove(
        self, amount: cp_model.LinearExprT, values: Values | None, bound: int, until: float
    ) -> Values | None:
        """Return the values of a roster with the least that there is of a count.

        None where it is not proven before the clock shows `until`, or where there is no roster.
        Known are the best roster so far, if there is one, and what none has less of.
        """
        self._until, self.held, self.bound, self.impossible = until, None, bound, False
        if isinstance(amount, int):
            self.bound = amount
            return values
        rows = self._read(amount)
        most = rows.most() + 1 if values is None else rows.cost(values)
        if len(rows.columns) > LARGEST or self._clock.now() >= until:
            return None
        proofs = _Proofs(self._board, rows, until, self._clock)
        if values is None and not proofs.solved:
            # Mostly there is no roster, and other counts show that sooner.
            return None
        while True:
            self.bound = min(most, max(self.bound, whole(proofs.bound)))
            found = self._search(amount, most, proofs)
            if found is not None or self.bound == most:
                self.impossible = found is None and values is None
                self.held = proofs.held(self.bound)
                self.narrow(self.held)
                self.hold(amount, self.bound)
                return values if found is None else found
            if not proofs.better(values, most):
                return None

    def _read(self, amount: cp_model.LinearExprT) -> Rows:
        self._board.model.minimize(amount)
        return Rows(self._board)

    def _search(self, amount: cp_model.LinearExprT, most: int, proofs: _Proofs) -> Values | None:
        """Look for a roster with as little as the bound, and raise the bound while there is none.

        None where there is none with less than `most`, or it was tried often enough.
        """
        for _ in range(TRIES):
            if self.bound >= most:
                break
            model = self._board.model.clone()
            model.clear_objective()  # type: ignore[no-untyped-call]
            model.add(amount <= self.bound)
            proofs.held(self.bound).put_on(model)
            solver = cp_model.CpSolver()
            parameters = solver.parameters
            parameters.random_seed = self._limits.seed
            parameters.num_workers = self._limits.cores
            self._clock.limit(solver, self._until, proofs.effort)
            status = solver.solve(model)
            self._clock.solved(solver)
            if status in SOLVED:
                return np.array(list(solver.response_proto.solution), dtype=np.int64)
            if status != cp_model.INFEASIBLE:
                return None
            self.bound += 1
        return None


class _Proofs:
    """What is proven of a count by multipliers, the quick ones first."""

    def __init__(self, board: Board, rows: Rows, until: float, clock: Clock) -> None:
        self._board, self._rows = board, rows
        self._until, self._clock = until, clock
        paid = relaxed(rows, max(0.01, RELAXING * (until - clock.now())), clock)
        self.solved = paid is not None
        self._paid = np.zeros(len(rows.bounds)) if paid is None else paid
        self._relaxed: Proof = proof(rows, self._paid)
        self._columns: Columns | None = None
        self.bound = self._relaxed.bound

    @property
    def effort(self) -> float:
        """Return the deterministic seconds of a search, while better proofs may follow."""
        return math.inf if self._columns else FIRST_TRY * len(self._rows.columns)

    def better(self, values: Values | None, known: int) -> bool:
        """Prove more by columns; tell whether it was tried."""
        if self._columns is not None or self._clock.now() >= self._until:
            return False
        rows = self._rows
        columns = Columns(
            self._board,
            rows,
            values,
            self._until,
            paid=self._paid,
            widest=WIDEST,
            clock=self._clock,
        )
        columns.run(
            self._until,
            lambda: values,
            lambda _: None,
            lambda: columns.bound - ROUNDING > known - 1,
        )
        self._columns = columns
        self.bound = max(self.bound, min(columns.bound, known))
        return True

    def held(self, most: int) -> Held:
        """Return what all variables are between, in every roster that has no more than that."""
        low, high = self._rows.low.copy(), self._rows.high.copy()
        least, greatest = self._relaxed.at_the_ends(most)
        high[least], low[greatest] = low[least], high[greatest]
        if self._columns is not None:
            closed = self._columns.closed(self._columns.root, most, self._until)
            high[closed] = 0
        return Held(low, high)
