"""Columns by person: the linear relaxation over whole rows of people, and the bound it proves.

A column is all that one person does. The master chooses one for each person at the least cost, the
links held; its multipliers price the links, and each person's best row at these prices is another
column. At any multipliers, what people come to alone, plus what the links are worth, is a bound for
all rosters.

Source: Dantzig and Wolfe 1960; multipliers are smoothed as in Wentges 1997.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solvers.roster.blocks import Blocks
from solvers.roster.clock import WALL
from solvers.roster.links import SCALE, Links
from solvers.roster.master import Master
from solvers.roster.pricing import Pricing
from solvers.roster.relaxed import handing, relaxed
from solvers.roster.told import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.roster.board import Board
    from solvers.roster.clock import Clock
    from solvers.roster.links import Floats
    from solvers.roster.rows import Rows, Values

SMOOTH = 0.5
"""How much of the multipliers is those of the best bound so far."""

RELAXING, MOST_RELAXING = 0.3, 30.0
"""The part of the time that the relaxation of the whole may take, and how many seconds at most."""

MAKING = 0.5
"""The part of the time that diagrams may take: the walks through them need the rest."""

OFTEN, TRIED = 40, 3
"""Times through all people that it takes until the master proves all it can, at the least, and
those after which it is known whether so many are possible."""

EXACT = 0.01
"""Smoothing below which the multipliers are as good as the master's own."""

NEXT = 1e-6
"""What floating point may have added; costs are whole numbers."""


class Ended(StrEnum):
    """Why columns have been added no longer: the master proves no more, no roster, or the clock."""

    CONVERGED = "converged"
    NOTHING_BETTER = "nothing-better"
    STOPPED = "stopped"


@dataclass(slots=True)
class Node:
    """A part of all rosters: those within bounds of all variables.

    Attributes:
        low: the least of each variable.
        high: the greatest.
        paid: multipliers to begin with; in the end those of the best bound.
        bound: no roster of this part costs less.
    """

    low: Values
    high: Values
    paid: Floats
    bound: float = -math.inf

    def within(self, zeros: Values, ones: Values) -> Node:
        """Return the part of it in which these cells are not taken, and those are."""
        low, high = self.low.copy(), self.high.copy()
        high[zeros], low[ones] = 0, 1
        return Node(low, high, self.paid, self.bound)


