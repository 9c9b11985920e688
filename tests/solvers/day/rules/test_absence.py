"""Nobody works while away."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, by_video, case, with_visits
from tests.solvers.day.judging import breaches


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
