"""A patient is not asked to come earlier without notice."""

from __future__ import annotations

from tests.engine.clinic import case, placed, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import starts


def test_earlier_needs_notice_and_later_does_not() -> None:
    usual = case(now=8 * 60)
    for start, broken in ((9 * 60 + 29, True), (9 * 60 + 30, False)):
        plan = with_visits(usual.published, a_2=placed(start, "np-cruz", "ma-2", "room-3"))
        assert bool(breaches("notice", usual, plan)) is broken
    assert not breaches(
        "notice", usual, with_visits(usual.published, a_2=placed(10 * 60 + 15, "dr-lee"))
    )


def test_fasting_patients_need_a_day_unless_the_book_says_otherwise() -> None:
    fasting = case(now=7 * 60, appointments=visit("a-2", flags=["fasting"]))
    plan = with_visits(fasting.published, a_2=placed(9 * 60 + 30, "np-cruz", "ma-2", "room-3"))
    assert "09:30" in breaches("notice", fasting, plan)[0].sentence
    known = case(now=7 * 60, appointments=visit("a-2", flags=["fasting"], callable_from="09:00"))
    assert not breaches("notice", known, plan)


def test_the_time_of_the_book_is_left_alone_however_late_it_is_now() -> None:
    late = case(now=9 * 60 + 59)
    assert not findings("notice", late, late.published)


def test_who_comes_too_early_is_said_and_from_when_it_can_be() -> None:
    usual = case(now=8 * 60)
    plan = with_visits(usual.published, a_2=placed(9 * 60 + 25, "np-cruz", "ma-2", "room-3"))
    (found,) = findings("notice", usual, plan)
    assert found.kind == "breach"
    assert found.about == ("a-2",)
    assert found.sentence == (
        "a-2 is asked to come at 09:25 already; before 09:30 the patient cannot be asked."
    )


def test_the_model_offers_no_start_within_the_notice() -> None:
    usual = case(now=8 * 60)
    assert min(starts(usual, "a-2", "np-cruz")) == 9 * 60 + 30
    known = case(now=8 * 60, appointments=visit("a-2", callable_from="09:50"))
    assert min(starts(known, "a-2", "np-cruz")) == 9 * 60 + 50
