"""Nobody works while away."""

from __future__ import annotations

from models.office import Modality
from tests.engine.clinic import LEE_OUT, by_video, case, placed, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import starts


def test_a_visit_with_somebody_away_is_caught() -> None:
    out = case(LEE_OUT)
    kept = with_visits(out.published, a_2=None, a_3=None)
    found = breaches("absence", out, kept)
    assert [finding.about for finding in found] == [("a-1", "dr-lee")]
    assert "dr-lee is away" in found[0].sentence
    assert "09:10" in found[0].sentence


def test_a_visit_that_ends_as_the_absence_begins_stays() -> None:
    from_half_past = case({"type": "absent", "person": "dr-lee", "from": "09:30", "to": "09:50"})
    assert not breaches("absence", from_half_past, from_half_past.published)
    a_minute_more = case({"type": "absent", "person": "dr-lee", "from": "09:29", "to": "09:50"})
    assert breaches("absence", a_minute_more, a_minute_more.published)


def test_video_from_elsewhere_is_no_breach() -> None:
    out = case(LEE_OUT | {"works_by_video": True})
    plan = with_visits(out.published, a_1=None, a_2=by_video(600, "dr-lee"), a_3=None)
    assert not breaches("absence", out, plan)


def test_who_is_away_for_what_and_when_is_said() -> None:
    meal = case({"type": "absent", "person": "ma-1", "from": "12:29", "to": "12:40"})
    (found,) = findings("absence", meal, meal.published)
    assert (found.kind, found.about) == ("breach", ("a break", "ma-1"))
    assert found.sentence == "ma-1 is away, and planned for a break at 12:00."
    desk = case({"type": "leaves-early", "person": "desk-1", "at": "16:00"})
    sentences = {f.sentence for f in findings("absence", desk, desk.published)}
    assert sentences == {"desk-1 is away, and planned for desk at 08:00."}


def test_support_staff_who_come_late_are_missed_up_to_the_minute() -> None:
    for until, broken in (("13:00", False), ("13:01", True)):
        late = case({"type": "late", "person": "ma-2", "until": until})
        plan = with_visits(
            late.published,
            a_1=placed(540, "dr-lee", "ma-1"),
            b_1=None,
            b_2=placed(780, "dr-bell", "ma-2"),
        )
        about = {finding.about for finding in findings("absence", late, plan)}
        assert (("b-2", "ma-2") in about) is broken


def test_minutes_before_now_are_fact() -> None:
    away = {"type": "absent", "person": "dr-lee", "from": "09:10", "to": "09:20"}
    begun = visit("a-1", status="in-progress")
    for now, broken in ((9 * 60 + 19, True), (9 * 60 + 20, False)):
        later = case(away, now=now, appointments=begun)
        about = {finding.about for finding in findings("absence", later, later.published)}
        assert (("a-1", "dr-lee") in about) is broken
        assert (550 in starts(later, "a-1", "dr-lee", block=1)) is not broken


def test_nobody_who_was_away_has_seen_a_patient_who_is_still_waiting() -> None:
    away = {"type": "absent", "person": "dr-lee", "from": "09:10", "to": "09:20"}
    for status in ("booked", "arrived", "checked-in"):
        later = case(away, now=11 * 60, appointments=visit("a-1", status=status))
        about = {finding.about for finding in findings("absence", later, later.published)}
        assert ("a-1", "dr-lee") in about
        assert 550 not in starts(later, "a-1", "dr-lee", block=1)


def test_who_worked_by_video_has_seen_patients_so() -> None:
    away = {"type": "absent", "person": "dr-lee", "to": "12:00", "works_by_video": True}
    book = visit("a-2", modality="video", at="09:00")
    later = case(away, now=11 * 60, appointments=book)
    plan = with_visits(later.published, a_1=None, a_3=None)
    assert not breaches("absence", later, plan)
    assert 540 in starts(later, "a-2", "dr-lee", modality=Modality.VIDEO)


def test_the_model_offers_no_minute_of_an_absence() -> None:
    away = case({"type": "absent", "person": "dr-lee", "from": "10:00", "to": "11:00"})
    seen = starts(away, "a-2", "dr-lee", block=1)
    assert {580, 660} <= seen
    assert not [start for start in seen if 580 < start < 660]
    assert 600 in starts(away, "a-2", "dr-bell", block=1)


def test_who_works_by_video_sees_nobody_in_person() -> None:
    out = case(LEE_OUT | {"works_by_video": True})
    plan = with_visits(out.published, a_2=None, a_3=None)
    assert [f.about for f in breaches("absence", out, plan)] == [("a-1", "dr-lee")]


def test_who_has_returned_is_there_from_that_minute() -> None:
    for at, broken in (("09:10", False), ("09:11", True)):
        back = case(LEE_OUT, {"type": "returned", "person": "dr-lee", "at": at}, now=8 * 60)
        about = {finding.about for finding in findings("absence", back, back.published)}
        assert about == ({("a-1", "dr-lee")} if broken else set())
        assert (540 in starts(back, "a-1", "dr-lee")) is True
        assert (550 in starts(back, "a-1", "dr-lee", block=1)) is not broken


def test_what_is_told_after_the_return_stands() -> None:
    again = {"type": "leaves-early", "person": "dr-lee", "at": "10:40"}
    back = case(LEE_OUT, {"type": "returned", "person": "dr-lee", "at": "09:00"}, again)
    about = {finding.about for finding in findings("absence", back, back.published)}
    assert about == {("a-3", "dr-lee")}
