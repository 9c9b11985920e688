"""A path through a person's diagram is a row that keeps every rule about them, and no row is missing."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.roster.blocks import Blocks
from solvers.roster.board import Board
from solvers.roster.facts import Facts
from solvers.roster.links import Links
from solvers.roster.pricing import Pricing
from solvers.roster.registry import rules
from solvers.roster.rows import Rows
from tests.solvers.roster.spice import tiny
from tests.solvers.roster.weeks import case

if TYPE_CHECKING:
    from models.roster_case import RosterCase
    from solvers.roster.rows import Part, Values

MANY = 100_000


class Taken:
    """A case taken apart by person."""

    def __init__(self, office: RosterCase) -> None:
        self.board = Board(Facts(office), rules())
        self.board.model.minimize(self.board.total(*Tier))
        self.rows = Rows(self.board)
        self.blocks = Blocks(self.board, self.rows)
        self.links = Links(self.rows, self.blocks)
        self.pricing = Pricing(self.board, self.rows, self.blocks, self.links, math.inf)

    def cells(self, person: int) -> Values:
        """Return the places of a person's cells among their variables."""
        return np.flatnonzero(self.rows.is_cell[self.blocks.parts[person].free])


class _All(cp_model.CpSolverSolutionCallback):
    """Collects the cells of every solution."""

    def __init__(self, cells: list[int]) -> None:
        super().__init__()
        self._cells = cells
        self.found: set[tuple[int, ...]] = set()

    def on_solution_callback(self) -> None:
        """Collect one."""
        values = list(self.response_proto.solution)
        self.found.add(tuple(values[cell] for cell in self._cells))


def every_row(part: Part, cells: list[int]) -> set[tuple[int, ...]]:
    """Return the cells of all rows that the model of one person allows."""
    model = part.model.clone()
    model.clear_objective()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.enumerate_all_solutions = True
    collected = _All(cells)
    solver.solve(model, collected)
    return collected.found


def least(part: Part, prices: Values) -> int | None:
    """Return what the cheapest row costs by CP-SAT."""
    model = part.model.clone()
    objective = model.proto.objective
    objective.vars.clear()
    objective.coeffs.clear()
    objective.vars.extend(range(len(prices)))
    objective.coeffs.extend(prices.tolist())
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return round(solver.objective_value) if solver.solve(model) == cp_model.OPTIMAL else None


def test_paths_are_all_rows_and_nothing_else() -> None:
    people = 0
    for seed in range(60):
        taken = Taken(tiny(Random(seed)))
        paths = taken.pricing.paths
        flat = [np.zeros(len(taken.blocks.parts[p].free), dtype=np.int64) for p in paths.people]
        if not flat:
            continue
        rows = paths.walk(flat).within(0, MANY)
        assert rows is not None
        for number, person in enumerate(paths.people):
            cells = taken.cells(person).tolist()
            ours = {tuple(row[cells].tolist()) for at, row in rows if at == number}
            assert ours == every_row(taken.blocks.parts[person], cells), f"seed {seed}"
            people += 1
    assert people > 100


def test_a_walk_says_what_the_cheapest_row_costs_and_is() -> None:
    dice = np.random.default_rng(5)
    walked, by_cp_sat = 0, 0
    for seed in range(100):
        taken = Taken(tiny(Random(seed)))
        paths, rows = taken.pricing.paths, taken.rows
        named = taken.links.named()
        prices = []
        for person in paths.people:
            free = taken.blocks.parts[person].free
            moved = np.where(named[free], dice.integers(-30, 30, len(free)), 0)
            prices.append(rows.prices[free] + moved)
        by_cp_sat += len(taken.pricing.exact)
        if not prices:
            continue
        walk = paths.walk(prices)
        each = walk.with_each()
        for number, (person, row) in enumerate(zip(paths.people, walk.rows(), strict=True)):
            part = taken.blocks.parts[person]
            assert int(walk.best[number]) == int(prices[number] @ row)
            assert least(part, prices[number]) == int(walk.best[number]), f"seed {seed}"
            for cell in taken.cells(person)[:2].tolist():
                forced = prices[number].copy()
                forced[cell] -= 10**6
                with_it = least(part, forced)
                assert with_it is not None
                if with_it < -(10**5):
                    assert int(each[number][cell]) == with_it + 10**6, f"seed {seed}"
                else:
                    assert int(each[number][cell]) > 10**9, f"seed {seed}"
            walked += 1
    assert walked > 150
    assert by_cp_sat < 0.2 * walked


def test_what_is_left_out_of_a_diagram_is_not_left_out_of_the_row() -> None:
    taken = Taken(
        case(
            {"shifts": [{"most": 3}], "runs": [{"of": "work", "most": 2}]},
            days=14,
            demand=[{"shift_types": [t], "optimum": 1, "under": 20} for t in "DEN"],
        )
    )
    pricing = taken.pricing
    whole = [len(pricing.paths.people), *map(len, pricing.exact)]
    assert whole[0] == len(taken.blocks.parts)
    wanted = taken.rows.low.astype(float)
    assert len(wanted) == len(taken.rows.high)
