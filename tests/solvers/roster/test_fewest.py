"""What is proven from below is the least of all rosters, and none has what it leaves out."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from ortools.sat.python import cp_model

from engine.rosters.easing import eased_for
from engine.rosters.standing_roster import standing_roster
from models.roster_answer import Lean
from solvers.roster import fewest
from solvers.roster.board import Board
from solvers.roster.check import check
from solvers.roster.counts import Counts
from solvers.roster.facts import Facts
from solvers.roster.fewest import Fewest
from solvers.roster.outcome import RosterLimits
from solvers.roster.registry import rules
from solvers.roster.relaxed import proof, relaxed
from solvers.roster.repair import Repair
from solvers.roster.repair_job import Aim, RepairJob
from solvers.roster.rows import Rows
from tests.solvers.roster.spice import tiny
from tests.solvers.roster.weeks import case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.roster_case import RosterCase
    from solvers.roster.repair_job import Impossible, Step

LIMITS = RosterLimits(60, workers=1)


def repair_of(of: RosterCase) -> Repair:
    """Return a repair of a case that can always be repaired, or is impossible from the start."""
    start = standing_roster(of)
    eased = eased_for(of, check(of, start).breaches)
    told: list[Step | Impossible] = []
    return Repair(RepairJob(eased, LIMITS, start, (Lean.FEWEST_CHANGES,)), told.append)


def repairs(seeds: range) -> Iterator[tuple[int, Repair]]:
    for seed in seeds:
        of = tiny(Random(seed))
        if of.roster.published:
            yield seed, repair_of(of)


def least(model: cp_model.CpModel, amount: cp_model.LinearExprT) -> int | None:
    """Return the least of an amount by the whole model alone."""
    whole = model.clone()
    whole.minimize(amount)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(whole)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def compare(seeds: range) -> int:
    """Hold what is proven of each count against the whole; return how many were compared."""
    compared = 0
    for seed, repair in repairs(seeds):
        for aim in (Aim.SHORT, Aim.CHANGES, Aim.UNASKED):
            amount = repair.aims[aim]
            if isinstance(amount, int):
                continue
            wanted = least(repair.board.model, amount)
            below = Fewest(repair.board, LIMITS)
            values = below.prove(amount, None, 0, time.monotonic() + 60)
            if wanted is None:
                # Where not even the relaxation has a roster, that there is none is left open.
                assert values is None, (seed, aim)
                continue
            assert not below.impossible, (seed, aim)
            assert values is not None and below.bound == wanted, (seed, aim)
            assert Rows(repair.board).hold(values), (seed, aim)
            compared += 1
    return compared


@pytest.mark.parametrize(
    "seeds", [range(12), pytest.param(range(12, 300), marks=pytest.mark.thorough)]
)
def test_the_least_from_below_is_that_of_the_whole(seeds: range) -> None:
    assert compare(seeds) > len(seeds) // 4


@pytest.mark.parametrize(
    "seeds", [range(12), pytest.param(range(12, 300), marks=pytest.mark.thorough)]
)
def test_so_it_is_where_columns_prove_it(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    """No search is allowed before columns have said what they can."""
    monkeypatch.setattr(fewest, "FIRST_TRY", 0.0)
    assert compare(seeds) > len(seeds) // 4


@pytest.mark.parametrize(
    "seeds", [range(8), pytest.param(range(8, 100), marks=pytest.mark.thorough)]
)
def test_no_roster_with_the_least_has_what_is_held_otherwise(seeds: range) -> None:
    held_at_all = 0
    for seed, repair in repairs(seeds):
        amount = repair.aims[Aim.CHANGES]
        below = Fewest(repair.board, LIMITS)
        values = below.prove(amount, None, 0, time.monotonic() + 60)
        if isinstance(amount, int) or values is None:
            continue
        assert below.held is not None
        rows = Rows(repair.board)
        fixed = np.flatnonzero((below.held.low == below.held.high) & (rows.low < rows.high))
        held_at_all += len(fixed)
        for index in fixed.tolist():
            other = repair.board.model.clone()
            other.add(amount <= below.bound)
            other.add(other.get_int_var_from_proto_index(index) != int(below.held.low[index]))
            assert least(other, amount) is None, (seed, index)
    assert held_at_all


def test_any_multipliers_prove_no_more_than_there_is() -> None:
    reached = 0
    for seed, repair in repairs(range(20)):
        amount = repair.aims[Aim.CHANGES]
        wanted = least(repair.board.model, amount)
        if wanted is None or isinstance(amount, int):
            continue
        repair.board.model.minimize(amount)
        rows = Rows(repair.board)
        worth = relaxed(rows, 60)
        assert worth is not None, seed
        best = proof(rows, worth).bound
        assert best <= wanted + 1e-6, seed
        reached += best > wanted - 1 + 1e-6
        random = np.random.default_rng(seed)
        for _ in range(5):
            paid = random.normal(0, 1, len(rows.bounds))
            assert proof(rows, paid).bound <= best + 1e-4, seed
    assert reached


SHIFT: dict[str, Any] = {"people": {"ann": {}, "ben": {}}, "days": 1}


def test_who_is_short_and_what_changes_are_settled_together() -> None:
    """Two are wanted and one is there: one short is the least, and that takes one change."""
    of = case(
        **SHIFT,
        published={"ann": ["D"], "ben": [None]},
        demand=[{"shift_types": ["D"], "minimum": 2}],
        absences=[{"person": "ann", "from": "2026-03-02"}],
    )
    repair = repair_of(of)
    start = repair._pinned(repair.job.start)
    assert start is not None
    counts = Counts(repair.board, repair.aims, start, LIMITS)
    steps = list(counts._both(time.monotonic() + 60))
    assert len(steps) == 1
    assert (counts.bounds[Aim.SHORT], counts.bounds[Aim.CHANGES]) == (1, 1)
    assert counts.proven == [Aim.SHORT, Aim.CHANGES]


def test_a_count_that_is_too_large_to_relax_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fewest, "LARGEST", 0)
    board = Board(Facts(case(**SHIFT, demand=[{"shift_types": ["D"], "minimum": 1}])), rules())
    below = Fewest(board, LIMITS)
    amount = sum(cost.amount for cost in board.costs)
    assert below.prove(amount, None, 0, time.monotonic() + 60) is None
    assert not below.impossible
    assert below.least_relaxed(amount, time.monotonic() + 60) == 0


def test_where_halves_alone_would_do_there_is_no_roster() -> None:
    """Twice the cells are three: the relaxation takes one and a half."""
    board = Board(Facts(case(**SHIFT, demand=[{"shift_types": ["D"], "minimum": 1}])), rules())
    cells = [board.cells[person, 0]["D"] for person in ("ann", "ben")]
    board.model.add(2 * sum(cells) == 3)
    below = Fewest(board, LIMITS)
    assert below.prove(sum(cells), None, 0, time.monotonic() + 60) is None
    assert below.impossible


def test_where_a_cap_leaves_too_few_changes_somebody_is_short() -> None:
    """Two shifts are to be covered and one change is allowed: one is short."""
    of = case(
        people={"ann": {}, "ben": {}},
        days=2,
        rostering={"changes": {"in-total": 1}},
        published={"ann": ["D", "D"], "ben": [None, None]},
        demand=[{"shift_types": ["D"], "minimum": 1}],
        absences=[{"person": "ann", "from": "2026-03-02", "to": "2026-03-03"}],
    )
    repair = repair_of(of)
    start = repair._pinned(repair.job.start)
    assert start is not None
    counts = Counts(repair.board, repair.aims, start, LIMITS)
    list(counts._both(time.monotonic() + 60))
    assert (counts.bounds[Aim.SHORT], counts.bounds[Aim.CHANGES]) == (1, 1)
    repair.board.model.minimize(repair.aims[Aim.CHANGES])
    assert Rows(repair.board).most() == 1
