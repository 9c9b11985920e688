"""A visit is turned into video only where office, type, patient and provider allow it."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, by_video, case, office, with_visits
from tests.solvers.day.judging import breaches, cost


def test_a_patient_who_agreed_may_be_seen_by_video_at_a_price() -> None:
    out = case(LEE_OUT)
    rest = with_visits(out.published, a_1=None, a_3=None)
    plan = with_visits(rest, a_2=by_video(600, "dr-bell"))
    assert not breaches("video", out, plan)
    assert cost("video", out, plan) == {"T4": out.rates.video}


def test_without_agreement_or_set_up_it_is_caught() -> None:
    out = case(LEE_OUT)
    asked = with_visits(out.published, a_1=by_video(540, "dr-bell"), a_2=None, a_3=None, b_1=None)
    assert "agreement" in breaches("video", out, asked)[0].sentence
    unable = with_visits(out.published, a_1=None, a_2=by_video(600, "np-cruz"), a_3=None)
    assert "np-cruz" in breaches("video", out, unable)[0].sentence


def test_an_office_may_not_turn_visits_into_video() -> None:
    none = case(LEE_OUT, at=office(rules={"video": {"convert": False}}))
    plan = with_visits(none.published, a_1=None, a_2=by_video(600, "dr-bell"), a_3=None)
    assert breaches("video", none, plan)
