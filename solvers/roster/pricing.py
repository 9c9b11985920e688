"""Everybody's best row at given multipliers, and the bound that these rows prove.

A person whose rules fit into a diagram is priced by a walk through it; CP-SAT solves the rows of
all others exactly, whatever rules there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solvers.roster.clock import WALL
from solvers.roster.diagram import diagram
from solvers.roster.links import SCALE
from solvers.roster.paths import FAR, Paths
from solvers.roster.person_rows import PersonRows
from solvers.roster.told import SOLVED, bound_of

if TYPE_CHECKING:
    from solvers.roster.blocks import Blocks
    from solvers.roster.board import Board
    from solvers.roster.clock import Clock
    from solvers.roster.diagram import Layer
    from solvers.roster.links import Floats, Links
    from solvers.roster.paths import Walk
    from solvers.roster.rows import Rows, Values

PRICED = 5.0
"""Seconds that one person's row may take CP-SAT."""

SOME = 3
"""People whose diagrams show how long everybody's will take."""

MOST = 5_000_000
"""Arcs of all people's diagrams beyond which there are no more."""

BEGUN, MADE, WALKED = 45_000, 14, 0.1
"""Entries that somebody's diagram is worth, making an arc of it, and going along it (measured)."""

CLOSED = 2**48
"""What a variable costs, in thousandths, for each unit that it is beyond its bounds."""


@dataclass(frozen=True, slots=True)
class Priced:
    """Everybody's best row.

    Attributes:
        bound: no roster costs less.
        rows: the best row of each person, where there is one.
        walk: what the rows of all that have a diagram cost.
        doubtful: those of them whose best row is not what it says.
    """

    bound: float
    rows: dict[int, Values]
    walk: Walk
    doubtful: list[int]


class Pricing:
    """How everybody is priced.

    Attributes:
        exact: the people whom CP-SAT prices.
        loose: the rows of those whose diagram leaves something out, since it were too wide.
    """

    def __init__(
        self,
        board: Board,
        rows: Rows,
        blocks: Blocks,
        links: Links,
        ends: float,
        widest: int | None = None,
        clock: Clock = WALL,
    ) -> None:
        """Make diagrams until the clock shows `ends`, or some show that there is not time for all.

        Some people's diagrams are worth little: a row that CP-SAT prices takes longer than all.
        None has a day wider than `widest`.
        """
        began = clock.now()
        self._rows, self._blocks, self._links = rows, blocks, links
        self._clock = clock
        day = np.full(len(rows.low), -1, dtype=np.int64)
        for (_, number), literals in board.cells.items():
            day[[literal.index for literal in literals.values()]] = number
        steady = np.where(links.named(), -1, rows.prices)
        people, diagrams, arcs = [], [], 0
        self.loose: dict[int, PersonRows] = {}
        for person, part in enumerate(blocks.parts):
            spent = clock.now() - began
            late = spent * len(blocks.parts) > (ends - began) * max(SOME, person)
            if late or arcs > MOST:
                break
            clock.worked(BEGUN)
            of = PersonRows(part, day[part.free], steady[part.free])
            layers, loose = _narrow(of, board.facts.days, widest, loose=bool(self.loose))
            if layers:
                people.append(person)
                diagrams.append(layers)
                own = sum(len(layer.tail) for layer in layers)
                clock.worked(MADE * own)
                arcs += own
                if loose:
                    self.loose[person] = of
        self._arcs = arcs
        self.paths = Paths(people, diagrams, [len(blocks.parts[person].free) for person in people])
        self.exact = sorted(set(range(len(blocks.parts))) - set(people))

    def at(self, paid: Floats, low: Values, high: Values, ends: float) -> Priced | None:
        """Return everybody's best row within bounds of all variables.

        The bound is infinite where somebody has none. None where time ran out.
        """
        whole = self._links.whole(paid)
        total = self._links.worth(whole)
        outside, beyond = self._outside(low, high)
        found: dict[int, Values] = {}
        doubtful: list[int] = []
        prices = [self._links.prices(p, whole) + outside[self._free(p)] for p in self.paths.people]
        walk = self.paths.walk(prices)
        self._clock.worked(WALKED * self._arcs)
        for person, row, charged in zip(
            self.paths.people, walk.rows(), walk.best.tolist(), strict=True
        ):
            cost = charged + int(beyond[self._free(person)].sum())
            if cost > CLOSED // 2:
                return Priced(math.inf, {}, walk, doubtful)
            if person in self.loose and not self.loose[person].allows(row):
                doubtful.append(person)
                continue
            total += cost
            found[person] = row
        for person in [*self.exact, *doubtful]:
            if self._clock.now() > ends:
                return None
            own = self._links.prices(person, whole)
            priced = self._solved(person, own, low, high, ends)
            if priced is None:
                return Priced(math.inf, {}, walk, doubtful)
            total += priced[0]
            if priced[1] is not None:
                found[person] = priced[1]
        return Priced(total / SCALE, found, walk, doubtful)

    def _free(self, person: int) -> Values:
        return self._blocks.parts[person].free

    def _outside(self, low: Values, high: Values) -> tuple[Values, Values]:
        """Return prices that keep rows within bounds, and what these prices are above nothing.

        A least of one is a price on not having it: less for having it, and one more for all.
        """
        up, down = low > self._rows.low, high < self._rows.high
        outside = np.where(down, CLOSED, 0) - np.where(up, CLOSED, 0)
        return outside, np.where(up, CLOSED * low, 0)

    def _solved(
        self, person: int, prices: Values, low: Values, high: Values, ends: float
    ) -> tuple[int, Values | None] | None:
        """Return (bound in thousandths, row) by CP-SAT; None where there is no row.

        Where the clock shows `ends` before it is known, the bound is what is proven by then.
        """
        part, free = self._blocks.parts[person], self._free(person)
        model = part.model.clone()
        rows = self._rows
        narrowed = (low[free] > rows.low[free]) | (high[free] < rows.high[free])
        for place in np.flatnonzero(narrowed).tolist():
            domain = model.proto.variables[place].domain
            domain[0], domain[1] = int(low[free[place]]), int(high[free[place]])
        objective = model.proto.objective
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
        self._clock.limit(solver, min(ends, self._clock.now() + PRICED))
        status = solver.solve(model)
        self._clock.solved(solver)
        if status == cp_model.INFEASIBLE:
            return None
        row = None
        if status in SOLVED:
            row = np.array(list(solver.response_proto.solution), dtype=np.int64)
        return math.floor(max(bound_of(solver, int(status)), -FAR)), row


def _narrow(
    rows: PersonRows, days: int, widest: int | None, *, loose: bool
) -> tuple[list[Layer] | None, bool]:
    """Return a diagram, and whether rows were left out of it so that it is narrow enough.

    With `loose` they are left out from the first: somebody else's was too wide with them.
    """
    left_out = rows.loosest(days) if loose else []
    layers = diagram(rows.without(left_out), days, widest)
    less = rows.without(left_out)
    while layers is None and rows.possible:
        row = less.loosest(days)
        if not row:
            break
        less, left_out = less.without(row), [*left_out, *row]
        layers = diagram(less, days, widest)
    return layers, bool(left_out)