class Columns:
    """The master, its columns, and how they are priced.

    Attributes:
        root: all rosters, and what is proven of them.
        clock: by which all of it ends.
    """

    def __init__(
        self,
        board: Board,
        rows: Rows,
        values: Values | None,
        ends: float = math.inf,
        *,
        paid: Floats | None = None,
        widest: int | None = None,
        clock: Clock = WALL,
    ) -> None:
        """Begin with the rows of a roster, and the multipliers of all rows, where these are known.

        `widest` is how wide a person's day may be in a diagram.
        """
        self.rows, self.clock = rows, clock
        self.blocks = Blocks(board, rows)
        self.links = Links(rows, self.blocks)
        self.master = Master(rows, self.blocks, self.links)
        now = clock.now()
        making = now + MAKING * (ends - now)
        self.pricing = Pricing(board, rows, self.blocks, self.links, making, widest, clock)
        if values is not None:
            self.learn(values)
        # A walk is so quick that solving the relaxation would take longer than what it saves.
        left = min(RELAXING * (ends - clock.now()), MOST_RELAXING)
        if paid is None and self.pricing.exact and left > handing(rows):
            paid = relaxed(rows, left, clock)
        none = np.zeros(len(self.links.low))
        self.root = Node(rows.low, rows.high, none if paid is None else paid[self.blocks.links])

    @property
    def bound(self) -> float:
        """Return what no roster costs less than."""
        return self.root.bound

    def learn(self, roster: Values) -> None:
        """Make columns of a roster's rows."""
        for person, part in enumerate(self.blocks.parts):
            self.master.add(person, roster[part.free])

    def price(self, paid: Floats, ends: float) -> float:
        """Return the bound that multipliers prove; minus infinity where time ran out."""
        priced = self.pricing.at(paid, self.rows.low, self.rows.high, ends)
        return -math.inf if priced is None else priced.bound

    def run(
        self,
        ends: float,
        best: Callable[[], Values | None],
        told: Callable[[float], None],
        enough: Callable[[], bool],
    ) -> bool:
        """Add columns until the master proves no more of all rosters; tell of each better bound.

        `best` are the values of the best roster that anybody has; its rows are columns, too.
        Returns whether it came to that before the clock showed `ends`; it ends sooner where a few
        times through all people show that it will not: others can use the time.
        """
        start: Values | None = None
        times, began = 0, self.clock.now()

        def goes_on(bound: float) -> bool:
            nonlocal start, times
            if math.isfinite(bound):
                told(bound)
            roster = best()
            if roster is not None and roster is not start:
                start = roster
                self.learn(roster)
            each = (self.clock.now() - began) / max(1, times)
            times += 1
            hopeless = times > TRIED and each * OFTEN > ends - began
            return not hopeless and not enough()

        ended = self.relax(self.root, ends, goes_on)
        if math.isfinite(self.bound):
            told(self.bound)
        return ended is Ended.CONVERGED

    def relax(
        self, node: Node, ends: float, goes_on: Callable[[float], bool], near: float = 0.0
    ) -> Ended:
        """Add columns until the master proves no more of a node.

        `goes_on` is told what is proven so far, and says whether more is wanted. With `near` it is
        enough when the master's cost is no more than such a part of it above the bound.
        """
        self.master.allow(node.low, node.high)
        smooth, first, improved = SMOOTH, not math.isfinite(node.bound), False
        inherited, node.bound = node.bound, -math.inf
        while self.clock.now() < ends:
            if not goes_on(max(inherited, node.bound)):
                node.bound = max(inherited, node.bound)
                return Ended.NOTHING_BETTER
            solved = self.master.solve()
            self.clock.worked(self.master.effort)
            if solved is None:
                break
            enough = whole(node.bound) + NEXT + near * abs(solved.value) if improved else 0
            if improved and solved.value <= enough:
                node.bound = max(inherited, node.bound)
                return Ended.CONVERGED
            mixed = node.paid if first else smooth * node.paid + (1 - smooth) * solved.paid
            priced = self.pricing.at(mixed, node.low, node.high, ends)
            if priced is None:
                break
            first = False
            if priced.bound > node.bound:
                node.bound, node.paid, improved = priced.bound, mixed, True
                if math.isinf(priced.bound):
                    return Ended.NOTHING_BETTER
            new = [self.master.add(person, row) for person, row in priced.rows.items()]
            if any(new):
                smooth = SMOOTH
            elif smooth < EXACT and not all(self.master.pool):
                # Somebody's row was looked for in vain: there is none yet to go on from.
                break
            elif smooth < EXACT:
                node.bound = max(inherited, node.bound)
                return Ended.CONVERGED
            else:
                smooth /= 4
        node.bound = max(inherited, node.bound)
        return Ended.STOPPED

    def closed(self, node: Node, most: float, ends: float) -> Values:
        """Return the cells that no roster of a node has that costs no more than `most`.

        With each of them the best row of its person costs more than there is between the bound
        and `most`.
        """
        priced = self.pricing.at(node.paid, node.low, node.high, ends)
        if priced is None or not math.isfinite(priced.bound) or math.isinf(most):
            return np.zeros(0, dtype=np.int64)
        slack = round(most * SCALE) - round(priced.bound * SCALE)
        closed = []
        least = priced.walk.with_each()
        for number, person in enumerate(self.pricing.paths.people):
            if person in priced.doubtful:
                continue
            free = self.blocks.parts[person].free
            beyond = least[number] - priced.walk.best[number] > slack
            closed.append(free[beyond & (node.high[free] > 0) & self.rows.is_cell[free]])
        return np.concatenate([np.zeros(0, dtype=np.int64), *closed])

    def shares(self) -> tuple[list[int], list[float]]:
        """Return for each person the column that the master has most of, and how much of it."""
        weights = self.master.weights()
        columns = [int(np.argmax(of)) for of in weights]
        return columns, [float(of[at]) for of, at in zip(weights, columns, strict=True)]

    def taken(self) -> Floats:
        """Return how far the master takes each variable of people."""
        taken = np.zeros(len(self.rows.low))
        for person, of in enumerate(self.master.weights()):
            some = np.flatnonzero(of > NEXT)
            pool = self.master.pool[person]
            free = self.blocks.parts[person].free
            taken[free] = sum((of[at] * pool[at] for at in some.tolist()), np.zeros(len(free)))
        return taken

    def alone(self, ends: float) -> Values | None:
        """Return a roster in which everybody does what is best for them, if links allow it."""
        none = np.zeros(len(self.links.low))
        priced = self.pricing.at(none, self.rows.low, self.rows.high, ends)
        if priced is None or len(priced.rows) < len(self.blocks.parts):
            return None
        for person, row in priced.rows.items():
            self.master.add(person, row)
        chosen = [
            next(at for at, row in enumerate(pool) if (row == priced.rows[person]).all())
            for person, pool in enumerate(self.master.pool)
        ]
        return self.roster(chosen)

    def roster(self, chosen: list[int]) -> Values | None:
        """Return all values where each person has this column; None where a link forbids it."""
        values = self.rows.low.copy()
        for person, column in enumerate(chosen):
            values[self.blocks.parts[person].free] = self.master.pool[person][column]
        mask = np.zeros(len(values), dtype=bool)
        mask[self.links.shared] = True
        part = self.rows.around(values, mask)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        if solver.solve(part.model) != cp_model.OPTIMAL:
            return None
        return part.merged(values, solver)
