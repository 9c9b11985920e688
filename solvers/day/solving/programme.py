"""A compiled core as a mixed-integer programme: every row as MathOpt has it, in arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.math_opt import model_pb2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

FAR = 1 << 40
"""More than any row comes to: a domain that goes beyond has no end."""


ENDS = 2
"""A range without holes is told by its two ends."""


class NotLinear(Exception):
    """The model has more than linear rows and clauses."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The weighted variables come to `low` at the least and to `high` at the most."""

    variables: Sequence[int]
    weights: Sequence[int]
    low: float
    high: float


def linear(proto: Any) -> bool:  # noqa: ANN401
    """Tell whether the model is linear rows and clauses alone, over whole ranges."""
    return all(len(variable.domain) == ENDS for variable in proto.variables) and all(
        (constraint.has_linear() and len(constraint.linear.domain) == ENDS)
        or constraint.has_at_most_one()
        or constraint.has_exactly_one()
        or constraint.has_bool_or()
        or constraint.has_bool_and()
        for constraint in proto.constraints
    )


def programme_of(proto: Any) -> model_pb2.ModelProto:  # noqa: ANN401  # CP-SAT's is not typed
    """Return the model as MathOpt has it; its variables keep their numbers.

    Raises:
        NotLinear: a constraint is neither linear nor a clause, or a domain has holes.
    """
    domains = [list(variable.domain) for variable in proto.variables]
    if any(len(domain) != ENDS for domain in domains):
        raise NotLinear("a variable's domain has holes")
    rows = [row for constraint in proto.constraints for row in _rows(constraint, domains)]
    programme = model_pb2.ModelProto()
    programme.variables.ids.extend(range(len(domains)))
    programme.variables.lower_bounds.extend(float(low) for low, _ in domains)
    programme.variables.upper_bounds.extend(float(high) for _, high in domains)
    programme.variables.integers.extend([True] * len(domains))
    programme.linear_constraints.ids.extend(range(len(rows)))
    programme.linear_constraints.lower_bounds.extend(row.low for row in rows)
    programme.linear_constraints.upper_bounds.extend(row.high for row in rows)
    row, column, weight = _cells(
        [np.full(len(each.variables), k) for k, each in enumerate(rows)],
        [each.variables for each in rows],
        [each.weights for each in rows],
    )
    programme.linear_constraint_matrix.row_ids.extend(row.tolist())
    programme.linear_constraint_matrix.column_ids.extend(column.tolist())
    programme.linear_constraint_matrix.coefficients.extend(weight.tolist())
    objective = list(proto.objective.vars)
    _, column, weight = _cells(
        [np.zeros(len(objective))], [objective], [list(proto.objective.coeffs)]
    )
    programme.objective.offset = proto.objective.offset
    programme.objective.linear_coefficients.ids.extend(column.tolist())
    programme.objective.linear_coefficients.values.extend(weight.tolist())
    return programme


def _cells(
    rows: Iterable[object], columns: Iterable[Sequence[int]], weights: Iterable[Sequence[int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the cells in order of rows and columns, what stands twice in one added up.

    A negative column stands for a variable with its sign turned.
    """
    none = np.zeros(0, dtype=np.int64)
    row = np.concatenate([none, *(np.asarray(each, dtype=np.int64) for each in rows)])
    column = np.concatenate([none, *(np.asarray(each, dtype=np.int64) for each in columns)])
    weight = np.concatenate([none, *(np.asarray(each, dtype=np.int64) for each in weights)])
    turned = column < 0
    column, weight = np.where(turned, -column - 1, column), np.where(turned, -weight, weight)
    width = int(column.max(initial=0)) + 1
    key, where = np.unique(row * width + column, return_inverse=True)
    total = np.bincount(where, weights=weight, minlength=len(key))
    kept = total != 0
    return key[kept] // width, key[kept] % width, total[kept]


def _rows(constraint: Any, domains: Sequence[Sequence[int]]) -> Iterator[_Row]:  # noqa: ANN401
    enforced = list(constraint.enforcement_literal)
    if constraint.has_linear():
        variables, weights = list(constraint.linear.vars), list(constraint.linear.coeffs)
        domain = list(constraint.linear.domain)
        if len(domain) != ENDS:
            raise NotLinear("a row's domain has holes")
        low, high = (float(x) if abs(x) < FAR else math.copysign(math.inf, x) for x in domain)
        if enforced:
            yield from _enforced(_Row(variables, weights, low, high), enforced, domains)
        else:
            yield _Row(variables, weights, low, high)
    elif constraint.has_at_most_one() or constraint.has_exactly_one():
        exactly = constraint.has_exactly_one()
        literals = constraint.exactly_one if exactly else constraint.at_most_one
        yield _clause(list(literals.literals), 1 if exactly else -math.inf, 1)
    elif constraint.has_bool_or():
        yield _clause([*constraint.bool_or.literals, *(-x - 1 for x in enforced)], 1, math.inf)
    elif constraint.has_bool_and():
        for literal in constraint.bool_and.literals:
            yield _clause([literal, *(-x - 1 for x in enforced)], 1, math.inf)
    else:
        raise NotLinear("a constraint is neither linear nor a clause")


def _clause(literals: Sequence[int], low: float, high: float) -> _Row:
    """Return the row of a sum of literals, of which negative ones stand for 'not'."""
    variables = [x if x >= 0 else -x - 1 for x in literals]
    weights = [1 if x >= 0 else -1 for x in literals]
    turned = sum(x < 0 for x in literals)
    return _Row(variables, weights, low - turned, high - turned)


def _enforced(row: _Row, literals: list[int], domains: Sequence[Sequence[int]]) -> Iterator[_Row]:
    """Yield what a row comes to that holds when all the literals do."""
    ranges = [
        sorted(weight * bound for bound in domains[v])
        if v >= 0
        else sorted(-weight * bound for bound in domains[-v - 1])
        for v, weight in zip(row.variables, row.weights, strict=True)
    ]
    least, most = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    for bound, far, sign in ((row.high, most, 1), (row.low, least, -1)):
        slack = sign * (far - bound)
        if math.isfinite(bound) and slack > 0:
            # With a literal that does not hold the row may go as far as its variables do.
            clause = _clause(literals, 0, 0)
            turned = sum(x < 0 for x in literals)
            weights = [sign * w for w in row.weights] + [int(slack) * w for w in clause.weights]
            limit = sign * bound + slack * (len(literals) - turned)
            yield _Row([*row.variables, *clause.variables], weights, -math.inf, limit)
