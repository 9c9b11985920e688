"""What columns by person prove holds for every roster, and a roster made of them is one."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.roster import pricing
from solvers.roster.blocks import SHARED, Blocks
from solvers.roster.board import Board
from solvers.roster.clock import Clock
from solvers.roster.columns import Columns
from solvers.roster.facts import Facts
from solvers.roster.registry import rules
from solvers.roster.relaxed import handing, relaxed
from solvers.roster.rows import Rows
from tests.solvers.roster.spice import tiny
from tests.solvers.roster.weeks import case

if TYPE_CHECKING:
    from models.roster_case import RosterCase
    from solvers.roster.pricing import Priced
    from solvers.roster.rows import Values

HOUR = 3600.0


def board_of(office: RosterCase) -> Board:
    board = Board(Facts(office), rules())
    board.model.minimize(board.total(*Tier))
    return board


def solved(board: Board, *, first: bool = False) -> tuple[int, Values] | None:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.stop_after_first_solution = first
    if solver.solve(board.model) == cp_model.INFEASIBLE:
        return None
    values = np.array(list(solver.response_proto.solution), dtype=np.int64)
    return round(solver.objective_value), values


def test_no_bound_is_above_the_best_and_most_reach_it() -> None:
    tried, exact = 0, 0
    for seed in range(150):
        board = board_of(tiny(Random(seed)))
        best, start = solved(board), solved(board, first=True)
        if best is None or start is None:
            continue
        rows = Rows(board)
        columns = Columns(board, rows, start[1])
        told: list[float] = []
        roster = start[1]

        def known(of: Values = roster) -> Values:
            return of

        ended = columns.run(time.monotonic() + HOUR, known, told.append, lambda: False)
        assert ended, f"seed {seed}"
        assert told == sorted(told)
        least = math.ceil(columns.bound - 1e-6)
        assert least <= best[0], f"seed {seed}"
        tried, exact = tried + 1, exact + (least == best[0])
    assert tried > 100
    assert exact > 0.8 * tried


def test_any_multipliers_prove_a_bound() -> None:
    dice = np.random.default_rng(1)
    for seed in range(40):
        board = board_of(tiny(Random(seed)))
        best = solved(board)
        if best is None:
            continue
        columns = Columns(board, Rows(board), best[1])
        for _ in range(5):
            paid = dice.normal(0, 20, len(columns.links.low))
            assert columns.price(paid, time.monotonic() + HOUR) <= best[0] + 1e-6, f"seed {seed}"


def test_what_one_person_does_is_theirs_and_cover_is_shared() -> None:
    board = board_of(
        case(
            {"weekends": {"most": 1}, "runs": [{"of": "work", "most": 3, "price": 4}]},
            days=14,
            demand=[{"shift_types": ["D"], "optimum": 1, "under": 20, "over": 3}],
        )
    )
    rows = Rows(board)
    blocks = Blocks(board, rows)
    shared = blocks.owner == SHARED
    assert shared.sum() == 2 * 14  # short and beyond of each day
    assert len(blocks.links) == 2 * 14
    assert blocks.complete
    first, second = (set(part.free.tolist()) for part in blocks.parts)
    assert not first & second
    assert len(first) == len(second)
    assert len(first | second) + shared.sum() == len(rows.low)


def test_the_multipliers_of_the_relaxation_are_worth_more_than_none() -> None:
    board = board_of(
        case(
            {"runs": [{"of": "work", "most": 3}, {"of": "off", "least": 2}]},
            days=14,
            demand=[{"shift_types": [t], "optimum": 1, "under": 20} for t in "DEN"],
        )
    )
    start = solved(board, first=True)
    assert start is not None
    rows = Rows(board)
    columns = Columns(board, rows, start[1])
    ends = time.monotonic() + HOUR
    none = columns.price(np.zeros(len(columns.links.low)), ends)
    paid = relaxed(rows, HOUR)
    assert paid is not None
    begun = columns.price(paid[columns.blocks.links], ends)
    assert none == 0  # links apart, nobody needs to work
    assert begun > 0.9 * 20 * (42 - 2 * 8.4)  # two people of whom each works three days in five


def test_bug_whom_no_time_was_left_for_is_as_cheap_as_can_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """CP-SAT says 0 where it ends without a bound, and at these multipliers rows cost less."""
    board = board_of(
        case(
            {"runs": [{"of": "work", "most": 3}]},
            days=7,
            demand=[{"shift_types": [t], "optimum": 1, "under": 20} for t in "DEN"],
        )
    )
    best = solved(board)
    assert best is not None
    columns = Columns(board, Rows(board), best[1], time.monotonic() - 1)
    assert columns.pricing.exact == [0, 1]
    paid = np.where(columns.links.low > 0, 15.0, 0.0)
    proven = columns.price(paid, time.monotonic() + HOUR)
    assert 0 < proven <= best[0]
    monkeypatch.setattr(pricing, "PRICED", 1e-9)
    assert columns.price(paid, time.monotonic() + HOUR) <= proven


class Still(Clock):
    """A clock that stands, and keeps what CP-SAT is to end by."""

    def __init__(self) -> None:
        self.given: list[float] = []

    def now(self) -> float:
        return 0.0

    def limit(self, solver: cp_model.CpSolver, ends: float, effort: float = math.inf) -> None:
        self.given.append(ends)
        super().limit(solver, ends, effort)


def test_bug_nobody_is_priced_for_longer_than_there_is_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pricing, "MOST", -1)
    board, clock = weeks_of(7), Still()
    columns = Columns(board, Rows(board), None, clock=clock)
    assert columns.pricing.exact
    ends = pricing.PRICED / 50
    columns.price(columns.root.paid, ends)
    assert clock.given == [ends] * len(columns.pricing.exact)
    clock.given.clear()
    columns.price(columns.root.paid, math.inf)
    assert clock.given == [pricing.PRICED] * len(columns.pricing.exact)


def test_bug_nothing_is_relaxed_that_takes_too_long_to_hand_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pricing, "MOST", -1)
    board = weeks_of(7)
    rows = Rows(board)
    needed = handing(rows)
    for ends, begins in ((1.0, False), (3.0, False), (4.0, True)):
        asked: list[float] = []

        def instead(_: Rows, seconds: float, clock: Clock, asked: list[float] = asked) -> None:
            asked.append(seconds)

        monkeypatch.setattr("solvers.roster.columns.relaxed", instead)
        assert Columns(board, rows, None, ends * needed, clock=Still()).pricing.exact
        assert bool(asked) is begins, ends


def test_bug_no_cell_is_closed_that_costs_all_there_is() -> None:
    """1146 - 1141.123 is a little less than 4.877 in floating point."""
    dice = np.random.default_rng(3)
    tried = 0
    for seed in (5, 8, 9):
        board = board_of(tiny(Random(seed)))
        best = solved(board)
        if best is None:
            continue
        columns = Columns(board, Rows(board), best[1])
        ends = time.monotonic() + HOUR
        columns.root.paid = dice.integers(-5000, 5000, len(columns.links.low)) / 1000
        for cell in np.flatnonzero(columns.rows.is_cell).tolist():
            taken = columns.root.within(np.zeros(0, dtype=np.int64), np.array([cell]))
            least = columns.pricing.at(taken.paid, taken.low, taken.high, ends)
            if least is not None and math.isfinite(least.bound):
                assert cell not in columns.closed(columns.root, least.bound, ends), seed
                tried += 1
    assert tried


class Slow(Clock):
    """A clock that goes on by so many seconds whenever it is looked at."""

    def __init__(self, step: float) -> None:
        self.step, self.shown = step, 0.0

    def now(self) -> float:
        self.shown += self.step
        return self.shown


def weeks_of(days: int) -> Board:
    return board_of(
        case(
            {"runs": [{"of": "work", "most": 5}], "shift-counts": [{"kinds": ["day"], "most": 4}]},
            days=days,
            demand=[{"shift_types": [t], "optimum": 1, "under": 20} for t in "DEN"],
        )
    )


def test_columns_end_where_a_few_walks_show_that_time_is_too_short() -> None:
    board = weeks_of(14)
    needed = Columns(board, Rows(board), None)
    told: list[float] = []
    assert needed.run(math.inf, lambda: None, told.append, lambda: False)
    clock = Slow(1.0)
    hurried = Columns(board, Rows(board), None, clock=clock)
    few: list[float] = []
    # It looks at the clock twice each time: there is enough for a score, not for forty.
    began = clock.shown
    assert not hurried.run(began + 40, lambda: None, few.append, lambda: False)
    assert clock.shown < began + 20
    assert hurried.bound <= needed.bound
    unhurried = Columns(board, Rows(board), None, clock=clock)
    assert unhurried.run(clock.shown + 1000, lambda: None, few.append, lambda: False)
    assert unhurried.bound == pytest.approx(needed.bound)


def test_a_bound_holds_where_there_is_no_time_for_all_diagrams() -> None:
    board = weeks_of(5)
    best = solved(board)
    assert best is not None
    clock = Slow(1e6)
    columns = Columns(board, Rows(board), best[1], 1000, clock=clock)
    assert columns.pricing.exact == [0, 1]
    clock.step = 0.0
    assert columns.run(clock.shown + HOUR, lambda: None, lambda _: None, lambda: False)
    assert 0 < math.ceil(columns.bound - 1e-6) <= best[0]


class Ticks(Clock):
    """A clock that goes on by one whenever it is looked at."""

    def __init__(self) -> None:
        self.ticks = 0

    def now(self) -> float:
        self.ticks += 1
        return self.ticks


def test_bug_what_is_proven_last_before_the_end_is_told() -> None:
    board = board_of(
        case(
            {"weekends": {"most": 1}, "runs": [{"of": "work", "most": 3, "price": 4}]},
            days=14,
            demand=[{"shift_types": ["D"], "optimum": 1, "under": 20, "over": 3}],
        )
    )
    proven = 0
    for lasts in range(1, 12):
        columns = Columns(board, Rows(board), None)
        columns.clock = clock = Ticks()
        told: list[float] = []
        columns.run(clock.ticks + lasts, lambda: None, told.append, lambda: False)
        if math.isfinite(columns.bound):
            proven += 1
            assert told and told[-1] == columns.bound, lasts
    assert proven


def test_bug_columns_are_not_done_while_somebody_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's row may be bounded in the time that it has, and not be found."""
    board = board_of(case(days=2, demand=[{"shift_types": ["D"], "optimum": 1}]))
    columns = Columns(board, Rows(board), None)
    at = columns.pricing.at

    def found_of_one(*asked: Any) -> Priced | None:
        priced = at(*asked)
        return priced and replace(priced, rows={0: priced.rows[0]})

    monkeypatch.setattr(columns.pricing, "at", found_of_one)
    ends = time.monotonic() + HOUR
    assert not columns.run(ends, lambda: None, lambda _: None, lambda: False)
    assert columns.bound >= 0
