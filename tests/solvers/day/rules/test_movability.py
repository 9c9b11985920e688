"""Fixed visits stay put, and people who were not hit move little."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, case, placed, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import slots, starts


def test_a_bystander_moves_no_further_than_allowed() -> None:
    usual = case()
    for minutes, broken in ((60, False), (61, True)):
        plan = with_visits(usual.published, b_2=placed(13 * 60 + minutes, "dr-bell"))
        assert bool(breaches("movability", usual, plan)) is broken


def test_a_visit_that_was_hit_moves_freely() -> None:
    out = case(LEE_OUT)
    plan = with_visits(out.published, a_1=placed(15 * 60, "np-cruz"), a_2=None, a_3=None)
    assert not breaches("movability", out, plan)


def test_a_fixed_visit_changes_neither_time_nor_day() -> None:
    fixed = case(LEE_OUT, appointments=visit("a-1", movability="fixed"))
    rest = with_visits(fixed.published, a_2=None, a_3=None)
    moved = with_visits(rest, a_1=placed(9 * 60 + 5, "np-cruz", "ma-2", "room-3"))
    assert breaches("movability", fixed, moved)
    assert breaches("movability", fixed, with_visits(rest, a_1="s-1"))
    swapped = with_visits(rest, a_1=placed(9 * 60, "np-cruz", "ma-2", "room-3"))
    assert not breaches("movability", fixed, swapped)


def test_what_is_wrong_is_said() -> None:
    usual = case()
    plan = with_visits(usual.published, b_2=placed(13 * 60 - 61, "dr-bell"))
    (found,) = findings("movability", usual, plan)
    assert found.kind == "breach"
    assert found.about == ("b-2",)
    assert found.sentence == "b-2 was not hit, and moves by more than 60 minutes, or elsewhere."
    fixed = case(LEE_OUT, appointments=visit("a-1", movability="fixed"))
    away = with_visits(fixed.published, a_1="s-2")
    assert [f.sentence for f in findings("movability", fixed, away)] == [
        "a-1 cannot be moved, and goes to another day."
    ]


def test_the_model_offers_bystanders_an_hour_and_fixed_visits_their_start() -> None:
    usual = case()
    offered = starts(usual, "b-2", "dr-bell")
    assert (min(offered), max(offered)) == (12 * 60, 14 * 60)
    out = case(LEE_OUT)
    assert max(starts(out, "a-1", "np-cruz")) > 15 * 60
    fixed = case(LEE_OUT, appointments=visit("a-1", movability="fixed"))
    assert starts(fixed, "a-1", "np-cruz") == {9 * 60}
    assert slots(fixed, "a-1") == []
