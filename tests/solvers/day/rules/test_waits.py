"""Patients do not wait long within their visit."""

from __future__ import annotations

from tests.engine.clinic import case, placed, visit, with_visits
from tests.solvers.day.judging import cost


def test_minutes_beyond_what_is_free_cost() -> None:
    usual = case()
    for wait, beyond in ((15, 0), (27, 12)):
        plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", wait=wait))
        expected = {"T3": beyond * usual.rates.wait_minute} if beyond else {}
        assert cost("waits", usual, plan) == expected


def test_a_wait_that_was_published_costs_nothing() -> None:
    phases = [{"at": "13:00", "people": ["ma-1"]}, {"at": "13:35"}]
    slow = case(appointments=visit("b-2", phases=phases, room="room-1"))
    assert cost("waits", slow, slow.published) == {}
    slower = with_visits(slow.published, b_2=placed(13 * 60, "dr-bell", wait=28))
    assert cost("waits", slow, slower) == {"T3": 3 * slow.rates.wait_minute}
