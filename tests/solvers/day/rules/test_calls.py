"""Every patient who must be told something new costs a call."""

from __future__ import annotations

from tests.engine.clinic import by_video, case, office, placed, with_visits
from tests.solvers.day.judging import cost, findings
from tests.solvers.day.pinning import Pinned

ADDED = {
    "type": "add-on",
    "appointment": {"id": "z-1", "visit_type": "follow-up"},
}


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


def test_each_five_minutes_begun_count_either_way() -> None:
    usual = case(at=office(exchange_rates={"call": 50, "moved_step": 4, "moved_most": 20}))
    for moved, steps in ((1, 4), (5, 4), (6, 8), (-5, 4), (-6, 8), (25, 20), (26, 20)):
        plan = with_visits(usual.published, a_2=placed(600 + moved, "dr-lee"))
        (found,) = findings("calls", usual, plan)
        assert (found.kind, found.tier, found.cost) == ("cost", "T4", 50 + steps)
        assert found.about == ("a-2",)
        assert found.sentence == f"a-2 is called, and moves by {abs(moved)} minutes."


def test_another_modality_site_or_day_is_a_call_without_a_distance() -> None:
    usual = case()
    north = placed(600, "dr-lee", room="room-n", site="north")
    for elsewhere in (by_video(600, "dr-lee"), north, "s-1", None):
        plan = with_visits(usual.published, a_2=elsewhere)
        (found,) = findings("calls", usual, plan)
        assert (found.cost, found.sentence) == (usual.rates.call, "a-2 is called.")


def test_an_add_on_costs_no_call() -> None:
    added = case(ADDED)
    for place in (placed(15 * 60, "dr-lee"), "s-1", None):
        plan = with_visits(added.published, z_1=place)
        assert not findings("calls", added, plan)


def test_the_model_prices_the_same() -> None:
    usual = case()
    model = Pinned(usual)
    for moved, expected in ((0, 0), (5, 61), (10, 62), (60, 72)):
        plan = with_visits(usual.published, b_2=placed(13 * 60 + moved, "dr-bell", "ma-2"))
        found = model.tiers(plan)
        assert found is not None
        assert found["T4"] == expected
