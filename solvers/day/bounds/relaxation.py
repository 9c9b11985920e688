"""The relaxation: a bound on the whole problem from columns alone, and what it says of each.

A linear programme over columns (one for each job, none more than once a minute of anybody's time)
is solved by column generation; the multipliers of its time rows give a Lagrangian bound, which is
valid for any multipliers (Geoffrion 1974) and does not rest on the linear solver's tolerances.
Columns whose reduced cost exceeds what is left between plan and bound cannot be in a better plan.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Protocol

import numpy as np
from ortools.linear_solver import pywraplp

from solvers.day.bounds.columns import NOBODY
from solvers.day.bounds.cuts import Cut, cut_of
from solvers.day.bounds.multipliers import Multipliers
from solvers.day.bounds.shared_time import SharedTime
from solvers.day.bounds.weights import Weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from solvers.day.bounds.columns import Columns, Shared

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

LAST = 40 * 60
"""Minutes of a resource's row of multipliers."""

FRESH = 3
"""Groups of a job that send a column into the master at a time."""

LOOSE = 1e-2
"""The same as `TOLERANCE`, while rows are still to come."""

TOLERANCE = 1e-3
"""The share of itself by which the bound may stay below the master's value."""

CUTS = 150
"""Cuts that are posted at a time, those that are broken most."""

BROKEN = 1e-3
"""By how much a cut is exceeded that is worth posting."""

STALLED = 5e-4
"""The share of itself by which a round of cuts raises the bound that is worth something."""

DRAFT = 0.05
"""The same, for the solution to be worth looking at."""

PLATEAU = 4
"""Rounds of cuts in a row that are worth nothing, after which no more are posted."""

SMOOTHING = 0.6
"""How much of the best multipliers so far goes into the next ones (Wentges 1997)."""


class _Row(Protocol):
    """What is asked of a row of the linear solver, whose own interface is not typed."""

    def SetCoefficient(self, variable: pywraplp.Variable, value: float) -> None: ...  # noqa: N802

    def dual_value(self) -> float: ...

    def SetBounds(self, low: float, high: float) -> None: ...  # noqa: N802


