"""The day is over early: minutes by which it ends later than published cost."""

from __future__ import annotations

from models.clock import minutes_of
from tests.engine.clinic import case, office, placed, with_visits
from tests.solvers.day.judging import cost, findings
from tests.solvers.day.solving import solve_here

EARLY = office(exchange_rates={"finish_minute": 4})


def test_minutes_after_the_published_finish_cost() -> None:
    usual = case(at=EARLY)
    ends = max(v.placement.end for v in usual.published.visits if v.placement is not None)
    for later in (0, 1, 5):
        plan = with_visits(usual.published, b_2=placed(ends + later - 30, "dr-bell"))
        assert cost("finish", usual, plan) == ({"T3": 4 * later} if later else {})
    (found,) = findings("finish", usual, plan)
    assert (found.tier, found.about) == ("T3", ("b-2",))
    assert found.sentence.endswith("5 minutes later.")


def test_by_default_nobody_minds() -> None:
    usual = case()
    assert not findings("finish", usual, with_visits(usual.published, b_2=placed(980, "dr-bell")))


def test_a_day_that_has_ended_ends_no_earlier_than_now() -> None:
    late = case(at=EARLY, now=minutes_of("16:00"))
    plan = with_visits(late.published, b_2=placed(minutes_of("16:05"), "dr-bell"))
    assert cost("finish", late, plan) == {"T3": 4 * 35}


def test_an_add_on_is_held_before_the_day_would_have_ended() -> None:
    added = {"type": "add-on", "appointment": {"id": "x", "visit_type": "follow-up",
             "panel_provider": "dr-bell", "urgency": "must-today"}}  # fmt: skip
    usual = case(added, at=EARLY)
    answer = solve_here(usual)
    assert answer.proven and not answer.troubles
    assert cost("finish", usual, answer.plan) == {}
