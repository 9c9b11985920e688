"""A deterministic search counts what it does, and the wall's clock decides nothing in it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from ortools.sat.python import cp_model

import solvers.roster.clock as clocks
from engine.rosters.standing_roster import standing_roster
from models.roster_answer import Lean
from solvers.roster.board import Board
from solvers.roster.clock import ENTRY, SOLVE, WALL, Work
from solvers.roster.facts import Facts
from solvers.roster.outcome import RosterLimits, Status
from solvers.roster.repair_job import Impossible, RepairJob, Step
from solvers.roster.search import search
from tests.solvers.roster.weeks import case, month

if TYPE_CHECKING:
    from models.roster_case import RosterCase


class Broken:
    """A clock that nobody may look at."""

    def monotonic(self) -> float:
        raise AssertionError("the wall's clock was asked")


@pytest.fixture(name="no_wall")
def without_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "time", Broken())


def struck() -> RosterCase:
    """Return a week with somebody out on three days of it."""
    return case(
        {"runs": [{"of": "work", "most": 5}], "hours": [{"most": 2400, "weeks": 1, "price": 3}]},
        people={"ann": {}, "ben": {}, "cat": {}},
        days=7,
        demand=[{"shift_types": ["D"], "minimum": 1}, {"shift_types": ["E"], "optimum": 1}],
        published={
            "ann": ["D", "D", "D", "D", None, None, None],
            "ben": [None, None, None, "E", "D", "D", "D"],
            "cat": ["E", "E", "E", None, "E", "E", None],
        },
        absences=[{"person": "ann", "from": "2026-03-03", "to": "2026-03-05"}],
    )


def test_what_is_left_of_the_work_is_what_the_solver_gets() -> None:
    clock, solver = Work(), cp_model.CpSolver()
    clock.limit(solver, ends=2.0)
    assert solver.parameters.max_deterministic_time == 2.0
    clock.worked(1 / ENTRY)
    clock.limit(solver, ends=2.0)
    assert solver.parameters.max_deterministic_time == pytest.approx(1.0)
    clock.limit(solver, ends=2.0, effort=0.25)
    assert solver.parameters.max_deterministic_time == 0.25
    clock.limit(solver, ends=0.5)
    assert solver.parameters.max_deterministic_time == 0.0
    assert math.isinf(solver.parameters.max_time_in_seconds)


def test_a_solve_counts_what_the_solver_says_and_something_more() -> None:
    model = cp_model.CpModel()
    numbers = [model.new_int_var(0, 30, "") for _ in range(30)]
    model.add_all_different(numbers[1:])
    model.minimize(sum(n * x for n, x in enumerate(numbers)))
    clock, solver = Work(), cp_model.CpSolver()
    solver.parameters.num_workers = 1
    clock.limit(solver, ends=0.02)
    solver.solve(model)
    clock.solved(solver)
    assert clock.now() == SOLVE + solver.response_proto.deterministic_time > SOLVE


def test_the_wall_counts_seconds_whatever_is_done() -> None:
    solver = cp_model.CpSolver()
    WALL.worked(1e12)
    WALL.limit(solver, WALL.now() + 100, effort=3.0)
    assert solver.parameters.max_time_in_seconds == pytest.approx(100, abs=10)
    assert solver.parameters.max_deterministic_time == 3.0


@pytest.mark.usefixtures("no_wall")
def test_a_build_that_work_ends_is_the_same_for_any_workers() -> None:
    of, limits = month(), RosterLimits(0.2, seed=5, deterministic=True)
    found = [search(of, replace(limits, workers=workers)) for workers in (1, 8)]
    assert found[0] == found[1]
    assert found[0].status is Status.FOUND
    assert limits.seconds <= found[0].seconds < 2 * limits.seconds
    assert found[0].plan is not None


@pytest.mark.usefixtures("no_wall")
def test_a_repair_tells_the_same_steps() -> None:
    of, limits = struck(), RosterLimits(5, deterministic=True)

    def told(workers: int) -> list[Step | Impossible]:
        messages: list[Step | Impossible] = []
        how = replace(limits, workers=workers)
        RepairJob(of, how, standing_roster(of), tuple(Lean)).run(messages.append)
        return messages

    once = told(1)
    assert once == told(8)
    last = once[-1]
    assert isinstance(last, Step) and last.done and 0 < last.spent < limits.seconds


def test_what_stays_of_a_cell_comes_in_the_order_of_the_office() -> None:
    of = case(
        {"one-shift": {"most": 3}},
        days=1,
        published={"ann": [["E", "N", "D"]]},
        locked=[{"person": "ann", "date": "2026-03-02", "author": "x", "reason": "y"}],
    )
    assert list(Board(Facts(of), ()).works("ann", 0)) == ["D", "E", "N"]
