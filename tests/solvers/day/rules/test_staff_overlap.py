"""Nobody does two things at the same minute."""

from __future__ import annotations

from tests.engine.clinic import case, placed, with_visits
from tests.solvers.day.judging import breaches, findings


def test_an_assistant_rooms_one_patient_at_a_time() -> None:
    usual = case()
    for start, broken in ((9 * 60 + 10, False), (9 * 60 + 9, True)):
        plan = with_visits(
            usual.published,
            a_1=placed(9 * 60, "dr-lee"),
            b_1=placed(start, "dr-bell", "ma-1", "room-2"),
        )
        assert bool(breaches("staff-overlap", usual, plan)) is broken


def test_nobody_rooms_during_a_break() -> None:
    usual = case()
    plan = with_visits(usual.published, b_2=placed(12 * 60 + 25, "dr-bell", "ma-1"))
    found = breaches("staff-overlap", usual, plan)
    assert "ma-1" in found[0].about
    assert "12:25" in found[0].sentence


def test_a_break_lies_within_a_duty_or_outside_it() -> None:
    usual = case()
    (meal,) = usual.published.breaks
    for start, broken in ((16 * 60, False), (7 * 60 + 45, True)):
        rest = meal.model_copy(update={"person": "desk-1", "start": start, "end": start + 30})
        plan = usual.published.model_copy(update={"breaks": (meal, rest)})
        assert bool(findings("staff-overlap", usual, plan)) is broken
