"""Every visit of the day has exactly one disposition."""

from __future__ import annotations

from tests.engine.clinic import case, visit, with_visits
from tests.solvers.day.judging import breaches, cost, findings


def test_a_visit_dropped_silently_is_caught() -> None:
    usual = case()
    dropped = usual.published.model_copy(update={"visits": usual.published.visits[1:]})
    found = breaches("disposition", usual, dropped)
    assert found[0].about == ("a-1",)
    assert "dropped silently" in found[0].sentence


def test_twice_or_unknown_is_caught() -> None:
    usual = case()
    first = usual.published.visits[0]
    twice = usual.published.model_copy(update={"visits": (*usual.published.visits, first)})
    assert "disposition" in {f.rule for f in findings("disposition", usual, twice)}
    odd = first.model_copy(update={"appointment": "nobody"})
    plan = usual.published.model_copy(update={"visits": (*usual.published.visits, odd)})
    assert [f.about for f in breaches("disposition", usual, plan)] == [("nobody",)]


def test_leaving_the_day_costs_by_urgency() -> None:
    for urgency, expected in (
        ("days-30", {"T2": 360}),
        ("hours-48", {"T2": 960}),
        ("must-today", {"T1": 1000, "T2": 60}),
    ):
        usual = case(appointments=visit("a-1", urgency=urgency))
        assert cost("disposition", usual, with_visits(usual.published, a_1=None)) == expected
