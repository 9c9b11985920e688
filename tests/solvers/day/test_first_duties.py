"""Rows of duties and scarce staff say how many are served at once, and leave room for what is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.plan import PlannedBreak
from models.rules import BreakKind
from scenarios.generator.disruptions import Disruption
from solvers.day.column_table import NONE
from solvers.day.first_duties import rows_of_first_duties
from tests.solvers.day.arranged import Arranged, arranged

if TYPE_CHECKING:
    from solvers.day.cuts import Cut


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


def rows_of_scarce(day: Arranged, *resting: str) -> list[Cut]:
    """Return the rows of whoever may room, who are the only scarce staff; some rest all day."""
    table = day.arrangement().table
    breaks = [PlannedBreak(person=p, kind=BreakKind.MEAL, start=0, end=1440) for p in resting]
    plan = day.plan.model_copy(update={"breaks": tuple(breaks), "duties": ()})
    rooms = [c for c in range(day.columns.first_away) if not table.is_away(c)]
    return [
        row
        for row in rows_of_first_duties(day.facts, table, plan, rooms, [])
        if row.most > 0 or resting
    ]


def test_scarce_staff_serve_as_many_at_once_as_are_there(
    day: Arranged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(day.facts.__dict__, "scarce", frozenset({"room"}))
    able = day.facts.able("room")
    assert len(able) > 1
    assert {row.most for row in rows_of_scarce(day)} == {float(len(able))}
    assert {row.most for row in rows_of_scarce(day, *able[1:])} == {0.0, 1.0}


def test_staff_that_are_not_scarce_have_no_rows(day: Arranged) -> None:
    assert not day.facts.scarce
    assert not rows_of_scarce(day)