class Relaxation:
    """The linear programme over the columns, restricted to those that matter.

    Multipliers stand in one array: for each resource and minute what its time costs, the same for
    the minutes of each shared span (as published: nothing), one for each limit and group of spans.
    """

    def __init__(
        self,
        columns: Columns,
        limits: Iterable[tuple[Floats, float]] = (),
        cuts: Iterable[Cut] = (),
    ) -> None:
        self.columns = columns
        self.resources = len(columns.providers) + len(columns.slots) + len(columns.doubled)
        rows = [cut_of(weights, most) for weights, most in limits]
        seen = columns.job < len(columns.refs)
        away = np.zeros(len(columns.job), dtype=bool)
        away[columns.first_away : columns.first_away + len(columns.away)] = True
        self.split = (_all_of(seen & away), _all_of(seen & ~away))
        self.weights = Weights([*rows, *cuts, *self.split])
        self.shared = SharedTime(columns.shared, self.resources)
        self.most = self.weights.most
        self.run_first, self.run_job = columns.groups()
        # Where the ends of each column's spans stand among the minutes of all resources.
        before = columns.resource * (LAST + 2)
        before[columns.resource == NOBODY] = self.resources * (LAST + 2)
        self.places = [
            (before + begin, before + end)
            for begin, end in zip(columns.begin, columns.end, strict=True)
        ]
        self.inside = np.zeros(len(columns.job), dtype=bool)
        self.current = False
        self.points = self._points()
        solver = self.solver = pywraplp.Solver.CreateSolver("GLOP")  # type: ignore[no-untyped-call]
        self._simplex(dual=False)
        self.cost = solver.Objective()
        self.cost.SetMinimization()
        infinite = solver.infinity()
        self.assigned = [solver.Constraint(1, 1) for _ in range(columns.jobs)]
        self.limits: dict[int, _Row] = {}
        self.variables: dict[int, pywraplp.Variable] = {}
        self.grouped = [
            solver.Constraint(-infinite, float(most)) for most in self.shared.group_most
        ]
        # All at once: the simplex goes on from where it was after rows or columns, not after both.
        self.rows: dict[tuple[int, int], _Row] = {
            (resource, int(point)): solver.Constraint(-infinite, 1)
            for resource, points in enumerate(self.points)
            for point in points
        }
        self.shared_rows: dict[tuple[int, int], _Row] = {}
        for number, span in enumerate(columns.shared):
            self._enter_shared(number, span)
        for row in range(len(rows)):
            self._post(row)

    def _simplex(self, *, dual: bool) -> None:
        """Go on with the dual simplex after rows have come, with the primal one after columns.

        It goes on from the last basis only where neither preprocessing nor scaling changes the
        programme.
        """
        said = "use_preprocessing: false use_scaling: false"
        self.solver.SetSolverSpecificParametersAsString(
            f"{said} use_dual_simplex: {str(dual).lower()}"
        )

    def _points(self) -> list[Numbers]:
        """Return, for each resource, the minutes at which some column of it or a span starts."""
        columns = self.columns
        points = []
        for resource in range(self.resources):
            here = columns.resource == resource
            starts = columns.begin[:, here][columns.end[:, here] > columns.begin[:, here]]
            spans = [span.start for span in columns.shared if span.resource == resource]
            points.append(np.unique(np.concatenate([starts, np.array(spans, dtype=np.int64)])))
        return points

    def _enter_shared(self, number: int, span: Shared) -> None:
        """Give the master the decision whether a shared span is used, and its rows over time."""
        used = self.solver.NumVar(0, 1, "")
        self.cost.SetCoefficient(used, span.price)
        for name, _ in span.caps:
            self.grouped[self.shared.groups[name]].SetCoefficient(used, 1)
        points = self.points[span.resource]
        for point in points[(span.start <= points) & (points < span.end)]:
            row = self.solver.Constraint(-self.solver.infinity(), 0)
            row.SetCoefficient(used, -1)
            self.shared_rows[number, int(point)] = row

    def solve(
        self, seconds: float, draft: Callable[[Multipliers], None] | None = None
    ) -> Multipliers:
        """Raise the bound until neither column nor cut is left that matters, or time is up.

        `draft` is told once of the best so far, as soon as cuts hardly raise the bound any more.
        """
        columns, until = self.columns, time.monotonic() + seconds
        cells = self.resources * (LAST + 1) + self.shared.size
        best = self._priced(np.zeros(cells + len(self.most) + len(self.shared.groups)))
        if not columns.jobs:
            return best
        # With a manual decision for each visit, and all breaks, the master always has a solution.
        undecided = [position for position, (_, slot) in enumerate(columns.away) if slot is None]
        breaks = np.arange(len(columns.away), len(columns.job) - columns.first_away)
        self._enter(columns.first_away + np.append(np.array(undecided, dtype=np.int64), breaks))
        self._enter(self._cheapest(columns.price))
        before, stalled = 0.0, 0
        while time.monotonic() < until:
            # While cuts are still to come, the bound need not be driven up to the master's value.
            best = self._generate(best, until, LOOSE)
            if not self._settled():
                return best
            value = self.solver.Objective().Value()
            if draft is not None and value - before <= DRAFT * value:
                draft(best)
                draft = None
            # Of many solutions that cost the same each round cuts off some, before the bound rises.
            stalled = stalled + 1 if value - before <= STALLED * max(1.0, before) else 0
            if stalled == PLATEAU or not self._cut():
                break
            before = value
        return self._generate(best, until, TOLERANCE)

    def halves(self, best: Multipliers, seconds: float) -> list[Multipliers]:
        """Raise the bound for plans with no more visits not seen, and with more, each by itself.

        Every plan is one or the other, and the master's visits not seen are seldom a whole number.
        Without such a split what is given is the answer.
        """
        until = time.monotonic() + seconds
        if not self._settled():
            return [best]
        away, here = len(self.weights.rows) - 2, len(self.weights.rows) - 1
        given_up = float(self.taken()[self.split[0].columns].sum())
        few = math.floor(given_up)
        if not BROKEN < given_up - few < 1 - BROKEN or not self.columns.jobs:
            return [best]
        visits = len(self.columns.refs)
        found: list[Multipliers] = []
        for row, most in ((away, few), (here, visits - few - 1)):
            self.most[row] = most
            self._post(row)
            half = self._generate(best, until, TOLERANCE)
            if self._settled() and self._cut():
                half = self._generate(half, until, TOLERANCE)
            found.append(half)
            self.limits.pop(row).SetBounds(-self.solver.infinity(), self.solver.infinity())
            self.most[row] = visits
        return found

    def _generate(self, best: Multipliers, until: float, tolerance: float) -> Multipliers:
        """Enter columns until none is left that could lower the master, or the tolerance is met.

        A loose one is met as well when the master hardly falls any more.
        """
        columns, before = self.columns, math.inf
        while time.monotonic() < until:
            status = self.solver.Solve()
            self.current = status == pywraplp.Solver.OPTIMAL
            self._simplex(dual=False)
            if status != pywraplp.Solver.OPTIMAL:
                break
            value = self.solver.Objective().Value()
            fell, before = before - value, value
            if value - best.bound <= tolerance * max(1.0, value):
                break
            if tolerance == LOOSE and fell <= STALLED * value:
                break
            now = self._duals()
            gain = self._charged(now) - self._assignment_duals()[columns.job]
            for share in (SMOOTHING, 0.0):
                trial = share * best.paid + (1 - share) * now
                priced = self._priced(trial)
                if priced.bound > best.bound + 1e-9:
                    best = priced
                fresh = self._cheapest(self._charged(trial))
                fresh = fresh[(gain[fresh] < -1e-7) & ~self.inside[fresh]]
                if len(fresh):
                    break
            if not len(fresh):
                break
            self._enter(fresh)
        return best

    def _cut(self) -> bool:
        """Post the cuts that the master's solution breaks most, and tell whether there are any."""
        over = self.weights.over(self.taken())
        over[list(self.limits)] = 0
        broken = np.argsort(-over, kind="stable")[:CUTS]
        for row in broken[over[broken] > BROKEN]:
            self._post(int(row))
        self._simplex(dual=True)
        return bool(over[broken[:1]].sum() > BROKEN)

    def _settled(self) -> bool:
        """Whether the master's solution is of the master as it stands: time may have run out."""
        return self.current

    def taken(self) -> Floats:
        """Return how much of each column the master's last solution takes."""
        taken = np.zeros(len(self.columns.job))
        if not self._settled():
            return taken
        for index, variable in self.variables.items():
            taken[index] = variable.solution_value()  # type: ignore[no-untyped-call]
        return taken

    def _post(self, row: int) -> None:
        """Give the master a row, with the columns that it has."""
        self.current = False
        self.limits[row] = self.solver.Constraint(-self.solver.infinity(), float(self.most[row]))
        price = self.weights.rows[row].price
        if math.isfinite(price):
            beyond = self.solver.NumVar(0, self.solver.infinity(), "")
            self.cost.SetCoefficient(beyond, price)
            self.limits[row].SetCoefficient(beyond, -1)
        for column, weight in self.weights.among(row, self.inside):
            self.limits[row].SetCoefficient(self.variables[column], weight)

    def _parts(self, paid: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Cut the multipliers into time, time in shared spans, limits, groups."""
        cells, shared = self.resources * (LAST + 1), self.shared.size
        first, second = paid[:cells], paid[cells : cells + shared]
        rest, limits = paid[cells + shared :], len(self.most)
        return first.reshape(self.resources, LAST + 1), second, rest[:limits], rest[limits:]

    def _charged(self, paid: Floats) -> Floats:
        """Return each column's price with what its time and its weights cost at the multipliers."""
        columns = self.columns
        cells, shared, limits, _ = self._parts(paid)
        spent = self._spent(cells)
        if len(columns.shared):
            minutes = self.shared.by_minute(shared, LAST + 1)
            spent += self._spent(minutes) * self.columns.pays_shared
        return np.asarray(
            columns.price + spent + self.weights.charged(limits, len(columns.job)), dtype=np.float64
        )

    def _spent(self, cells: Floats) -> Floats:
        """Return what each column's time costs at prices of each resource's minutes."""
        total = np.zeros((self.resources + 1, LAST + 2))
        np.cumsum(cells, axis=1, out=total[: self.resources, 1:])
        flat = total.ravel()
        spent = sum(flat[end] - flat[begin] for begin, end in self.places)
        return np.asarray(spent * self.columns.share, dtype=np.float64)

    def _priced(self, paid: Floats) -> Multipliers:
        columns, charged = self.columns, self._charged(paid)
        cells, shared, limits, groups = self._parts(paid)
        least = np.full(columns.jobs, np.inf)
        np.minimum.at(least, columns.job, charged)
        bound = float(least.sum() - cells.sum() - limits @ self.most)
        bound -= float(groups @ self.shared.group_most) + self.shared.gain(shared, groups)
        return Multipliers(bound, charged - least[columns.job], least, cells, paid)

    def _cheapest(self, charged: Floats) -> Numbers:
        """Return the cheapest column of each of the cheapest few groups of every job."""
        least = np.minimum.reduceat(charged, self.run_first)
        order = np.lexsort((least, self.run_job))
        job = self.run_job[order]
        rank = np.arange(len(order)) - np.searchsorted(job, job)
        groups = order[rank < FRESH]
        sizes = np.diff(np.append(self.run_first, len(charged)))[groups]
        # The first column at the least price of each group chosen.
        position = np.concatenate(
            [np.arange(f, f + n) for f, n in zip(self.run_first[groups], sizes, strict=True)]
        )
        group = np.repeat(np.arange(len(groups)), sizes)
        at_least = charged[position] <= least[groups][group]
        _, first = np.unique(group[at_least], return_index=True)
        return np.asarray(position[at_least][first], dtype=np.int64)

    def _enter(self, fresh: Numbers) -> None:
        columns, pays = self.columns, self.columns.pays_shared
        self.current = False
        entering = np.zeros(len(self.inside), dtype=bool)
        entering[fresh] = True
        entering &= ~self.inside
        self.inside |= entering
        for index in np.flatnonzero(entering).tolist():
            variable = self.solver.NumVar(0, self.solver.infinity(), "")
            self.variables[index] = variable
            self.cost.SetCoefficient(variable, float(columns.price[index]))
            self.assigned[columns.job[index]].SetCoefficient(variable, 1)
            resource = int(columns.resource[index])
            if resource == NOBODY:
                continue
            points, share = self.points[resource], float(columns.share[index])
            for begin, end in zip(columns.begin[:, index], columns.end[:, index], strict=True):
                low, high = np.searchsorted(points, (begin, end))
                for point in map(int, points[low:high]):
                    self.rows[resource, point].SetCoefficient(variable, share)
                    for number in self.shared.at(resource, point) if pays[index] else ():
                        self.shared_rows[number, point].SetCoefficient(variable, share)
        for position, row in self.limits.items():
            for index, weight in self.weights.among(position, entering):
                row.SetCoefficient(self.variables[index], weight)

    def _assignment_duals(self) -> Floats:
        return np.array([row.dual_value() for row in self.assigned])

    def _duals(self) -> Floats:
        paid = np.zeros((self.resources, LAST + 1))
        for (resource, point), row in self.rows.items():
            paid[resource, point] = _dual(row)
        shared = np.zeros(self.shared.size)
        for at, row in self.shared_rows.items():
            shared[self.shared.position(*at)] = _dual(row)
        caps = np.zeros(len(self.most))
        for position, row in self.limits.items():
            caps[position] = min(_dual(row), self.weights.rows[position].price)
        groups = np.array([_dual(row) for row in self.grouped])
        return np.concatenate([paid.ravel(), shared, caps, groups])


def _all_of(which: NDArray[np.bool_]) -> Cut:
    """Return a row of the columns told, which says nothing yet."""
    columns = np.flatnonzero(which)
    return Cut(columns, np.ones(len(columns)), float(len(which)))


def _dual(row: _Row) -> float:
    """Return how much a row that may not be exceeded is worth, never less than nothing."""
    return max(0.0, -row.dual_value())
