"""Only minutes beyond the overtime that was published cost."""

from __future__ import annotations

from typing import Any

from models.case import Case
from tests.solvers.day.rules.clinic import (
    OFFICE,
    SHIFTS,
    booked,
    case,
    cost,
    judged,
    placed,
    put,
    shifts,
)

RULE = "overtime"
OPEN_LATE = {"sites": [OFFICE["sites"][0] | {"last_out": "19:00"}]}


def evening(*book: dict[str, Any], **day: Any) -> Case:
    """Return the case of an office that is open late, with these visits."""
    return case(office=OPEN_LATE, appointments=book, **day)


def test_published_minutes_are_not_paid_again() -> None:
    clinic = evening(booked("a-1", "16:40"), booked("a-2", "10:00"))
    later = put(clinic.published, a_1=placed("16:47"))
    another = put(clinic.published, a_1=placed("09:00"), a_2=placed("16:40"))
    fewer = put(clinic.published, a_1=placed("16:32"))

    assert judged(RULE, clinic, clinic.published) == []
    assert cost(RULE, clinic, later) == 7 * 3
    assert cost(RULE, clinic, another) == 0
    assert cost(RULE, clinic, fewer) == 0


def test_one_provider_s_published_minutes_are_not_another_s() -> None:
    clinic = evening(
        booked("a-1", "16:40"), booked("b-1", "09:15", "dr-bell"), rates={"overtime_minute": 2}
    )
    plan = put(clinic.published, b_1=placed("16:35", "dr-bell", "ma-2", "room-2"))

    assert cost(RULE, clinic, plan) == 5 * 2
    assert [f.sentence for f in judged(RULE, clinic, plan)] == [
        "dr-bell works 5 minutes past 17:00."
    ]


def test_an_overrun_into_the_evening_costs() -> None:
    clinic = evening(
        booked("a-1", "16:30"), events=[{"type": "overrun", "appointment": "a-1", "minutes": 9}]
    )

    assert cost(RULE, clinic, put(clinic.published, a_1=placed("16:30", longer=9))) == 9 * 3


def test_every_shift_has_its_own_minutes() -> None:
    two = [*shifts(dr_lee={"to": "12:00"}), SHIFTS[0] | {"from": "13:00"}]
    clinic = evening(booked("a-1", "10:00"), booked("a-2", "14:00"), shifts=two)
    plan = put(clinic.published, a_1=placed("11:40"), a_2=placed("16:40"))

    assert sorted(f.cost for f in judged(RULE, clinic, plan)) == [10 * 3, 10 * 3]


def test_what_no_shift_can_hold_is_left_to_the_shift_rule() -> None:
    clinic = evening(booked("a-1", "10:00"))

    assert cost(RULE, clinic, put(clinic.published, a_1=placed("17:00"))) == 30 * 3
    assert judged(RULE, clinic, put(clinic.published, a_1=placed("17:01"))) == []
