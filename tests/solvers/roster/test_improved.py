"""The parts of the search for one objective: none is waited for in vain."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from models.finding import Tier
from solvers.roster import improved
from solvers.roster.board import Board
from solvers.roster.columns import Columns
from solvers.roster.facts import Facts
from solvers.roster.opening import opening
from solvers.roster.outcome import RosterLimits
from solvers.roster.registry import rules
from solvers.roster.rounds import improve
from solvers.roster.rows import Rows
from tests.solvers.roster.weeks import case

if TYPE_CHECKING:
    from pytest import MonkeyPatch

    from solvers.roster.rows import Values

LATE = 300
"""Seconds that no test needs."""


def first_is_not_best() -> Board:
    """Return a board on which the first person takes what only they can leave to the other.

    Ann comes first and takes the dearer Monday; on Tuesday, when ben is away, nobody is left.
    """
    office = case(
        {"shift-counts": [{"most": 1}]},
        days=2,
        leave=[{"person": "ben", "from": "2026-03-03"}],
        demand=[
            {"shift_types": ["D"], "dates": ["2026-03-02"], "optimum": 1, "under": 10},
            {"shift_types": ["D"], "dates": ["2026-03-03"], "optimum": 1, "under": 9},
        ],
    )
    board = Board(Facts(office), rules())
    board.model.minimize(board.total(*Tier))
    return board


def opened(board: Board) -> int:
    """Return what the first roster of the board costs."""
    rows = Rows(board)
    ends = time.monotonic() + LATE
    values = opening(board, rows, seed=0, ends=ends, enough=lambda: False)
    assert values is not None
    return rows.cost(values)


def given_up(*_: object, **__: object) -> bool:
    """Stand for columns that see that they will come to nothing."""
    return False


def test_time_that_columns_leave_the_only_worker_is_for_rounds(monkeypatch: MonkeyPatch) -> None:
    for part in ("AT_ONCE_ALONE", "ROUNDS_ALONE"):
        monkeypatch.setattr(improved, part, 0.0)
    monkeypatch.setattr(Columns, "run", given_up)
    seeds = []

    def rounds(board: Board, rows: Rows, values: Values, **how: Any) -> None:
        if time.monotonic() < how["ends"]:
            seeds.append(how["seed"])
        improve(board, rows, values, **how)

    monkeypatch.setattr(improved, "improve", rounds)
    board = first_is_not_best()
    assert opened(board) == 9
    found = improved.improved(board, RosterLimits(LATE, workers=1), LATE)
    assert found.cost == 0
    assert seeds == [1]


def test_the_whole_is_not_tried_for_long_where_columns_come_next(
    monkeypatch: MonkeyPatch,
) -> None:
    asked: list[float] = []

    def whole(*given: Any, **how: Any) -> None:
        if not how.get("first"):
            asked.append(given[4] - time.monotonic())

    monkeypatch.setattr(improved, "_whole", whole)
    board, limits = first_is_not_best(), RosterLimits(LATE)
    assert improved.improved(board, limits, LATE).cost == 0
    assert 0 < asked[0] <= improved.LONGEST_AT_ONCE
    monkeypatch.setattr(improved, "LARGEST", 0)
    assert improved.improved(board, limits, LATE).cost == 0
    assert asked[-1] > LATE * improved.AT_ONCE / 2
