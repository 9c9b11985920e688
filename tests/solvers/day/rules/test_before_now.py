"""Minutes before now are fact: what went wrong in them is not held against the plan."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import Case
from models.plan import Plan
from tests.solvers.day.rules.clinic import (
    DATE,
    FOLLOW_UP,
    booked,
    by_video,
    case,
    covering,
    judged,
    on,
    placed,
    put,
    rest,
    taking,
)

SCANNED = [*FOLLOW_UP[:2], FOLLOW_UP[2] | {"device": "scan"}, FOLLOW_UP[3]]


def with_scan(at: str, provider: str) -> dict[str, Any]:
    """Return a visit of the book that is scanned."""
    visit = booked("a-1" if provider == "dr-lee" else "b-1", at, provider)
    visit["phases"][2] |= {"device": "scanner-1"}
    return visit


def one_provider_twice(now: str) -> tuple[Case, Plan]:
    """One provider has two visits from 09:10 to 09:30."""
    clinic = case(now=now)
    return clinic, put(clinic.published, b_1=placed("09:00", who="ma-2", room="room-2"))


def both_at_nine(now: str) -> tuple[Case, Plan]:
    """Two visits from 09:00, with one assistant, in one room, at one desk."""
    clinic = case(now=now)
    return clinic, put(clinic.published, b_1=placed("09:00", "dr-bell"))


def both_in_one_room_cleaned(now: str) -> tuple[Case, Plan]:
    """Two visits share a room until 09:30, which is cleaned for 10 minutes."""
    clinic = case(now=now, rules={"rooms": {"turnover": 10}})
    return clinic, put(clinic.published, b_1=placed("09:00", "dr-bell", "ma-2"))


def both_on_one_device(now: str) -> tuple[Case, Plan]:
    """Two visits share the scanner from 09:10 to 09:30."""
    clinic = case(
        now=now,
        office={"visit_types": {"follow-up": {"phases": SCANNED}}},
        appointments=[with_scan("09:00", "dr-lee"), with_scan("09:00", "dr-bell")],
    )
    return clinic, clinic.published


def rooming_in_a_break(now: str) -> tuple[Case, Plan]:
    """An assistant has a break until 09:06 and a patient from 09:05."""
    clinic = case(now=now)
    return clinic, taking(clinic.published, rest("ma-1", "08:56", 10))


def before_opening(now: str) -> tuple[Case, Plan]:
    """A visit's desk phase ends at 08:04, before which the office is closed."""
    clinic = case(now=now)
    return clinic, put(clinic.published, a_1=placed("07:59"))


def too_few_assistants(now: str) -> tuple[Case, Plan]:
    """Both assistants have a break until 09:30."""
    clinic = case(now=now, rules={"support-ratio": {"task": "rooming"}})
    return clinic, taking(clinic.published, rest("ma-1", "09:00"), rest("ma-2", "09:00"))


def a_short_duty(now: str) -> tuple[Case, Plan]:
    """An assistant is at the desk from 09:00 to 09:30."""
    clinic = case(now=now)
    return clinic, covering(
        clinic.published, *clinic.published.duties, on("ma-1", "09:00", "09:30")
    )


def a_duty_that_was_another_s(now: str) -> tuple[Case, Plan]:
    """An assistant was at the desk until 09:30, and published was somebody else."""
    clinic = case(now=now, duties=[])
    return clinic, covering(clinic.published, on("ma-1", "08:00", "09:30"))


@pytest.mark.parametrize(
    ("rule", "scene", "last"),
    [
        ("provider-overlap", one_provider_twice, "09:30"),
        ("staff-overlap", both_at_nine, "09:10"),
        ("staff-overlap", rooming_in_a_break, "09:06"),
        ("duty-tasks", both_at_nine, "09:35"),
        ("rooms", both_at_nine, "09:30"),
        ("rooms", both_in_one_room_cleaned, "09:40"),
        ("devices", both_on_one_device, "09:30"),
        ("opening-hours", before_opening, "08:04"),
        ("support-ratio", too_few_assistants, "09:30"),
        ("duties", a_short_duty, "09:30"),
        ("duties", a_duty_that_was_another_s, "09:30"),
    ],
)
def test_the_last_minute_that_counts_is_the_one_that_begins_now(
    rule: str, scene: Any, last: str
) -> None:
    minute = int(last[:2]) * 60 + int(last[3:]) - 1
    before = f"{minute // 60:02d}:{minute % 60:02d}"

    assert judged(rule, *scene(before)) != []
    assert judged(rule, *scene(last)) == []


def test_a_room_that_lacks_the_feature_matters_until_the_visit_has_left_it() -> None:
    rooms = [{"id": "room-1", "site": "main"}]
    before, after = (case(now=now, office={"rooms": rooms}) for now in ("09:29", "09:30"))

    assert "a-1" in {ref for f in judged("rooms", before, before.published) for ref in f.about}
    assert "a-1" not in {ref for f in judged("rooms", after, after.published) for ref in f.about}


def test_a_break_that_began_before_a_duty_lies_within_it_from_now_on() -> None:
    early, later = (case(now=now) for now in ("07:59", "08:00"))
    plan = taking(early.published, rest("desk-1", "07:50"))

    assert len(judged("staff-overlap", early, plan)) == 1
    assert judged("staff-overlap", later, plan) == []


def test_minutes_short_of_support_count_from_now_on() -> None:
    clinic, plan = too_few_assistants("09:20")

    assert sum(f.cost for f in judged("support-ratio", clinic, plan)) == 10


def test_a_published_break_before_now_moves_no_more() -> None:
    shift = {"person": "ma-1", "site": "main", "from": "08:00", "to": "17:00"}
    meal = [shift | {"breaks": [{"at": "12:00", "minutes": 30}]}]

    before, after = (case(now=now, shifts=meal) for now in ("12:00", "12:01"))

    assert sum(f.cost for f in judged("breaks", before, taking(before.published))) == 10_002
    assert sum(f.cost for f in judged("breaks", after, taking(after.published))) == 10_000


def test_no_check_stumbles_on_a_plan_that_names_nothing_known() -> None:
    clinic = case()
    strange = put(
        clinic.published,
        a_1=placed("09:00", "dr-nobody", "ma-nobody", "room-9"),
        a_2=placed("09:00", site="nowhere"),
        b_1=by_video("09:00").model_copy(update={"phases": placed("09:00").phases}),
        b_2="s-9",
        z_9=placed("10:00"),
    )
    strange = taking(strange, rest("nobody", "10:00"))
    strange = covering(strange, on("nobody", "09:00", "10:00", "nothing"))

    assert strange.date == DATE
    for rule in (
        "provider-overlap", "load", "protected-time", "held-slots", "open-slots", "coverage",
        "support-ratio", "staff-overlap", "duties", "duty-tasks", "breaks", "rooms", "devices",
        "opening-hours", "overtime", "waits", "caps",
    ):  # fmt: skip
        judged(rule, clinic, strange)
    sentences = [f.sentence for f in judged("duties", clinic, strange)]
    assert "nobody may not cover nothing." in sentences
