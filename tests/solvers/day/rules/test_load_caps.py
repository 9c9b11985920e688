"""Each cap on a provider's load: its boundary, and what was published raising it."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import Case
from models.plan import Plan
from tests.solvers.day.rules.clinic import (
    BY_VIDEO,
    FOLLOW_UP,
    booked,
    breached,
    case,
    judged,
    placed,
    put,
)

RULE = "load"


def capped(*events: dict[str, Any], now: str | int = 0, **caps: Any) -> Case:
    """Return the clinic's case with these caps."""
    return case(*events, now=now, rules={"load": {n.replace("_", "-"): v for n, v in caps.items()}})


def taken_over(clinic: Case) -> Plan:
    """Return the plan in which Lee takes over both visits of Bell, 20 minutes each."""
    return put(clinic.published, b_1=placed("11:00"), b_2=placed("13:00"))


def test_nothing_is_capped_that_was_published() -> None:
    clinic = capped(
        added_visits=0, added_minutes=0, session_visits=1, points=1, consecutive_minutes=1
    )

    assert judged(RULE, clinic, clinic.published) == []


@pytest.mark.parametrize(
    ("caps", "holds"),
    [
        ({"added_visits": 2}, True),
        ({"added_visits": 1}, False),
        ({"added_visits": None}, True),
        ({"added_minutes": 40}, True),
        ({"added_minutes": 39}, False),
        ({"points": 4}, True),
        ({"points": 3}, False),
        ({"session_visits": 3}, True),
        ({"session_visits": 2}, False),
        ({"session_visits": 3, "session_split": "09:10"}, False),
    ],
)
def test_two_visits_more_are_held_against_the_cap(caps: dict[str, Any], holds: bool) -> None:
    clinic = capped(**caps)

    assert breached(clinic, taken_over(clinic)) == (set() if holds else {RULE})


def test_a_visit_that_keeps_its_provider_is_not_added() -> None:
    clinic = capped(added_visits=0)

    assert judged(RULE, clinic, put(clinic.published, a_1=placed("15:00"))) == []


@pytest.mark.parametrize(("until", "holds"), [("11:30", True), ("11:29", False)])
def test_what_lies_wholly_in_a_held_slot_is_not_added(until: str, holds: bool) -> None:
    slot = {"id": "h-1", "person": "dr-lee", "from": "11:10", "to": until}
    clinic = case(held_slots=[slot], rules={"load": {"added-visits": 0, "added-minutes": 0}})
    plan = put(clinic.published, b_1=placed("11:00"))

    assert any(f.kind == "breach" for f in judged(RULE, clinic, plan)) is not holds


def test_the_session_is_that_of_the_first_minute_with_the_provider() -> None:
    early = capped(session_visits=2, session_split="12:10")
    late = capped(session_visits=2, session_split="12:11")

    assert judged(RULE, early, put(early.published, b_1=placed("12:00"))) == []
    (finding,) = judged(RULE, late, put(late.published, b_1=placed("12:00")))
    assert finding.sentence == "dr-lee has 3 visits in the morning, at most 2."


def test_the_published_session_raises_the_cap_of_that_session_only() -> None:
    clinic = capped(session_visits=1)
    swapped = put(clinic.published, a_1=None, b_1=placed("11:00"))
    later = put(clinic.published, a_1=placed("14:00"), a_2=placed("15:00"))

    assert judged(RULE, clinic, swapped) == []
    assert [f.about for f in judged(RULE, clinic, later)] == [("a-1", "a-2")]


@pytest.mark.parametrize(("most", "holds"), [(40, True), (39, False)])
def test_visits_that_adjoin_are_one_run(most: int, holds: bool) -> None:
    clinic = capped(consecutive_minutes=most)
    plan = put(clinic.published, b_1=placed("10:20", who="ma-2", room="room-2"))

    assert breached(clinic, plan) == (set() if holds else {RULE})


def test_a_free_minute_ends_a_run() -> None:
    clinic = capped(consecutive_minutes=20)

    assert judged(RULE, clinic, put(clinic.published, b_1=placed("10:21"))) == []


def new_patients(*book: dict[str, Any], gap: int) -> Case:
    """Return the case of new patients only."""
    kinds = {"follow-up": {"phases": FOLLOW_UP, "video": BY_VIDEO, "new_patient": True}}
    return case(
        office={"visit_types": kinds}, appointments=book, rules={"load": {"new-patient-gap": gap}}
    )


@pytest.mark.parametrize(("gap", "holds"), [(15, True), (16, False)])
@pytest.mark.parametrize("start", ["09:35", "08:25"])
def test_new_patients_come_so_many_minutes_apart(start: str, gap: int, holds: bool) -> None:
    clinic = new_patients(booked("a-1", "09:00"), booked("a-2", "11:00"), gap=gap)
    plan = put(clinic.published, a_2=placed(start, who="ma-2", room="room-2"))

    assert breached(clinic, plan) == (set() if holds else {RULE})


def test_new_patients_published_close_together_may_stay() -> None:
    clinic = new_patients(booked("a-1", "09:00"), booked("a-2", "09:25", room="room-2"), gap=30)
    moved = put(clinic.published, a_2=placed("09:30", who="ma-2", room="room-2"))

    assert judged(RULE, clinic, clinic.published) == []
    assert [set(f.about) for f in judged(RULE, clinic, moved)] == [{"a-1", "a-2"}]


def test_new_patients_of_two_providers_do_not_matter() -> None:
    clinic = new_patients(booked("a-1", "09:00"), booked("b-1", "11:00", "dr-bell"), gap=30)
    plan = put(clinic.published, b_1=placed("09:25", "dr-bell", "ma-2", "room-2"))

    assert judged(RULE, clinic, plan) == []


def test_the_provider_who_is_given_the_most_has_the_price() -> None:
    clinic = case(rates={"spread": 5})
    crossed = put(taken_over(clinic), a_1=placed("09:00", "dr-bell"))

    (finding,) = judged(RULE, clinic, crossed)

    assert judged(RULE, clinic, clinic.published) == []
    assert (finding.tier, finding.cost) == ("T6", 10)
