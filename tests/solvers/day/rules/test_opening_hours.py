"""Patients are in the building only while it is open."""

from __future__ import annotations

from tests.engine.clinic import by_video, case, office, placed, with_visits
from tests.solvers.day.judging import findings
from tests.solvers.day.offered import starts


def test_a_visit_ends_by_the_last_minute() -> None:
    usual = case(at=office(rules={"overtime": {"minutes": 60}}))
    for start, broken in ((16 * 60 + 30, False), (16 * 60 + 31, True)):
        plan = with_visits(usual.published, a_1=placed(start, "dr-lee"))
        assert bool(findings("opening-hours", usual, plan)) is broken


def test_video_is_not_bound_to_the_hours() -> None:
    usual = case()
    late = with_visits(usual.published, a_2=by_video(16 * 60 + 50, "dr-lee"))
    assert not findings("opening-hours", usual, late)


def test_nobody_is_let_in_before_the_doors_open() -> None:
    usual = case()
    assert not findings("opening-hours", usual, usual.published)
    for start, broken in ((8 * 60, False), (8 * 60 - 1, True)):
        plan = with_visits(usual.published, a_1=placed(start, "dr-lee"))
        assert bool(findings("opening-hours", usual, plan)) is broken


def test_when_the_visit_is_and_when_it_is_open_is_said() -> None:
    usual = case()
    plan = with_visits(usual.published, a_1=placed(16 * 60 + 31, "dr-lee"))
    (found,) = findings("opening-hours", usual, plan)
    assert found.kind == "breach"
    assert found.about == ("a-1",)
    assert found.sentence == ("a-1 is at main from 16:31 to 17:01; it is open from 08:00 to 17:00.")


def test_phases_that_are_over_are_fact() -> None:
    for now, broken in ((8 * 60 + 8, True), (8 * 60 + 9, False)):
        later = case(now=now)
        plan = with_visits(later.published, a_1=placed(8 * 60 - 1, "dr-lee"))
        assert bool(findings("opening-hours", later, plan)) is broken


def test_the_model_offers_no_start_that_ends_after_the_last_minute() -> None:
    long = {"overtime": {"minutes": 60}, "movability": {"bystander-minutes": 600}}
    usual = case(at=office(rules=long))
    offered = starts(usual, "a-1", "dr-lee")
    assert (min(offered), max(offered)) == (8 * 60, 16 * 60 + 30)
