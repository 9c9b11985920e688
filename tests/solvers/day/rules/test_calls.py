"""Every patient who must be told something new costs a call."""

from __future__ import annotations

from tests.engine.clinic import case, placed, with_visits
from tests.solvers.day.judging import cost


def test_a_kept_visit_costs_nothing_and_a_moved_one_a_call_and_its_distance() -> None:
    usual = case()
    rates = usual.rates
    assert cost("calls", usual, usual.published) == {}
    moved = with_visits(usual.published, a_1=placed(9 * 60 + 11, "dr-lee"))
    assert cost("calls", usual, moved) == {"T4": rates.call + 3 * rates.moved_step}


def test_the_distance_has_a_most() -> None:
    usual = case()
    far = with_visits(usual.published, a_1=placed(15 * 60, "dr-lee"))
    assert cost("calls", usual, far) == {"T4": usual.rates.call + usual.rates.moved_most}


def test_a_call_about_a_visit_better_kept_counts_more() -> None:
    usual = case()
    gone = with_visits(usual.published, a_3=None)
    assert cost("calls", usual, gone) == {"T4": usual.rates.call * usual.rates.keep_factor}


def test_another_provider_at_the_same_time_needs_no_call() -> None:
    usual = case()
    swapped = with_visits(usual.published, a_1=placed(9 * 60, "np-cruz", "ma-2", "room-3"))
    assert cost("calls", usual, swapped) == {}
