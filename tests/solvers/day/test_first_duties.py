"""Rows of duties say how many check in at a time, and leave room for what is there."""

from __future__ import annotations

import pytest

from scenarios.generator.disruptions import Disruption
from solvers.day.improving.column_table import NONE
from solvers.day.improving.first_duties import rows_of_first_duties
from tests.solvers.day.arranged import Arranged, arranged


@pytest.fixture(scope="module")
def day() -> Arranged:
    return arranged(Disruption.TWO_PEOPLE, 2)


def test_the_plan_itself_breaks_no_row(day: Arranged) -> None:
    arrangement = day.arrangement()
    start = [column for column in arrangement.chosen if column != NONE]
    offered = list(range(day.columns.first_away))
    rows = list(rows_of_first_duties(day.facts, arrangement.table, day.plan, offered, start))
    assert rows
    taken = set(start)
    for row in rows:
        used = sum(w for c, w in zip(row.columns, row.weights, strict=True) if int(c) in taken)
        assert used <= row.most < row.weights.sum()


def test_columns_that_come_when_nobody_is_at_the_desk_have_no_row_with_room(day: Arranged) -> None:
    arrangement = day.arrangement()
    offered = list(range(day.columns.first_away))
    nobody = day.plan.model_copy(update={"duties": ()})
    rows = list(rows_of_first_duties(day.facts, arrangement.table, nobody, offered, []))
    assert rows
    assert {row.most for row in rows} == {0.0}


def test_visits_that_are_away_check_in_nowhere(day: Arranged) -> None:
    arrangement = day.arrangement()
    away = [c for _, c in arrangement.table.order(0) if arrangement.table.is_away(c)]
    assert away
    assert not list(rows_of_first_duties(day.facts, arrangement.table, day.plan, away, []))
