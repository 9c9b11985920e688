"""Patients come when they can; a new time suits best within what they prefer."""

from __future__ import annotations

from tests.engine.clinic import case, placed, visit, with_visits
from tests.solvers.day.judging import cost, findings


def test_a_new_time_lies_within_a_window_with_the_whole_visit() -> None:
    windows = [{"from": "09:00", "to": "10:00"}]
    usual = case(appointments=visit("a-1", windows=windows))
    for start, broken in ((9 * 60 + 30, False), (9 * 60 + 31, True)):
        plan = with_visits(usual.published, a_1=placed(start, "dr-lee"), a_2=None)
        assert bool(findings("patient-window", usual, plan)) is broken


def test_the_booked_time_is_never_questioned() -> None:
    odd = case(appointments=visit("a-1", windows=[{"from": "15:00", "to": "16:00"}]))
    assert not findings("patient-window", odd, odd.published)


def test_a_time_outside_what_is_preferred_costs() -> None:
    usual = case(appointments=visit("a-1", prefers=[{"from": "14:00", "to": "16:00"}]))
    liked = with_visits(usual.published, a_1=placed(14 * 60, "dr-lee"))
    assert cost("patient-window", usual, liked) == {}
    other = with_visits(usual.published, a_1=placed(16 * 60, "dr-lee"))
    assert cost("patient-window", usual, other) == {"T5": usual.rates.preference}
