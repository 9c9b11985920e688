"""Branch and price: what columns leave open is decided cell by cell.

A node is relaxed by columns; a cell that the relaxation takes in part is taken in one branch and
not in the other. The branch in which it is taken comes first, so that a roster is soon there; when
it ends, the node with the least bound is next. What the best roster forbids is closed: no row with
it is cheap enough.

Source: Barnhart et al. 1998; diving as in Sadykov et al. 2019.
"""

from __future__ import annotations

import heapq
import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from solvers.roster.columns import NEXT, Ended, Node
from solvers.roster.told import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.roster.columns import Columns
    from solvers.roster.links import Floats
    from solvers.roster.rows import Values

SURE = 0.85
"""How much of a column the relaxation has where a dive takes it without looking further."""

AT_ONCE = 0.25
"""The part of the people left whose columns a dive takes at once."""

NEAR = 0.001
"""How near the master comes to its bound before a dive goes on, as a part of the cost."""

OFTEN = 40
"""Nodes between two dives."""


class Tree:
    """The search below the relaxation of all rosters.

    `cost` says what the best roster costs that anybody has, `told` hears of bounds, `kept` of
    rosters with their costs.

    Attributes:
        nodes: how many have been relaxed.
    """

    def __init__(
        self,
        columns: Columns,
        *,
        seed: int,
        cost: Callable[[], float],
        told: Callable[[float], None],
        kept: Callable[[Values, int], None],
    ) -> None:
        self._columns, self._cost, self._told, self._kept = columns, cost, told, kept
        self._random = np.random.default_rng(seed)
        self._numbers = itertools.count()
        self._open: list[tuple[float, int, Node]] = []
        self._left = math.inf
        self.nodes = 0

    def run(self, ends: float) -> bool:
        """Search until the clock shows `ends`; tell whether nothing can be better."""
        root = self._columns.root
        self._dive(root, ends)
        self._push(root)
        while self._open:
            first = heapq.heappop(self._open)[2]
            if self._beyond(first.bound):
                break
            self._told(min(first.bound, self._left))
            if not self._plunge(first, ends):
                return False
        self._told(min(self._cost(), self._left))
        return not math.isfinite(self._left)

    def _plunge(self, first: Node, ends: float) -> bool:
        """Branch from a node downwards until nothing is left; tell whether it came to that."""
        node: Node | None = first
        while node is not None:
            if self._columns.clock.now() >= ends:
                return False
            if self.nodes % OFTEN == OFTEN - 1:
                self._dive(node, ends)
            below = self._below(node, ends)
            if below is None:
                return False
            for other in below[1:]:
                self._push(other)
            node = below[0] if below else None
        return True

    def _beyond(self, bound: float) -> bool:
        """Tell whether nothing with this bound is better than the best roster."""
        return math.isinf(bound) or whole(bound) >= self._cost()

    def _push(self, node: Node) -> None:
        heapq.heappush(self._open, (node.bound, next(self._numbers), node))

    def _below(self, node: Node, ends: float) -> list[Node] | None:
        """Relax a node and return its branches, the more likely first; None where time ran out."""
        self.nodes += 1
        ended = self._relax(node, ends)
        if ended is Ended.STOPPED:
            self._push(node)
            return None
        if ended is Ended.NOTHING_BETTER or self._beyond(node.bound):
            return []
        cell = self._cell()
        if cell is None:
            self._round()
            if not self._beyond(node.bound):
                # The columns of somebody differ in nothing that is decided here.
                self._left = min(self._left, node.bound)
            return []
        closed = self._columns.closed(node, self._cost() - 1, ends)
        none, one = np.zeros(0, dtype=np.int64), np.array([cell])
        return [node.within(closed, one), node.within(np.append(closed, cell), none)]

    def _relax(self, node: Node, ends: float, near: float = 0.0) -> Ended:
        return self._columns.relax(node, ends, lambda bound: not self._beyond(bound), near)

    def _cell(self) -> int | None:
        """Return the cell to decide: the one most nearly taken that is not."""
        taken = self._columns.taken()
        cells = self._columns.rows.is_cell
        open_cells = np.flatnonzero(cells & (taken > NEXT) & (taken < 1 - NEXT))
        if not len(open_cells):
            return None
        return int(open_cells[np.argmax(taken[open_cells])])

    def _round(self) -> None:
        """Keep the roster of the columns that the relaxation has most of."""
        chosen, _ = self._columns.shares()
        roster = self._columns.roster(chosen)
        if roster is not None:
            self._kept(roster, self._columns.rows.cost(roster))

    def _dive(self, node: Node, ends: float) -> None:
        """Take columns one after the other, the surest first, until there is a roster."""
        columns = self._columns
        left = set(range(len(columns.blocks.parts)))
        while left and columns.clock.now() < ends:
            if self._relax(node, ends, NEAR) is not Ended.CONVERGED:
                return
            chosen, share = columns.shares()
            blurred = self._blurred(share)
            order = sorted(left, key=lambda person: -blurred[person])
            sure = [person for person in order if share[person] > SURE]
            many = max(1, math.ceil(AT_ONCE * len(left)))
            for person in sure[:many] or order[:1]:
                left.discard(person)
                free = columns.blocks.parts[person].free
                cells = free[columns.rows.is_cell[free]]
                row = np.zeros(len(columns.rows.low), dtype=np.int64)
                row[free] = columns.master.pool[person][chosen[person]]
                node = node.within(cells[row[cells] == 0], cells[row[cells] > 0])
        if not left and self._relax(node, ends) is Ended.CONVERGED:
            self._round()

    def _blurred(self, share: list[float]) -> Floats:
        """Return shares with some chance in them, so that each dive is another."""
        return np.array(share) + self._random.uniform(0, 0.2 if self.nodes else 0.0, len(share))
