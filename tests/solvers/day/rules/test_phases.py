"""A visit's phases follow its type, with the lags between them."""

from __future__ import annotations

from models.office import Modality
from tests.engine.clinic import by_video, case, placed, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import starts


def test_a_lag_within_its_bounds_is_fine_and_a_minute_more_is_not() -> None:
    usual = case()
    for wait, broken in ((30, False), (31, True)):
        plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", wait=wait))
        assert bool(breaches("phases", usual, plan)) is broken


def test_length_people_and_number_of_phases_are_the_types() -> None:
    usual = case()
    short = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", minutes=19))
    assert "20 minutes" in breaches("phases", usual, short)[0].sentence
    good = placed(13 * 60, "dr-bell")
    alone = good.model_copy(
        update={"phases": (good.phases[0].model_copy(update={"people": ()}), good.phases[1])}
    )
    assert breaches("phases", usual, with_visits(usual.published, b_2=alone))
    half = good.model_copy(update={"phases": good.phases[:1]})
    assert (
        "1 phases instead of 2"
        in breaches("phases", usual, with_visits(usual.published, b_2=half))[0].sentence
    )


def test_a_phase_that_begins_before_the_other_ends_is_caught() -> None:
    usual = case()
    assert not findings("phases", usual, usual.published)
    for wait, broken in ((0, False), (-1, True)):
        plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", wait=wait))
        assert bool(findings("phases", usual, plan)) is broken
    (found,) = findings("phases", usual, plan)
    assert (found.kind, found.about) == ("breach", ("b-2",))
    assert found.sentence == "b-2: -1 minutes before provider, not 0 to 30."


def test_an_overrun_makes_the_phase_longer() -> None:
    late = case({"type": "overrun", "appointment": "b-2", "minutes": 7})
    for minutes, broken in ((20, True), (26, True), (27, False)):
        plan = with_visits(late.published, b_2=placed(13 * 60, "dr-bell", minutes=minutes))
        assert bool(findings("phases", late, plan)) is broken


def test_people_devices_and_rooms_are_named_where_they_are_asked_for() -> None:
    usual = case()
    good = placed(13 * 60, "dr-bell")
    first, second = good.phases
    twice = first.model_copy(update={"people": ("ma-1", "ma-2")})
    scanned = second.model_copy(update={"device": "scanner-1"})
    for phases, what in (
        ((twice, second), "rooming needs 1 different people"),
        ((first, scanned), "provider and its device do not agree"),
    ):
        plan = with_visits(usual.published, b_2=good.model_copy(update={"phases": phases}))
        assert [f.sentence for f in findings("phases", usual, plan)] == [f"b-2: {what}."]
    roomed = by_video(10 * 60, "dr-lee").model_copy(update={"room": "room-1"})
    (found,) = findings("phases", usual, with_visits(usual.published, a_2=roomed))
    assert found.sentence == "a-2: a room that no phase asks for."


def test_a_kind_of_visit_without_video_is_neither_placed_nor_offered_by_video() -> None:
    out = case({"type": "absent", "person": "dr-lee"}, appointments=visit("a-3", video=True))
    plan = with_visits(out.published, a_3=by_video(11 * 60, "dr-bell"))
    (found,) = findings("phases", out, plan)
    assert found.sentence == "a-3: this kind of visit is not held that way."
    assert starts(out, "a-3", "dr-bell", modality=Modality.VIDEO) == set()
