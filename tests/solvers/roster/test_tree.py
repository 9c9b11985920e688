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
        self.board, self.least = board, cost
        self.bounds: list[float] = []

    def cost(self) -> float:
        """Return what it costs."""
        return self.least

    def keep(self, values: Values, cost: int) -> None:
        """Check a roster and take it."""
        charged = tiers_of(self.board, plan_of(self.board, values.tolist()))
        assert charged is not None
        assert sum(charged.values()) <= cost
        self.least = min(self.least, cost)


def board_of(seed: int) -> Board:
    board = Board(Facts(tiny(Random(seed))), rules())
    board.model.minimize(board.total(*Tier))
    return board


def converged(board: Board, values: Values) -> Columns:
    """Return columns that prove all that they can of a board."""
    columns = Columns(board, Rows(board), values)
    ended = columns.run(
        time.monotonic() + HOUR, best=lambda: values, told=lambda _: None, enough=lambda: False
    )
    assert ended
    return columns


def test_the_tree_ends_with_the_best_roster_and_its_proof() -> None:
    tried, branched, proven = 0, 0, 0
    for seed in range(40, 70):
        board = board_of(seed)
        best, start = solved(board), solved(board, first=True)
        if best is None or start is None:
            continue
        columns = converged(board, start[1])
        if not columns.blocks.complete:
            continue
        found = Best(board, start[0])
        tree = Tree(columns, seed=seed, cost=found.cost, told=found.bounds.append, kept=found.keep)
        ended = tree.run(time.monotonic() + HOUR)
        assert all(bound <= best[0] + 1e-6 for bound in found.bounds), f"seed {seed}"
        if ended:
            assert found.least == best[0], f"seed {seed}"
            assert math.ceil(found.bounds[-1] - 1e-6) == best[0], f"seed {seed}"
        tried, branched, proven = tried + 1, branched + (tree.nodes > 1), proven + ended
    assert tried > 12
    assert branched > 0
    assert proven > 0.9 * tried


def test_cells_are_closed_that_no_good_roster_has() -> None:
    closed = 0
    for seed in range(30):
        board = board_of(seed)
        best = solved(board)
        if best is None:
            continue
        columns = converged(board, best[1])
        cells = columns.closed(columns.root, best[0], time.monotonic() + HOUR).tolist()
        for cell in cells[:3]:
            taken = board_of(seed)
            taken.model.proto.variables[cell].domain[0] = 1
            least = solved(taken)
            assert least is None or least[0] > best[0], f"seed {seed}"
            closed += 1
    assert closed > 10
