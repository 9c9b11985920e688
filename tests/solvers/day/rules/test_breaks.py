"""Everybody gets the breaks that the law or the contract gives."""

from __future__ import annotations

from tests.engine.clinic import case, office
from tests.solvers.day.judging import breaches, cost

MEAL = {"breaks": {"entitlements": [{"minutes": 30, "over-minutes": 300, "start-by": 300}]}}


def test_a_published_break_that_is_dropped_is_a_gap_and_a_change() -> None:
    usual = case()
    without = usual.published.model_copy(update={"breaks": ()})
    assert cost("breaks", usual, usual.published) == {}
    assert cost("breaks", usual, without) == {"T0": 10_000, "T4": usual.rates.break_moved}


def test_a_moved_break_costs_and_a_second_one_is_too_many() -> None:
    usual = case()
    (meal,) = usual.published.breaks
    later = meal.model_copy(update={"start": meal.start + 60, "end": meal.end + 60})
    moved = usual.published.model_copy(update={"breaks": (later,)})
    assert cost("breaks", usual, moved) == {"T4": usual.rates.break_moved}
    both = usual.published.model_copy(update={"breaks": (meal, later)})
    assert [f.about for f in breaches("breaks", usual, both)] == [("ma-1",)]


def test_a_break_that_starts_too_late_does_not_count() -> None:
    entitled = case(at=office(rules=MEAL))
    (own,) = [b for b in entitled.published.breaks if b.person == "ma-1"]
    others = tuple(b for b in entitled.published.breaks if b is not own)
    for start, gaps in ((13 * 60, 0), (13 * 60 + 1, 10_000)):
        late = own.model_copy(update={"start": start, "end": start + 30})
        plan = entitled.published.model_copy(update={"breaks": (*others, late)})
        assert cost("breaks", entitled, plan).get("T0", 0) == gaps
