"""A neighbourhood is as large as is wanted, in days of people, and what does well is drawn more."""

from __future__ import annotations

import numpy as np
import pytest

from solvers.roster.board import Board
from solvers.roster.facts import Facts
from solvers.roster.neighbourhoods import KINDS, Kind, Neighbourhoods
from solvers.roster.registry import rules
from tests.solvers.roster.weeks import case

DAYS = 28


def small_team(types: int) -> Board:
    """Return five people over four weeks."""
    times = {f"T{number}": {"start": "08:00", "end": "16:00"} for number in range(types)}
    return Board(Facts(case(people={p: {} for p in "abcde"}, types=times, days=DAYS)), rules())


def freed(board: Board, size: int, name: str, seed: int) -> tuple[int, set[str], set[int]]:
    """Return how many days of people are free, and whose and which these are."""
    variables = len(board.model.proto.variables)
    nearby = Neighbourhoods(board, variables, seed, size)
    free = nearby.cells_of(Kind(name, size), np.zeros(variables))
    places = [
        (person, day)
        for (person, day), literals in board.cells.items()
        if any(free[literal.index] for literal in literals.values())
    ]
    return len(places), {person for person, _ in places}, {day for _, day in places}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("size", [12, 40, 90])
def test_bug_a_small_team_with_many_shift_types_is_not_freed_whole(name: str, size: int) -> None:
    board = small_team(types=20)
    for seed in range(20):
        many, people, days = freed(board, size, name, seed)
        assert size / 2 <= many <= 1.5 * size, f"seed {seed}"
        assert len(people) >= 2, f"seed {seed}"
        assert len(days) >= 2, f"seed {seed}"
        assert max(days) - min(days) == len(days) - 1, f"seed {seed}"


@pytest.mark.parametrize("name", KINDS)
def test_however_many_shift_types_there_are_the_same_is_free(name: str) -> None:
    assert freed(small_team(2), 40, name, 7) == freed(small_team(12), 40, name, 7)


def test_what_is_better_for_less_effort_is_drawn_more_often() -> None:
    board = small_team(2)
    nearby = Neighbourhoods(board, len(board.model.proto.variables), 0, 40)
    days, people, block = nearby.kinds
    for _ in range(50):
        nearby.learn(days, solved=True, better=True, effort=0.01)
        nearby.learn(people, solved=True, better=True, effort=0.1)
        nearby.learn(block, solved=False, better=False, effort=0.1)
    drawn = [nearby.choose().name for _ in range(500)]
    assert drawn.count("days") > drawn.count("people") > drawn.count("block") > 0
    assert days.size > 40 > block.size
