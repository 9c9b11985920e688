"""A first roster is legal and costs what the model says, or is none."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING

import pytest

import solvers.roster.opening as openings
from models.finding import Tier
from solvers.roster.board import Board
from solvers.roster.facts import Facts
from solvers.roster.opening import few_short, opening
from solvers.roster.registry import rules
from solvers.roster.rows import Rows
from solvers.roster.search import TRADED, plan_of, tiers_of
from tests.solvers.roster.spice import tiny
from tests.solvers.roster.weeks import case, month

if TYPE_CHECKING:
    from models.roster_case import RosterCase
    from solvers.roster.rows import Values

LATE = 300
"""Seconds that no test needs."""


def board_of(office: RosterCase) -> Board:
    board = Board(Facts(office), rules())
    board.model.minimize(board.total(*Tier))
    return board


def opened(board: Board, rows: Rows) -> Values | None:
    ends = time.monotonic() + LATE
    return opening(board, rows, seed=0, ends=ends, enough=lambda: False)


def test_the_whole_model_allows_what_was_made_and_charges_the_same() -> None:
    made = 0
    for seed in range(150):
        board = board_of(tiny(Random(seed)))
        rows = Rows(board)
        values = opened(board, rows)
        if values is None:
            continue
        charged = tiers_of(board, plan_of(board, values.tolist()))
        assert charged is not None, f"seed {seed}"
        assert sum(charged.values()) <= rows.cost(values), f"seed {seed}"
        made += 1
    assert made > 100


def test_the_next_person_takes_what_is_still_missing() -> None:
    office = case(days=2, demand=[{"shift_types": [t], "optimum": 1, "under": 9} for t in "DN"])
    board = board_of(office)
    rows = Rows(board)
    values = opened(board, rows)
    assert values is not None
    assert rows.cost(values) == 0


def test_where_somebody_has_nothing_legal_none_is_made() -> None:
    board = board_of(case({"hours": [{"least": 1000}]}, days=1))
    assert opened(board, Rows(board)) is None


def test_none_is_made_where_it_is_not_wanted_any_more() -> None:
    board = board_of(case())
    rows, late = Rows(board), time.monotonic() + LATE
    assert opening(board, rows, seed=0, ends=late, enough=lambda: True) is None
    assert opening(board, rows, seed=0, ends=0, enough=lambda: False) is None


def test_a_first_roster_is_made_to_its_end_though_no_time_is_left_for_rounds() -> None:
    office = case(days=1, demand=[{"shift_types": ["D"], "minimum": 2}])
    board = Board(Facts(office), rules())
    short, cost = board.total(Tier.T0), board.total(*TRADED)
    late = time.monotonic() + LATE
    values = few_short(board, Rows(board), short, cost, seed=0, ends=0, latest=late)
    assert values is not None
    assert tiers_of(board, plan_of(board, values)) is not None
    assert few_short(board, Rows(board), short, cost, seed=0, ends=0, latest=0) is None


@pytest.mark.parametrize("price", [1, 1000])
def test_people_short_weigh_more_than_a_price(price: int) -> None:
    office = case(
        {"shift-counts": [{"most": 0, "price": price}]},
        days=1,
        demand=[{"shift_types": ["D"], "minimum": 2}],
    )
    board = Board(Facts(office), rules())
    short, cost = board.total(Tier.T0), board.total(*TRADED)
    late = time.monotonic() + LATE
    values = few_short(board, Rows(board), short, cost, seed=0, ends=late, latest=late)
    assert values is not None
    charged = tiers_of(board, plan_of(board, values))
    assert charged is not None
    assert (charged[Tier.T0], sum(charged.values())) == (0, 2 * price)


def test_bug_what_a_short_look_leaves_open_is_looked_at_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board = board_of(month())
    monkeypatch.setattr(openings, "EFFORTS", (0.0,))
    assert opened(board, Rows(board)) is None
    monkeypatch.setattr(openings, "EFFORTS", (0.0, 1.0))
    assert opened(board, Rows(board)) is not None
