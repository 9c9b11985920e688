"""The engine calls only so many people who were not hit."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, by_video, case, office, placed, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.pinning import Pinned


def test_one_call_too_many_is_caught() -> None:
    capped = case(at=office(rules={"caps": {"bystander-calls": 1}}))
    one = with_visits(capped.published, a_1=placed(9 * 60 + 15, "dr-lee"))
    assert not breaches("caps", capped, one)
    two = with_visits(one, b_2=placed(13 * 60 + 15, "dr-bell"))
    assert {"a-1", "b-2"} == set(breaches("caps", capped, two)[0].about)


def test_visits_that_were_hit_do_not_count() -> None:
    capped = case(LEE_OUT, at=office(rules={"caps": {"bystander-calls": 0}}))
    plan = with_visits(capped.published, a_1=placed(14 * 60, "np-cruz", "ma-2"), a_2=None, a_3=None)
    assert not breaches("caps", capped, plan)


def test_how_many_are_called_is_said() -> None:
    capped = case(at=office(rules={"caps": {"bystander-calls": 0}}))
    assert not findings("caps", capped, capped.published)
    one = with_visits(capped.published, a_1=placed(9 * 60 + 1, "dr-lee"))
    (found,) = findings("caps", capped, one)
    assert (found.kind, found.about) == ("breach", ("a-1",))
    assert found.sentence == "1 patients who were not hit are called, at most 0."
    free = case()
    assert not findings("caps", free, with_visits(one, b_2=placed(14 * 60, "dr-bell")))


def test_only_who_is_placed_and_must_be_told_counts() -> None:
    capped = case(at=office(rules={"caps": {"bystander-calls": 0}}))
    swapped = with_visits(capped.published, a_1=placed(9 * 60, "np-cruz", "ma-2", "room-3"))
    assert not findings("caps", capped, swapped)
    left = with_visits(capped.published, a_1=None, b_2="s-2")
    assert not findings("caps", capped, left)
    video = with_visits(capped.published, a_2=by_video(10 * 60, "dr-lee"))
    assert [f.about for f in findings("caps", capped, video)] == [("a-2",)]


def test_the_model_calls_no_more_either() -> None:
    for most, legal in ((2, True), (1, False)):
        capped = case(at=office(rules={"caps": {"bystander-calls": most}}))
        plan = with_visits(
            capped.published,
            a_2=placed(10 * 60 + 5, "dr-lee", "ma-2"),
            b_2=placed(13 * 60 + 5, "dr-bell", "ma-2"),
        )
        assert bool(breaches("caps", capped, plan)) is not legal
        assert (Pinned(capped).tiers(plan) is not None) is legal
