"""An arrangement knows what a plan costs, and stands as before when all is put back."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from models.plan import PlannedBreak
from scenarios.generator.disruptions import Disruption
from solvers.day.bounds.cuts import Cut
from solvers.day.improving.column_rows import ColumnRows
from solvers.day.improving.column_table import NONE
from tests.solvers.day.arranged import Arranged, arranged

CLOSE = 0.02
"""The share of a plan's cost that columns and rows over them do not know, at the most."""


@pytest.fixture(scope="module", params=[Disruption.ONE_PROVIDER, Disruption.TWO_PEOPLE])
def day(request: pytest.FixtureRequest) -> Arranged:
    return arranged(request.param, 2)


def test_it_costs_what_the_check_says_or_a_little_less(day: Arranged) -> None:
    cost = day.arrangement().cost
    assert cost <= day.costs(day.plan) <= cost + CLOSE * day.costs(day.plan)


def test_its_plan_is_the_one_that_it_was_made_of(day: Arranged) -> None:
    assert day.arrangement().plan() == day.plan.canonical()


def test_breaks_of_providers_have_columns(day: Arranged) -> None:
    breaks = [p for p in day.arrangement().puts.values() if isinstance(p.planned, PlannedBreak)]
    assert len(breaks) == len(day.columns.breaks) > 0


def test_what_is_lifted_and_taken_again_leaves_everything_as_it_was(day: Arranged) -> None:
    arrangement = day.arrangement()
    cost, used, busy = arrangement.cost, arrangement.rows.used.copy(), list(arrangement.busy)
    dice = random.Random(1)
    for _ in range(20):
        jobs = dice.sample(sorted(arrangement.puts), 8)
        columns = {job: arrangement.chosen[job] for job in jobs}
        for job in jobs:
            arrangement.lift(job)
            assert arrangement.chosen[job] == NONE
        dice.shuffle(jobs)
        for job in jobs:
            assert arrangement.free(columns[job])
            arrangement.take(job, columns[job])
    assert arrangement.cost == pytest.approx(cost)
    assert np.allclose(arrangement.rows.used, used)
    assert arrangement.busy == busy


def test_what_cannot_be_settled_leaves_the_diaries_as_they_were(day: Arranged) -> None:
    arrangement = day.arrangement()
    moved = 0
    for job in sorted(arrangement.puts)[:20]:
        column = arrangement.chosen[job]
        arrangement.lift(job)
        others = [c for _, c in arrangement.table.order(job) if c != column]
        there = (c for c in others if arrangement.free(c))
        free = next((c for c in there if arrangement.more(c) < math.inf), None)
        if free is not None:
            arrangement.take(job, free)
            assert not arrangement.settle([job], -math.inf)
            assert arrangement.plan() == day.plan.canonical()
            arrangement.lift(job)
            moved += 1
        arrangement.take(job, column)
    assert moved > 0


def test_a_row_is_broken_by_one_too_many_and_given_back() -> None:
    one = np.ones(2)
    rows = ColumnRows([Cut(np.array([0, 1]), one, 1.0), Cut(np.array([1, 2]), one, 1.0, 7.0)], 3)
    assert rows.cost(0) == 0
    rows.take(0)
    assert rows.cost(1) == math.inf
    rows.take(0, -1)
    rows.take(1)
    assert rows.cost(2) == 7
    rows.take(1, -1)
    assert rows.cost(2) == 0


def test_a_column_that_weighs_less_than_nothing_makes_a_row_cheaper() -> None:
    rows = ColumnRows([Cut(np.array([0, 1]), np.array([3.0, -2.0]), 1.0, 5.0)], 2)
    rows.take(0)
    assert rows.cost(1) == -10


def test_without_rows_nothing_is_broken() -> None:
    rows = ColumnRows([], 2)
    rows.take(1)
    assert rows.cost(0) == 0
