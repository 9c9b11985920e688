"""No provider is asked to carry more than the office's caps."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, case, office, placed, with_visits
from tests.solvers.day.judging import breaches, cost


def test_one_visit_more_than_allowed_is_caught() -> None:
    usual = case(LEE_OUT, at=office(rules={"load": {"added-visits": 1}}))
    one = with_visits(usual.published, a_1=placed(14 * 60, "np-cruz"), a_2=None, a_3=None)
    assert not breaches("load", usual, one)
    two = with_visits(one, a_2=placed(15 * 60, "np-cruz"))
    assert set(breaches("load", usual, two)[0].about) == {"a-1", "a-2"}


def test_a_session_and_points_are_capped_no_tighter_than_published() -> None:
    rules = {"load": {"session-visits": 1, "points": 1}}
    usual = case(LEE_OUT, at=office(rules=rules))
    plan = with_visits(usual.published, a_1=placed(14 * 60, "dr-bell"), a_2=None, a_3=None)
    sentences = " ".join(f.sentence for f in breaches("load", usual, plan))
    assert "dr-bell has 2 visits in the afternoon" in sentences
    assert "3 points" in sentences


def test_a_long_run_without_a_free_minute_is_caught() -> None:
    rules = {"load": {"consecutive-minutes": 30}}
    usual = case(LEE_OUT, at=office(rules=rules))
    plan = with_visits(
        usual.published, a_1=placed(13 * 60 + 20, "dr-bell", "ma-2", "room-2"), a_2=None, a_3=None
    )
    assert "13:10 to 13:50" in breaches("load", usual, plan)[0].sentence


def test_the_most_added_visits_cost_where_spread_has_a_rate() -> None:
    usual = case(LEE_OUT, at=office(exchange_rates={"spread": 4}))
    plan = with_visits(usual.published, a_1=placed(14 * 60, "np-cruz"), a_2=None, a_3=None)
    assert cost("load", usual, plan) == {"T6": 4}
