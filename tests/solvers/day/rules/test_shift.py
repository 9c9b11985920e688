"""People work within their shifts; providers may run over by the overtime allowed."""

from __future__ import annotations

from tests.engine.clinic import DAY, case, placed, with_visits
from tests.solvers.day.judging import breaches

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
