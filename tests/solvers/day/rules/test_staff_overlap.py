"""Nobody does two things at the same minute."""

from __future__ import annotations

from tests.engine.clinic import DAY, case, placed, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.solving import solve_here


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


def test_what_was_published_is_left_alone() -> None:
    usual = case()
    assert not findings("staff-overlap", usual, usual.published)


def test_a_break_may_begin_when_the_rooming_ends() -> None:
    usual = case()
    for start, broken in ((11 * 60 + 50, False), (11 * 60 + 51, True)):
        plan = with_visits(usual.published, b_2=placed(start, "dr-bell", "ma-1"), a_3=None)
        assert bool(findings("staff-overlap", usual, plan)) is broken
    (found,) = findings("staff-overlap", usual, plan)
    assert (found.kind, found.about) == ("breach", ("b-2", "a break", "ma-1"))
    assert found.sentence == "ma-1 has b-2 and a break at 12:00."


def test_nobody_rooms_or_has_a_second_duty_while_on_a_duty() -> None:
    usual = case()
    (desk,) = usual.published.duties
    for end, broken in ((13 * 60, False), (13 * 60 + 1, True)):
        given = desk.model_copy(update={"person": "ma-2", "start": 12 * 60, "end": end})
        plan = with_visits(
            usual.published.model_copy(update={"duties": (desk, given)}),
            b_2=placed(13 * 60, "dr-bell", "ma-2"),
        )
        assert bool(findings("staff-overlap", usual, plan)) is broken
    twice = desk.model_copy(update={"start": 16 * 60})
    plan = usual.published.model_copy(update={"duties": (desk, twice)})
    assert [f.about for f in findings("staff-overlap", usual, plan)] == [("desk", "desk", "desk-1")]


def test_two_visits_of_a_provider_are_left_to_their_own_rule() -> None:
    usual = case()
    plan = with_visits(usual.published, a_1=placed(600, "dr-lee", "ma-2", "room-3"))
    assert not [f for f in findings("staff-overlap", usual, plan) if "dr-lee" in f.about]


def test_the_search_leaves_out_a_visit_that_no_assistant_is_left_for() -> None:
    book = [v for v in DAY["appointments"] if v["id"] in {"a-1", "b-1"}]
    book = [v | {"windows": [{"from": "09:00", "to": "09:30"}]} for v in book]
    fewer = [s for s in DAY["shifts"] if s["person"] != "ma-2"]
    for shifts, seen in ((DAY["shifts"], 2), (fewer, 1)):
        answer = solve_here(case(shifts=shifts, appointments=book), 10)
        assert sum(v.placement is not None for v in answer.plan.visits) == seen
        assert not answer.verdict.breaches
