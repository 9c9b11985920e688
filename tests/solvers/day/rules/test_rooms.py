"""A visit has one room, free and fit for it, from its first roomed phase to its last."""

from __future__ import annotations

from tests.engine.clinic import DAY, OFFICE, case, office, placed, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.solving import solve_here


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


def test_a_room_may_be_entered_as_another_leaves_it() -> None:
    usual = case()
    assert not findings("rooms", usual, usual.published)
    for start, broken in ((9 * 60 + 30, False), (9 * 60 + 29, True)):
        plan = with_visits(
            usual.published, a_1=placed(9 * 60, "dr-lee"), b_1=placed(start, "dr-bell", "ma-2")
        )
        assert bool(findings("rooms", usual, plan)) is broken
    (found,) = findings("rooms", usual, plan)
    assert (found.kind, found.about) == ("breach", ("b-1", "a-1"))
    assert found.sentence == "room-1: a-1, b-1 at 09:29, at most 1."


def test_a_room_without_the_feature_will_not_do() -> None:
    rooms = [*OFFICE["rooms"], {"id": "closet", "site": "main"}]
    usual = case(at=office(rooms=rooms))
    plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", room="closet"))
    (found,) = breaches("rooms", usual, plan)
    assert found.sentence == "b-2 needs exam, not had in closet."


def test_minutes_before_now_are_fact() -> None:
    for now, broken in ((9 * 60 + 29, True), (9 * 60 + 30, False)):
        later = case(now=now)
        plan = with_visits(
            later.published, a_1=placed(9 * 60, "dr-lee"), b_1=placed(9 * 60, "dr-bell", "ma-2")
        )
        assert bool(findings("rooms", later, plan)) is broken


def test_the_search_leaves_out_a_visit_that_no_room_is_left_for() -> None:
    book = [v for v in DAY["appointments"] if v["id"] in {"a-1", "b-1"}]
    windows = [{"from": "09:00", "to": "09:30"}]
    for rooms, seen in ((OFFICE["rooms"][:2], 2), (OFFICE["rooms"][:1], 1)):
        crowded = case(
            at=office(rooms=rooms), appointments=[v | {"windows": windows} for v in book]
        )
        answer = solve_here(crowded, 10)
        assert sum(v.placement is not None for v in answer.plan.visits) == seen
        assert not answer.verdict.breaches
