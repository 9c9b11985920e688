"""A visit that is under way keeps its provider, place and start."""

from __future__ import annotations

from tests.engine.clinic import case, placed, visit, with_visits
from tests.solvers.day.judging import findings


def test_a_visit_under_way_cannot_move() -> None:
    going = case(now=9 * 60 + 15, appointments=visit("a-1", status="roomed"))
    assert not findings("begun", going, going.published)
    moved = with_visits(going.published, a_1=placed(600, "np-cruz", "ma-2", "room-3"))
    assert [f.about for f in findings("begun", going, moved)] == [("a-1",)]


def test_a_visit_under_way_never_goes_to_another_day() -> None:
    going = case(now=9 * 60 + 15, appointments=visit("a-1", status="in-progress"))
    assert findings("begun", going, with_visits(going.published, a_1="s-1"))


def test_a_manual_decision_stays_possible() -> None:
    going = case(now=9 * 60 + 15, appointments=visit("a-1", status="roomed"))
    assert not findings("begun", going, with_visits(going.published, a_1=None))
