"""Every duty is covered by enough people at every minute."""

from __future__ import annotations

from typing import Any

from tests.solvers.day.pinning import Pinned
from tests.solvers.day.rules.clinic import (
    AT_DESK,
    OFFICE,
    breached,
    case,
    cost,
    covering,
    judged,
    on,
    rest,
    shifts,
    taking,
)

RULE = "coverage"
MINUTE = 1_000_000


def demand(*pieces: tuple[str, str, int], **more: Any) -> dict[str, Any]:
    wanted = [{"from": a, "to": b, "minimum": least} for a, b, least in pieces]
    return {"duties": [OFFICE["duties"][0] | {"demand": wanted} | more]}


def test_a_covered_desk_lacks_nobody() -> None:
    clinic = case(office=demand(("08:00", "17:00", 1)))

    assert judged(RULE, clinic, clinic.published) == []


def test_each_minute_that_a_person_is_short_is_a_gap() -> None:
    clinic = case(office=demand(("08:00", "12:00", 1)), rules={"duties": {"shortest": 0}})
    plan = covering(
        clinic.published, on("desk-1", "08:00", "10:40"), on("desk-1", "11:00", "17:00")
    )

    (gap,) = judged(RULE, clinic, plan)

    assert breached(clinic, plan) == set()
    assert (gap.kind, gap.tier, gap.cost) == ("gap", "T0", 20 * MINUTE)
    assert gap.about == ("desk",)
    assert gap.sentence == "desk is one person short from 10:40 to 11:00."
    assert gap.advice


def test_every_person_short_counts() -> None:
    clinic = case(office=demand(("09:00", "10:00", 3)))
    two = covering(clinic.published, AT, on("ma-1", "09:30", "10:00"))

    assert cost(RULE, clinic, clinic.published) == 120 * MINUTE
    assert cost(RULE, clinic, two) == 90 * MINUTE
    assert [f.sentence for f in judged(RULE, clinic, two)] == [
        "desk is 2 people short from 09:00 to 09:30.",
        "desk is one person short from 09:30 to 10:00.",
    ]


def test_more_people_at_one_time_do_not_make_up_for_fewer_at_another() -> None:
    clinic = case(office=demand(("09:00", "10:00", 2)))
    plan = covering(
        clinic.published, AT, on("ma-1", "09:00", "09:30"), on("ma-2", "09:00", "09:30")
    )

    assert cost(RULE, clinic, plan) == 30 * MINUTE


def test_a_handover_from_one_person_to_another_is_one_post() -> None:
    clinic = case(office=demand(("08:00", "17:00", 1)))
    plan = covering(clinic.published, on("desk-1", "08:00", "12:00"), on("ma-1", "12:00", "17:00"))

    assert judged(RULE, clinic, plan) == []


def test_who_takes_a_break_does_not_cover() -> None:
    clinic = case(office=demand(("08:00", "12:10", 1)))

    plan = taking(clinic.published, rest("desk-1", "12:00"))
    assert cost(RULE, clinic, plan) == 10 * MINUTE
    assert cost(RULE, clinic, taking(clinic.published, rest("desk-1", "12:10"))) == 0
    assert cost(RULE, clinic, taking(clinic.published, rest("ma-1", "12:00"))) == 0


def test_minutes_before_now_are_fact() -> None:
    clinic = case(now="11:45", office=demand(("08:00", "12:00", 1)))

    assert cost(RULE, clinic, covering(clinic.published)) == 15 * MINUTE


def test_bug_a_demand_that_is_over_lacks_nobody() -> None:
    pieces = demand(("08:00", "12:00", 1), ("13:00", "17:00", 1))
    duties = [AT_DESK | {"to": "12:00"}, AT_DESK | {"from": "13:00"}]
    clinic = case(now="13:00", office=pieces, duties=duties)
    end = case(now="17:30", office=pieces, duties=duties)

    assert judged(RULE, clinic, clinic.published) == []
    assert judged(RULE, end, end.published) == []


def test_people_who_are_present_are_a_presence_whatever_they_do() -> None:
    clinic = case(
        {"type": "leaves-early", "person": "ma-1", "at": "16:00"},
        {"type": "late", "person": "ma-2", "until": "08:20"},
        office=demand(("08:00", "17:00", 2), kind="presence", credentials=["ma"]),
        duties=[],
    )
    resting = taking(clinic.published, rest("ma-1", "12:00"), rest("ma-2", "12:00"))

    assert cost(RULE, clinic, clinic.published) == (20 + 60) * MINUTE
    assert cost(RULE, clinic, resting) == (20 + 60) * MINUTE


def test_a_presence_is_at_the_duty_s_site_with_its_credential() -> None:
    two = {"sites": [*OFFICE["sites"], OFFICE["sites"][0] | {"id": "north"}]}
    wanted = demand(("09:00", "10:00", 1), kind="presence", credentials=["ma"])
    here = case(office=wanted | two, shifts=shifts(ma_1={"site": "north"}))
    away = case(
        office=wanted | two,
        shifts=shifts(ma_1={"site": "north"}, ma_2={"site": "north"}),
        appointments=[],
    )

    assert cost(RULE, here, here.published) == 0
    assert cost(RULE, away, away.published) == 60 * MINUTE


def test_the_model_counts_the_same_minutes() -> None:
    clinic = case(office=demand(("08:00", "17:00", 1)), appointments=[])
    model = Pinned(clinic)
    for end, short in (("17:00", 0), ("16:00", 60), ("12:00", 300)):
        tiers = model.tiers(covering(clinic.published, on("desk-1", "08:00", end)))
        assert tiers is not None
        assert tiers["T0"] == short * MINUTE


AT = on("desk-1", "08:00", "17:00")
