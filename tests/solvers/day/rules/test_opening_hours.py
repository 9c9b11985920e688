"""Patients are in the building only while it is open."""

from __future__ import annotations

from tests.engine.clinic import by_video, case, office, placed, with_visits
from tests.solvers.day.judging import findings


def test_a_visit_ends_by_the_last_minute() -> None:
    usual = case(at=office(rules={"overtime": {"minutes": 60}}))
    for start, broken in ((16 * 60 + 30, False), (16 * 60 + 31, True)):
        plan = with_visits(usual.published, a_1=placed(start, "dr-lee"))
        assert bool(findings("opening-hours", usual, plan)) is broken


def test_video_is_not_bound_to_the_hours() -> None:
    usual = case()
    late = with_visits(usual.published, a_2=by_video(16 * 60 + 50, "dr-lee"))
    assert not findings("opening-hours", usual, late)
