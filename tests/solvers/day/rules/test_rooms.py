"""A visit has one room, free and fit for it, from its first roomed phase to its last."""

from __future__ import annotations

from tests.engine.clinic import case, office, placed, visit, with_visits
from tests.solvers.day.judging import breaches


def test_a_room_is_turned_over_before_the_next_visit() -> None:
    usual = case(at=office(rules={"rooms": {"turnover": 5}}))
    for start, broken in ((9 * 60 + 35, False), (9 * 60 + 34, True)):
        plan = with_visits(
            usual.published, a_1=placed(540, "dr-lee"), a_2=None, b_1=placed(start, "dr-bell")
        )
        assert bool(breaches("rooms", usual, plan)) is broken


def test_a_visit_needs_a_room_of_its_site_with_the_feature() -> None:
    usual = case()
    none = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", room=None))
    assert "has no room" in breaches("rooms", usual, none)[0].sentence
    north = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", room="room-n"))
    assert "room-n" in breaches("rooms", usual, north)[0].sentence


def test_a_provider_holds_no_more_rooms_than_allowed() -> None:
    tight = case(at=office(rules={"rooms": {"per-provider": 1}}))
    plan = with_visits(tight.published, b_2=placed(13 * 60, "dr-bell", "ma-2"))
    assert not breaches("rooms", tight, plan)
    early = case(at=tight.office, appointments=visit("b-1", at="12:45"))
    plan = with_visits(
        early.published,
        b_1=placed(12 * 60 + 45, "dr-bell", "ma-2", "room-2"),
        b_2=placed(13 * 60, "dr-bell", "ma-1", "room-1", wait=5),
    )
    assert "dr-bell's rooms" in breaches("rooms", early, plan)[0].sentence
