"""The programme over columns keeps its rows, and an arrangement adopts what it chooses."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.generator.disruptions import Disruption
from solvers.day.bounds.columns import NOBODY
from solvers.day.improving.column_mip import chosen_columns
from solvers.day.improving.column_table import NONE
from solvers.day.improving.ruin import Ruin
from tests.solvers.day.arranged import Arranged, arranged


@pytest.fixture(scope="module")
def day() -> Arranged:
    return arranged(Disruption.ONE_PROVIDER, 2)


def chosen(day: Arranged, start: list[int], dear: float) -> list[int]:
    """Return a choice among columns that cost no more than `dear`, and those to start with."""
    kept = np.asarray(day.columns.price <= dear)
    kept[start] = True
    found = chosen_columns(day.columns, day.rows, kept, start, seconds=60.0, tolerance=0.01, seed=0)
    assert kept[found].all()
    return [int(column) for column in found]


def test_a_choice_keeps_every_row_and_costs_no_more_than_the_start(day: Arranged) -> None:
    arrangement = day.arrangement()
    start = [column for column in arrangement.chosen if column != NONE]
    found = chosen(day, start, 60.0)
    columns = day.columns
    assert sorted(columns.job[found].tolist()) == list(range(columns.jobs))
    for row in day.rows:
        here = np.isin(row.columns, found)
        assert np.isfinite(row.price) or row.weights[here].sum() <= row.most + 1e-6
    taken: dict[int, set[int]] = {}
    for column in found:
        resource = int(columns.resource[column])
        if resource == NOBODY or columns.share[column] < 1:
            continue
        spans = zip(columns.begin[:, column], columns.end[:, column], strict=True)
        minutes = {minute for a, b in spans for minute in range(int(a), int(b))}
        assert not minutes & taken.setdefault(resource, set())
        taken[resource] |= minutes
    assert columns.price[found].sum() < columns.price[start].sum()


def test_what_is_adopted_has_its_columns_but_for_what_found_no_room(day: Arranged) -> None:
    arrangement = day.arrangement()
    start = [column for column in arrangement.chosen if column != NONE]
    ruin = Ruin(arrangement, day.key, 0)
    found = chosen(day, start, 60.0)
    plan, left = ruin.adopt(found)
    assert plan is not None
    assert day.costs(plan) < day.costs(day.plan)
    if not ruin.wrong:
        assert all(
            arrangement.chosen[day.columns.job[c]] == c
            for c in found
            if day.columns.job[c] not in left
        )


def test_nothing_is_kept_but_the_start(day: Arranged) -> None:
    start = [column for column in day.arrangement().chosen if column != NONE]
    assert sorted(chosen(day, start, -1.0)) == sorted(start)
