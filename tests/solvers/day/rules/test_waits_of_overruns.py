"""An overrun makes the visit longer, not the wait within it."""

from __future__ import annotations

from tests.solvers.day.rules.clinic import booked, case, cost, judged, placed, put

RULE = "waits"


def test_bug_an_overrun_takes_nothing_off_the_published_wait() -> None:
    clinic = case(
        {"type": "overrun", "appointment": "a-1", "minutes": 20},
        appointments=[booked("a-1", "09:00", wait=30)],
    )

    same = put(clinic.published, a_1=placed("09:00", wait=30, longer=20))
    more = put(clinic.published, a_1=placed("09:00", wait=32, longer=20))

    assert judged(RULE, clinic, same) == []
    assert cost(RULE, clinic, more) == 2


def test_an_overrun_is_no_wait_itself() -> None:
    clinic = case({"type": "overrun", "appointment": "a-1", "minutes": 40})

    assert judged(RULE, clinic, put(clinic.published, a_1=placed("09:00", longer=40))) == []


def test_minutes_beyond_the_free_ones_cost_their_rate() -> None:
    clinic = case(rates={"wait_free": 10, "wait_minute": 4})

    assert cost(RULE, clinic, put(clinic.published, a_1=placed("09:00", wait=10))) == 0
    assert cost(RULE, clinic, put(clinic.published, a_1=placed("09:00", wait=11))) == 4
    assert cost(RULE, clinic, put(clinic.published, a_1=placed("09:00", wait=13))) == 12
