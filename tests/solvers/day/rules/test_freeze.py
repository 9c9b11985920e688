"""A visit that begins soon keeps its start, and nothing new starts in the past."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, case, placed, visit, with_visits
from tests.solvers.day.judging import findings


def test_a_visit_within_the_lead_keeps_its_start() -> None:
    for now, broken in ((9 * 60 - 75, True), (9 * 60 - 76, False)):
        near = case(now=now)
        moved = with_visits(near.published, a_1=placed(9 * 60 + 30, "dr-lee"))
        assert bool(findings("freeze", near, moved)) is broken


def test_a_visit_moves_no_earlier_than_the_lead() -> None:
    early = case(now=8 * 60, appointments=visit("b-2", callable_from="08:00"))
    soon = with_visits(early.published, b_2=placed(9 * 60 + 14, "np-cruz", "ma-2", "room-3"))
    assert findings("freeze", early, soon)
    later = with_visits(early.published, b_2=placed(9 * 60 + 15, "np-cruz", "ma-2", "room-3"))
    assert not findings("freeze", early, later)


def test_who_is_here_may_see_somebody_else_at_the_same_time() -> None:
    here = case(LEE_OUT | {"reported": "08:50"}, appointments=visit("a-1", status="arrived"))
    swapped = placed(9 * 60, "np-cruz", "ma-2", "room-3")
    plan = with_visits(here.published, a_1=swapped, a_2=None, a_3=None)
    assert not findings("freeze", here, plan)
