"""Branch and price finds the best roster of every tiny office, and proves that it is."""

from __future__ import annotations

import math
import time
from random import Random
from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.board import Board
from solvers.roster.columns import Columns
from solvers.roster.facts import Facts
from solvers.roster.registry import rules
from solvers.roster.rows import Rows
from solvers.roster.search import plan_of, tiers_of
from solvers.roster.tree import Tree
from tests.solvers.roster.spice import tiny
from tests.solvers.roster.test_columns import solved

if TYPE_CHECKING:
    from solvers.roster.rows import Values

HOUR = 3600.0


class Best:
    """The best roster so far, held against the model."""

    def __init__(self, board: Board, cost: int) -> None:
        self.board, self.cost = board, float(cost)
        self.bounds: list[float] = []

    def keep(self, values: Values, cost: int) -> None:
        """Check a roster and take it."""
        charged = tiers_of(self.board, plan_of(self.board, values.tolist()))
        assert charged is not None
        assert sum(charged.values()) <= cost
        self.cost = min(self.cost, cost)


def test_the_tree_ends_with_the_best_roster_and_its_proof() -> None:
    tried, branched, proven = 0, 0, 0
    for seed in range(120):
        board = Board(Facts(tiny(Random(seed))), rules())
        board.model.minimize(board.total(*Tier))
        best, start = solved(board), solved(board, first=True)
        if best is None or start is None:
            continue
        columns = Columns(board, Rows(board), start[1])
        ends = time.monotonic() + HOUR
        known = start[1]
        columns.run(ends, lambda known=known: known, lambda _: None, lambda: False)
        if not columns.blocks.complete:
            continue
        found = Best(board, start[0])
        tree = Tree(
            columns,
            seed=seed,
            cost=lambda found=found: found.cost,
            told=found.bounds.append,
            kept=found.keep,
        )
        ended = tree.run(ends)
        assert all(bound <= best[0] + 1e-6 for bound in found.bounds), f"seed {seed}"
        if ended:
            assert found.cost == best[0], f"seed {seed}"
            assert math.ceil(found.bounds[-1] - 1e-6) == best[0], f"seed {seed}"
        tried, branched, proven = tried + 1, branched + (tree.nodes > 1), proven + ended
    assert tried > 60
    assert branched > 0
    assert proven > 0.9 * tried


def test_cells_are_closed_that_no_good_roster_has() -> None:
    closed = 0
    for seed in range(60):
        board = Board(Facts(tiny(Random(seed))), rules())
        board.model.minimize(board.total(*Tier))
        best = solved(board)
        if best is None:
            continue
        columns = Columns(board, Rows(board), best[1])
        ends = time.monotonic() + HOUR
        columns.run(ends, lambda best=best: best[1], lambda _: None, lambda: False)
        cells = columns.closed(columns.root, best[0], ends).tolist()
        for cell in cells[:3]:
            model = board.model.clone()
            model.proto.variables[cell].domain[0] = 1
            taken = Board(Facts(tiny(Random(seed))), rules())
            taken.model.minimize(taken.total(*Tier))
            taken.model.proto.variables[cell].domain[0] = 1
            least = solved(taken)
            assert least is None or least[0] > best[0], f"seed {seed}"
            closed += 1
    assert closed > 20
