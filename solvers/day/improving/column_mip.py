"""Columns chosen by a mixed-integer programme: the relaxation's own, over few columns.

It is put together from arrays in a moment, where a compiled core takes seconds, and knows what
columns and rows over them know: people, rooms and devices have yet to agree to what it chooses.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python.model import Model
from ortools.math_opt.python.model_parameters import ModelSolveParameters, SolutionHint
from ortools.math_opt.python.parameters import SolveParameters, SolverType
from ortools.math_opt.python.solve import solve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

HALF = 0.5
"""What a column that is chosen is more than."""


def chosen_columns(
    columns: Columns,
    rows: Sequence[Cut],
    kept: NDArray[np.bool_],
    start: Iterable[int],
    *,
    seconds: float,
    tolerance: float,
    seed: int,
) -> Numbers:
    """Return columns of the `kept`, one for each job, that cost least together; none in no time.

    `start` is such a choice to begin with.
    """
    programme = _Programme(columns, rows, kept)
    model = Model.from_model_proto(programme.proto())
    given = np.isin(programme.columns, np.fromiter(start, dtype=np.int64)).tolist()
    hint = {model.get_variable(k): float(value) for k, value in enumerate(given)}
    result = solve(
        model,
        SolverType.HIGHS,
        params=SolveParameters(
            time_limit=datetime.timedelta(seconds=seconds),
            relative_gap_tolerance=tolerance,
            random_seed=seed,
        ),
        model_params=ModelSolveParameters(solution_hints=[SolutionHint(variable_values=hint)]),
    )
    if not result.has_primal_feasible_solution():
        return np.zeros(0, dtype=np.int64)
    values = result.variable_values()
    taken = [values[model.get_variable(k)] > HALF for k in range(len(programme.columns))]
    return np.asarray(programme.columns[np.array(taken)], dtype=np.int64)


class _Programme:
    """Variables are the columns kept, then shared spans, then what goes beyond priced rows."""

    def __init__(self, columns: Columns, rows: Sequence[Cut], kept: NDArray[np.bool_]) -> None:
        self.columns = np.flatnonzero(kept)
        self.all = columns
        self.place = np.cumsum(kept) - 1
        self.costs = [columns.price[self.columns], np.array([s.price for s in columns.shared])]
        self.whole = len(self.columns) + len(columns.shared)
        self.count = self.whole
        self.low: list[float] = []
        self.high: list[float] = []
        self.cells: list[tuple[Numbers, Numbers, Floats]] = []
        self._jobs()
        self._time()
        self._rows(rows, kept)

    def _row(self, variables: Numbers, weights: Floats, low: float, high: float) -> None:
        number = np.full(len(variables), len(self.low), dtype=np.int64)
        self.cells.append((number, variables, weights))
        self.low.append(low)
        self.high.append(high)

    def _jobs(self) -> None:
        """Each job takes one of its columns."""
        job = self.all.job[self.columns]
        self.cells.append((job, np.arange(len(job)), np.ones(len(job))))
        self.low += [1.0] * self.all.jobs
        self.high += [1.0] * self.all.jobs

    def _time(self) -> None:
        """A resource is taken once at a time, and spans that are paid for as a whole are used."""
        columns, here = self.all, self.columns
        resource, pays = columns.resource[here], columns.pays_shared[here]
        for number in range(resource.max(initial=-1) + 1):
            mine = np.flatnonzero(resource == number)
            begin, end = columns.begin[:, here[mine]], columns.end[:, here[mine]]
            share = columns.share[here[mine]]
            spans = [(k, s) for k, s in enumerate(columns.shared) if s.resource == number]
            starts = [begin[begin < end], np.array([s.start for _, s in spans], dtype=np.int64)]
            for point in np.unique(np.concatenate(starts)).tolist():
                on = ((begin <= point) & (point < end)).any(axis=0)
                if share[on].sum() > 1:
                    self._row(mine[on], share[on], -np.inf, 1.0)
                on &= pays[mine]
                for k, span in spans if on.any() else ():
                    if span.start <= point < span.end:
                        used = len(here) + k
                        self._row(
                            np.append(mine[on], used), np.append(share[on], -1.0), -np.inf, 0.0
                        )
        caps: dict[str, list[int]] = {}
        most: dict[str, int] = {}
        for k, span in enumerate(columns.shared):
            for name, limit in span.caps:
                caps.setdefault(name, []).append(len(here) + k)
                most[name] = limit
        for name, used_by in caps.items():
            self._row(np.array(used_by), np.ones(len(used_by)), -np.inf, float(most[name]))

    def _rows(self, rows: Sequence[Cut], kept: NDArray[np.bool_]) -> None:
        """Rows over columns that what is kept could break."""
        beyond: list[float] = []
        for row, columns, weighed in _restricted(rows, kept):
            variables, weights = self.place[columns], weighed
            if np.isfinite(row.price):
                variables = np.append(variables, self.count)
                weights = np.append(weights, -1.0)
                self.count += 1
                beyond.append(row.price)
            self._row(variables, weights, -np.inf, row.most)
        self.costs.append(np.array(beyond))

    def proto(self) -> model_pb2.ModelProto:
        """Return the programme."""
        row, column, weight = (
            np.concatenate([each[k] for each in self.cells]) for k in range(len(self.cells[0]))
        )
        order = np.lexsort((column, row))
        model = model_pb2.ModelProto()
        model.variables.ids.extend(range(self.count))
        model.variables.lower_bounds.extend([0.0] * self.count)
        beyond = self.count - self.whole
        model.variables.upper_bounds.extend([1.0] * self.whole + [np.inf] * beyond)
        model.variables.integers.extend([True] * self.whole + [False] * beyond)
        model.linear_constraints.ids.extend(range(len(self.low)))
        model.linear_constraints.lower_bounds.extend(self.low)
        model.linear_constraints.upper_bounds.extend(self.high)
        model.linear_constraint_matrix.row_ids.extend(row[order].tolist())
        model.linear_constraint_matrix.column_ids.extend(column[order].tolist())
        model.linear_constraint_matrix.coefficients.extend(weight[order].tolist())
        model.objective.linear_coefficients.ids.extend(range(self.count))
        model.objective.linear_coefficients.values.extend(np.concatenate(self.costs).tolist())
        return model


def _restricted(
    rows: Sequence[Cut], kept: NDArray[np.bool_]
) -> Iterator[tuple[Cut, Numbers, Floats]]:
    """Yield the rows that the columns kept could break, with those columns and their weights."""
    for row in rows:
        here = kept[row.columns]
        weights = row.weights[here]
        if weights[weights > 0].sum() > row.most:
            yield row, row.columns[here], weights
