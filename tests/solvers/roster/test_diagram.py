"""A walk through a person's diagram costs what CP-SAT says of the same rules and prices."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.roster import diagram
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
    from pytest import MonkeyPatch

    from models.roster_case import RosterCase
    from solvers.roster.rows import Part, Values


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
            loose = named[free] | rows.is_cell[free]
            moved = np.where(loose, dice.integers(-30, 30, len(free)), 0)
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
    assert walked > 100
    assert by_cp_sat < 0.5 * walked


def test_what_a_diagram_leaves_out_is_held_all_the_same(monkeypatch: MonkeyPatch) -> None:
    def office() -> Taken:
        return Taken(
            case(
                {
                    "shift-counts": [{"kinds": [kind], "most": 6} for kind in ("day", "late")],
                    "runs": [{"of": "work", "most": 5}],
                },
                days=14,
                demand=[{"shift_types": [t], "optimum": 1, "under": 20} for t in "DEN"],
            )
        )

    whole = office()
    monkeypatch.setattr(diagram, "WIDEST", 60)
    narrow = office()
    assert not whole.pricing.loose
    assert set(narrow.pricing.loose) == {0, 1}
    assert not narrow.pricing.exact
    rows, links = whole.rows, np.arange(len(whole.links.low))
    doubted = 0
    for kind in range(3):
        # Each day of each kind has a row for who is short, and one for who is too many.
        wanted = (links // 28 == kind) & (links % 2 == 0)
        paid = np.where(wanted, 20.0, 0.0)
        one = whole.pricing.at(paid, rows.low, rows.high, math.inf)
        other = narrow.pricing.at(paid, rows.low, rows.high, math.inf)
        assert one is not None
        assert other is not None
        assert one.bound == other.bound
        doubted += len(other.doubtful)
    assert doubted > 0


def test_bounds_of_cells_are_kept() -> None:
    taken = Taken(case({"runs": [{"of": "work", "most": 3}]}, days=7))
    rows, dice = taken.rows, Random(4)
    paid = np.zeros(len(taken.links.low))
    cells = np.flatnonzero(rows.is_cell)
    for _ in range(20):
        low, high = rows.low.copy(), rows.high.copy()
        low[dice.choice(cells.tolist())] = 1
        high[[dice.choice(cells.tolist()) for _ in range(10)]] = 0
        priced = taken.pricing.at(paid, low, high, math.inf)
        assert priced is not None
        if (low > high).any():
            assert math.isinf(priced.bound)
            continue
        for person, row in priced.rows.items():
            free = taken.blocks.parts[person].free
            assert (row >= low[free]).all()
            assert (row <= high[free]).all()


@pytest.mark.parametrize("unit", [2, 3])
def test_a_level_that_rounds_a_sum_follows_from_it(unit: int) -> None:
    setting = {
        "id": "nights",
        "kinds": ["night"],
        "people": ["ann", "ben"],
        "unit": unit,
        "spread": 5,
    }
    taken = Taken(case(rostering={"fairness": [setting]}, days=6))
    assert not taken.pricing.exact
    paths, dice = taken.pricing.paths, np.random.default_rng(unit)
    for _ in range(5):
        prices = [
            dice.integers(-30, 30, len(taken.blocks.parts[person].free)) for person in paths.people
        ]
        walk = paths.walk(prices)
        for number, (person, row) in enumerate(zip(paths.people, walk.rows(), strict=True)):
            part = taken.blocks.parts[person]
            assert int(walk.best[number]) == int(prices[number] @ row)
            assert least(part, prices[number]) == int(walk.best[number])
