"""The rows of a roster's model as arrays, and the small model that is left when most is fixed.

A neighbourhood frees some cells. What the rules made beside cells (does she work that day, how many
are short) is free where it can change, and every row that has nothing free is left out. So a small
model costs what is free in it, not what the horizon has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solvers.model import Model
from solvers.roster.spans import places, starts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from ortools.sat.python.cp_model_helper import ConstraintProto

    from solvers.roster.board import Board

    Values = NDArray[np.int64]
    Mask = NDArray[np.bool_]


class Rows:
    """A model, read once; whatever is no linear row without a condition is kept as it is.

    Attributes:
        is_cell: which variables are cells.
        low: the least value of each variable.
        high: the greatest.
        same: the part of the cost that is the same for all.
        prices: what a unit of each variable costs.
        row_of: the row of each entry of the matrix.
        columns: its variable.
        factors: its factor; 0 in rows that are not linear.
        bounds: the domain of each row, empty where it is not linear.
    """

    def __init__(self, board: Board) -> None:
        proto = board.model.proto
        self._proto = proto
        domains = [variable.domain for variable in proto.variables]
        self._domains = [list(domain) for domain in domains]
        self.low = np.array([domain[0] for domain in self._domains], dtype=np.int64)
        self.high = np.array([domain[-1] for domain in self._domains], dtype=np.int64)
        self.is_cell = np.zeros(len(domains), dtype=bool)
        for literals in board.cells.values():
            self.is_cell[[literal.index for literal in literals.values()]] = True
        self.bounds: list[list[int]] = []
        self._kept: list[int] = []
        self._fixed_by = np.full(len(domains), -1, dtype=np.int64)
        self._sizes, self.columns, self.factors = np.zeros((3, 0), dtype=np.int64)
        self.read_on()

    def read_on(self) -> None:
        """Read the rows that the model has got since, and its objective as it is now.

        It has the same variables. To read a row takes longer than all that is made of it here.
        """
        self._read(range(len(self.bounds), len(self._proto.constraints)))
        self._index()
        self.price()

    def price(self) -> None:
        """Take the prices from the model's objective, as it is now."""
        objective = self._proto.objective
        self.same = round(objective.offset)
        self.prices = np.zeros(len(self._domains), dtype=np.int64)
        for index, price in zip(objective.vars, objective.coeffs, strict=True):
            self.prices[index] += int(price)
        self._priced = np.flatnonzero(self.prices[self.columns])

    def _read(self, numbers: range) -> None:
        columns: list[int] = []
        factors: list[int] = []
        sizes: list[int] = []
        constraints, fixed_by = self._proto.constraints, self._fixed_by
        for number in numbers:
            constraint = constraints[number]
            if constraint.has_linear() and not len(constraint.enforcement_literal):
                linear = constraint.linear
                of, by, bounds = list(linear.vars), list(linear.coeffs), list(linear.domain)
                defined = max(of, default=-1) if bounds[0] == bounds[-1] else -1
            else:
                self._kept.append(number)
                of = sorted(_named(constraint))
                by, bounds = [0] * len(of), []
                defined = _target(constraint)
            if defined >= 0 and not self.is_cell[defined] and fixed_by[defined] < 0:
                fixed_by[defined] = number
            columns += of
            factors += by
            sizes.append(len(of))
            self.bounds.append(bounds)
        self._sizes = _with(self._sizes, sizes)
        self.columns = _with(self.columns, columns)
        self.factors = _with(self.factors, factors)

    def _index(self) -> None:
        """Note where the entries of each row and of each variable are, and what they come to."""
        self._starts = starts_of(self._sizes)
        self.row_of: Values = np.repeat(np.arange(len(self.bounds)), self._sizes)
        self._rows_of = self.row_of[np.argsort(self.columns, kind="stable")]
        self._named_from = starts_of(np.bincount(self.columns, minlength=len(self._domains)))
        ends = self.factors * self.low[self.columns], self.factors * self.high[self.columns]
        self._least, self._most = np.minimum(*ends), np.maximum(*ends)
        self._is_linear = np.array([bool(bounds) for bounds in self.bounds], dtype=bool)
        self._is_span = np.array([len(bounds) == 2 for bounds in self.bounds], dtype=bool)
        self._low = np.array([b[0] if b else 0 for b in self.bounds], dtype=np.int64)
        self._high = np.array([b[-1] if b else 0 for b in self.bounds], dtype=np.int64)

    def touched(self, free: Mask) -> Mask:
        """Return which rows have something free."""
        touched = np.zeros(len(self.bounds), dtype=bool)
        touched[self._naming(np.flatnonzero(free))] = True
        return touched

    def _naming(self, variables: Values) -> Values:
        """Return the rows that name these variables, each as often as it names one of them."""
        return self._rows_of[places(self._named_from, variables)]

    def _within(self, free: Mask) -> Mask:
        """Return which rows name something, and nothing that is not free."""
        named = np.bincount(self._naming(np.flatnonzero(free)), minlength=len(self.bounds))
        within: Mask = (named > 0) & (named == self._sizes)
        return within

    def opened(self, cells: Mask) -> Mask:
        """Return which variables may change with these cells.

        What an equation says of a variable that came after the others makes it one of theirs; any
        other that is no cell may change with each row that it is in.
        """
        free, touched = cells.copy(), np.zeros(len(self.bounds), dtype=bool)
        newly = np.flatnonzero(cells)
        while len(newly):
            rows = np.unique(self._naming(newly))
            rows = rows[~touched[rows]]
            touched[rows] = True
            named = np.unique(self.columns[places(self._starts, rows)])
            by = self._fixed_by[named]
            goes_along = (by < 0) | touched[by]
            newly = named[goes_along & ~self.is_cell[named] & ~free[named]]
            free[newly] = True
        return free

    def cost(self, values: Values) -> int:
        """Return what the values cost."""
        return self.same + int(self.prices @ values)

    def least(self) -> int:
        """Return what nothing costs less than, whatever the rows say."""
        return self.same + int(np.minimum(self.prices * self.low, self.prices * self.high).sum())

    def most(self) -> int:
        """Return what nothing costs more than: where a row limits just that, what it says."""
        whole = int(np.maximum(self.prices * self.low, self.prices * self.high).sum())
        priced = np.count_nonzero(self.prices)
        alike = (self.factors == self.prices[self.columns]) & (self.factors != 0)
        same = _sums(self.row_of, alike, len(self.bounds)) == priced
        same &= (self._sizes == priced) & self._is_linear
        return self.same + int(min([whole, *self._high[same].tolist()]))

    def hold(self, values: Values) -> bool:
        """Tell whether all rows hold, those that name nothing as well."""
        nothing = np.zeros(len(values), dtype=bool)
        rest = self._model((values, values), nothing, np.ones(len(self.bounds), dtype=bool))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        return solver.solve(rest.model) == cp_model.OPTIMAL

    def heat(self, values: Values) -> NDArray[np.float64]:
        """Return for each cell what the rows that it is in cost, by the terms that cost."""
        paid = self.prices * np.where(self.prices > 0, values - self.low, values - self.high)
        priced = self._priced
        rows = np.bincount(
            self.row_of[priced],
            weights=paid[self.columns[priced]].astype(float),
            minlength=len(self.bounds),
        )
        dear = np.flatnonzero(rows)
        heat = np.bincount(
            self.columns[places(self._starts, dear)],
            weights=np.repeat(rows[dear], self._sizes[dear]),
            minlength=len(values),
        ) + paid.astype(float)
        return np.where(self.is_cell, heat, 0.0)

    def part(self, values: Values, cells: Mask) -> Part:
        """Return the model in which only these cells, and what goes with them, may change."""
        return self.around(values, self.opened(cells))

    def loosened(self, cells: Mask) -> Part:
        """Return the model of these cells, and what goes with them, whatever the others are.

        Of a row that names others there is left what it says where they are as is best for it, so
        no amount of what is here is less in any roster than it can be in this model.
        """
        free = self.opened(cells)
        whole = self.touched(free) & (self._is_linear | self._within(free))
        return self._model((self.low, self.high), free, whole)

    def around(self, values: Values, free: Mask) -> Part:
        """Return the model of exactly these variables, everything else held, and all their rows."""
        return self._model((values, values), free, self.touched(free))

    def alone(self, free: Mask) -> Part:
        """Return the model of these variables, with the rows that name no other."""
        return self._model((self.low, self.low), free, self._within(free))

    def _model(self, others: tuple[Values, Values], mask: Mask, wanted: Mask) -> Part:
        """Return the model of some variables and rows; what else is in these is between ends."""
        free = np.flatnonzero(mask)
        place = np.full(len(mask), -1, dtype=np.int64)
        place[free] = np.arange(len(free))
        model = Model()
        proto = model.proto
        for index in free.tolist():
            proto.variables.add().domain.extend(self._domains[index])
        self._fold(proto, others, place, wanted)
        for number in self._kept:
            if wanted[number]:
                self._copy(model, number, others[0], place)
        priced = free[self.prices[free] != 0]
        proto.objective.vars.extend(place[priced].tolist())
        proto.objective.coeffs.extend(self.prices[priced].tolist())
        proto.objective.scaling_factor = 1
        return Part(model, free)

    def _span(self, number: int) -> slice:
        return slice(int(self._starts[number]), int(self._starts[number + 1]))

    def _fold(
        self,
        proto: cp_model.CpModelProto,
        others: tuple[Values, Values],
        place: Values,
        wanted: Mask,
    ) -> None:
        """Write the linear rows but those that hold anyhow.

        What the others in each may come to is two numbers, which are one where they are held.
        """
        numbers = np.flatnonzero(wanted & self._is_linear)
        entries = places(self._starts, numbers)
        at = np.repeat(np.arange(len(numbers)), self._sizes[numbers])
        columns, factors = self.columns[entries], self.factors[entries]
        free = place[columns] >= 0

        def sums(amounts: Values) -> Values:
            return _sums(at, amounts, len(numbers))

        ends = [np.where(free, 0, factors * of[columns]) for of in others]
        least, most = sums(np.minimum(*ends)), sums(np.maximum(*ends))
        idle = (
            self._is_span[numbers]
            & (most + sums(np.where(free, self._least[entries], 0)) >= self._low[numbers])
            & (least + sums(np.where(free, self._most[entries], 0)) <= self._high[numbers])
        )
        kept = free & ~idle[at]
        named, by = place[columns[kept]].tolist(), factors[kept].tolist()
        many = np.bincount(at[kept], minlength=len(numbers))
        begin = 0
        for number, low, high, count in zip(
            *(of[~idle].tolist() for of in (numbers, least, most, many)), strict=True
        ):
            bounds = self.bounds[number]
            if low < high:
                bounds = [bounds[0], bounds[-1]]
            row = proto.constraints.add().linear
            row.vars.extend(named[begin : begin + count])
            row.coeffs.extend(by[begin : begin + count])
            known = (high, low) * (len(bounds) // 2)
            row.domain.extend(
                [_less(bound, sure) for bound, sure in zip(bounds, known, strict=True)]
            )
            begin += count

    def _copy(self, model: cp_model.CpModel, number: int, values: Values, place: Values) -> None:
        """Write a row that is not linear, with constants for what is fixed."""
        proto = model.proto
        copy = proto.constraints.add()
        copy.copy_from(self._proto.constraints[number])
        for index in self.columns[self._span(number)].tolist():
            if place[index] < 0:
                place[index] = len(proto.variables)
                proto.variables.add().domain.extend([int(values[index])] * 2)
        for named in _lists(copy):
            for position, index in enumerate(named):
                named[position] = int(place[index] if index >= 0 else -1 - place[-1 - index])


class Part:
    """A small model, and which variables of the whole are its first ones."""

    def __init__(self, model: cp_model.CpModel, free: Values) -> None:
        self.model, self.free = model, free

    def hint(self, values: Values) -> None:
        """Start from the values of the whole."""
        hint = self.model.proto.solution_hint
        hint.vars.extend(range(len(self.free)))
        hint.values.extend(values[self.free].tolist())

    def merged(self, values: Values, solver: cp_model.CpSolver) -> Values:
        """Return the values of the whole with what was found."""
        merged = values.copy()
        merged[self.free] = list(solver.response_proto.solution)[: len(self.free)]
        return merged


def _with(values: Values, more: list[int]) -> Values:
    return np.concatenate([values, np.array(more, dtype=np.int64)])


def _sums(row_of: Values, amounts: Values, rows: int) -> Values:
    """Return the sum of the amounts of each of so many rows."""
    return np.bincount(row_of, weights=amounts, minlength=rows).astype(np.int64)


NO_LESS, NO_MORE = -(2**63), 2**63 - 1


def _less(bound: int, known: int) -> int:
    return bound if bound in {NO_LESS, NO_MORE} else bound - known


def _lists(constraint: ConstraintProto) -> Iterable[list[int]]:
    """Yield each list of variables, or literals, of a constraint.

    Raises:
        NotImplementedError: no rule has posted such a constraint so far.
    """
    yield constraint.enforcement_literal
    if constraint.has_linear():
        yield constraint.linear.vars
    elif constraint.has_bool_or():
        yield constraint.bool_or.literals
    elif constraint.has_bool_and():
        yield constraint.bool_and.literals
    elif constraint.has_at_most_one():
        yield constraint.at_most_one.literals
    elif constraint.has_exactly_one():
        yield constraint.exactly_one.literals
    elif constraint.has_lin_max():
        yield constraint.lin_max.target.vars
        for expression in constraint.lin_max.exprs:
            yield expression.vars
    else:
        raise NotImplementedError(f"a roster's row of an unknown kind: {constraint}")


def _named(constraint: ConstraintProto) -> set[int]:
    return {index if index >= 0 else -1 - index for named in _lists(constraint) for index in named}


def _target(constraint: ConstraintProto) -> int:
    """Return the variable that a constraint is there to define, or -1."""
    if constraint.has_lin_max() and len(constraint.lin_max.target.vars) == 1:
        return int(constraint.lin_max.target.vars[0])
    return -1
