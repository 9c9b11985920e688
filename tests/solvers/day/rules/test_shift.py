"""People work within their shifts; providers may run over by the overtime allowed."""

from __future__ import annotations

from tests.engine.clinic import DAY, case, placed, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import starts

SHORT = [s | {"to": "13:40"} if s["person"] == "dr-bell" else s for s in DAY["shifts"]]


def test_a_provider_runs_over_by_the_overtime_allowed_and_no_more() -> None:
    usual = case(shifts=SHORT)
    for start, broken in ((13 * 60 + 40, False), (13 * 60 + 41, True)):
        plan = with_visits(usual.published, b_2=placed(start, "dr-bell", "ma-2"))
        assert bool(breaches("shift", usual, plan)) is broken


def test_support_staff_do_not_run_over() -> None:
    shifts = [s | {"to": "13:09"} if s["person"] == "ma-1" else s for s in DAY["shifts"]]
    usual = case(shifts=shifts)
    plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", "ma-1"))
    assert breaches("shift", usual, plan)[0].about == ("b-2", "ma-1")
    assert not breaches(
        "shift", usual, with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", "ma-2"))
    )


def test_nobody_begins_before_their_shift() -> None:
    shifts = [s | {"from": "09:10"} if s["person"] == "dr-lee" else s for s in DAY["shifts"]]
    usual = case(shifts=shifts)
    for start, broken in ((9 * 60, False), (9 * 60 - 1, True)):
        plan = with_visits(usual.published, a_1=placed(start, "dr-lee"))
        assert bool(findings("shift", usual, plan)) is broken


def test_who_is_planned_for_what_outside_a_shift_is_said() -> None:
    usual = case(shifts=SHORT)
    assert not findings("shift", case(), case().published)
    plan = with_visits(usual.published, b_2=placed(13 * 60 + 41, "dr-bell", "ma-2"))
    (found,) = findings("shift", usual, plan)
    assert (found.kind, found.about) == ("breach", ("b-2", "dr-bell"))
    assert found.sentence == "dr-bell is planned for b-2 at 13:51, outside any shift there."


def test_breaks_and_duties_end_with_the_shift() -> None:
    usual = case()
    (meal,), (desk,) = usual.published.breaks, usual.published.duties
    for end, broken in ((17 * 60, False), (17 * 60 + 1, True)):
        rest = meal.model_copy(update={"start": end - 30, "end": end})
        assert (
            bool(findings("shift", usual, usual.published.model_copy(update={"breaks": (rest,)})))
            is broken
        )
        given = desk.model_copy(update={"end": end})
        assert (
            bool(findings("shift", usual, usual.published.model_copy(update={"duties": (given,)})))
            is broken
        )


def test_what_is_over_is_not_held_against_the_plan() -> None:
    for now, broken in ((14 * 60 + 10, True), (14 * 60 + 11, False)):
        later = case(shifts=SHORT, now=now)
        plan = with_visits(later.published, b_2=placed(13 * 60 + 41, "dr-bell", "ma-2"))
        assert bool(findings("shift", later, plan)) is broken


def test_a_shift_at_another_site_does_not_count() -> None:
    usual = case(
        shifts=[s | {"site": "north"} if s["person"] == "ma-2" else s for s in DAY["shifts"]]
    )
    plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", "ma-2"))
    assert [f.about for f in findings("shift", usual, plan)] == [("b-2", "ma-2")]


def test_the_model_offers_starts_within_the_shift_and_its_overtime() -> None:
    usual = case(shifts=SHORT)
    assert max(starts(usual, "b-2", "dr-bell")) == 13 * 60 + 40
