"""A part of a roster planned anew is the whole model with the rest held; rounds only improve."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.roster.board import Board
from solvers.roster.facts import Facts
from solvers.roster.registry import rules
from solvers.roster.rounds import improve
from solvers.roster.rows import Rows
from solvers.roster.search import plan_of, tiers_of
from tests.solvers.roster.spice import tiny
from tests.solvers.roster.weeks import month

if TYPE_CHECKING:
    from models.roster_case import RosterCase
    from solvers.roster.rows import Mask, Values


def board_of(office: RosterCase) -> Board:
    board = Board(Facts(office), rules())
    board.model.minimize(board.total(*Tier))
    return board


def solved(model: cp_model.CpModel, *, first: bool = False) -> cp_model.CpSolver | None:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.stop_after_first_solution = first
    status = solver.solve(model)
    return None if status == cp_model.INFEASIBLE else solver


def values_of(solver: cp_model.CpSolver) -> Values:
    return np.array(list(solver.response_proto.solution), dtype=np.int64)


def some_cells(dice: Random, rows: Rows) -> Mask:
    return np.array([is_cell and dice.random() < 0.5 for is_cell in rows.is_cell], dtype=bool)


@pytest.mark.parametrize(
    "first",
    [0, *(pytest.param(first, marks=pytest.mark.thorough) for first in range(30, 150, 30))],
)
def test_a_part_reaches_what_the_whole_reaches_with_the_rest_held(first: int) -> None:
    tried = 0
    for seed in range(first, first + 30):
        dice = Random(seed)
        board = board_of(tiny(dice))
        start = solved(board.model, first=True)
        if start is None:
            continue
        values, rows = values_of(start), Rows(board)
        assert rows.cost(values) == round(start.objective_value)
        cells = some_cells(dice, rows)
        whole = board.model.clone()
        for index in np.flatnonzero(rows.is_cell & ~cells):
            whole.proto.variables[index].domain[0] = int(values[index])
            whole.proto.variables[index].domain[1] = int(values[index])
        best, part = solved(whole), rows.part(values, cells)
        part.hint(values)
        found = solved(part.model)
        assert best is not None, f"seed {seed}"
        assert found is not None, f"seed {seed}"
        merged = part.merged(values, found)
        assert rows.cost(merged) == round(best.objective_value), f"seed {seed}"
        assert (merged[rows.is_cell & ~cells] == values[rows.is_cell & ~cells]).all()
        charged = tiers_of(board, plan_of(board, merged.tolist()))
        assert charged is not None, f"seed {seed}"
        assert sum(charged.values()) == rows.cost(merged), f"seed {seed}"
        tried += 1
    assert tried > 15


def test_what_goes_along_with_cells_is_what_the_rows_say() -> None:
    for seed in range(10):
        dice = Random(seed)
        rows = Rows(board_of(tiny(dice)))
        cells = some_cells(dice, rows)
        free = rows.opened(cells)
        named: dict[int, set[int]] = {}
        for row, column in zip(rows.row_of.tolist(), rows.columns.tolist(), strict=True):
            named.setdefault(row, set()).add(column)
        chosen = set(np.flatnonzero(free).tolist())
        touched = {row for row, columns in named.items() if columns & chosen}
        assert touched == set(np.flatnonzero(rows.touched(free)).tolist())
        assert (free[rows.is_cell] == cells[rows.is_cell]).all()
        # Nothing that may change is left behind: each variable beside cells that stays as it is
        # either is in no row with something free, or an equation without it says what it is.
        for variable in np.flatnonzero(~free & ~rows.is_cell).tolist():
            near = [row for row in touched if variable in named[row]]
            said = [row for row, columns in named.items() if max(columns) == variable]
            assert not near or set(said) - touched, (seed, variable)


def test_rows_that_a_model_has_got_since_are_read_on() -> None:
    board = board_of(month())
    rows = Rows(board)
    some = next(literals for literals in board.cells.values() if len(literals) > 1)
    board.model.add(board.total(*Tier) <= 1000)
    board.model.minimize(sum(some.values()))
    rows.read_on()
    fresh = Rows(board)
    assert rows.bounds == fresh.bounds
    for name in ("prices", "columns", "factors", "row_of"):
        assert (getattr(rows, name) == getattr(fresh, name)).all(), name
    values = rows.high
    assert (rows.heat(values) == fresh.heat(values)).all()
    everything = rows.part(values, rows.is_cell).model.proto
    assert str(everything) == str(fresh.part(values, rows.is_cell).model.proto)


def test_rounds_never_lose_and_the_same_seed_finds_the_same() -> None:
    board = board_of(month())
    start = solved(board.model, first=True)
    assert start is not None
    rows, values = Rows(board), values_of(start)

    def run() -> list[int]:
        costs = [rows.cost(values)]

        def keep(found: Values, cost: int) -> Values:
            assert tiers_of(board, plan_of(board, found.tolist())) is not None
            costs.append(cost)
            return found

        improve(
            board,
            rows,
            values,
            seed=3,
            ends=time.monotonic() + 300,
            bound=lambda: 1e9 if len(costs) > 6 else 0,
            found=keep,
        )
        return costs

    costs = run()
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0]
    assert run() == costs


def test_rounds_end_where_nothing_can_be_better() -> None:
    board = board_of(month())
    start = solved(board.model, first=True)
    assert start is not None
    rows, values = Rows(board), values_of(start)
    told: list[int] = []

    def keep(found: Values, cost: int) -> Values:
        told.append(cost)
        return found

    cost = rows.cost(values)
    ends = time.monotonic() + 300
    improve(board, rows, values, seed=0, ends=ends, bound=lambda: cost, found=keep)
    assert told == []
