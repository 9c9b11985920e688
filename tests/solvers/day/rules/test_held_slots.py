"""Held slots are released sparingly to displaced patients."""

from __future__ import annotations

from typing import Any

from tests.solvers.day.pinning import Pinned
from tests.solvers.day.rules.clinic import (
    OFFICE,
    breached,
    case,
    cost,
    judged,
    placed,
    put,
    shifts,
)

RULE = "held-slots"
AT_TEN_PAST = {"id": "h-1", "person": "dr-lee", "from": "11:10", "to": "11:30"}
AT_NOON = {"id": "h-2", "person": "dr-lee", "from": "12:10", "to": "12:30"}
BELL = {"id": "h-3", "person": "dr-bell", "from": "15:10", "to": "15:30"}


def keep(count: int, until: str = "12:00", **more: int) -> dict[str, Any]:
    return {"held-slots": {"keep": count, "keep-until": until} | more}


def test_a_used_slot_has_a_price() -> None:
    clinic = case(held_slots=[AT_TEN_PAST, AT_NOON], rates={"held_slot": 9})
    plan = put(clinic.published, a_1=placed("10:50"))

    assert judged(RULE, clinic, clinic.published) == []
    assert breached(clinic, plan) == set()
    (finding,) = judged(RULE, clinic, plan)
    assert (finding.tier, finding.cost) == ("T5", 9)
    assert finding.about == ("dr-lee",)
    assert finding.sentence == "dr-lee's held slot at 11:10 is given away."


def test_a_slot_is_used_from_its_first_minute_to_its_last() -> None:
    clinic = case(held_slots=[AT_TEN_PAST])

    assert cost(RULE, clinic, put(clinic.published, a_1=placed("10:40"))) == 0
    assert cost(RULE, clinic, put(clinic.published, a_1=placed("10:41"))) == 8
    assert cost(RULE, clinic, put(clinic.published, a_1=placed("11:19"))) == 8
    assert cost(RULE, clinic, put(clinic.published, a_1=placed("11:20"))) == 0


def test_two_visits_use_one_slot_once() -> None:
    clinic = case(held_slots=[AT_TEN_PAST])
    plan = put(clinic.published, a_1=placed("10:50"), a_2=placed("11:10", room="room-2"))

    assert cost(RULE, clinic, put(plan, a_2=None)) == 8
    assert cost(RULE, clinic, plan) == 8


def test_one_visit_may_use_two_slots() -> None:
    near = AT_TEN_PAST | {"id": "h-4", "from": "11:30", "to": "11:50"}
    clinic = case(held_slots=[AT_TEN_PAST, near])

    assert cost(RULE, clinic, put(clinic.published, a_1=placed("11:10"))) == 16


def test_what_was_published_within_a_slot_uses_nothing() -> None:
    clinic = case(held_slots=[AT_TEN_PAST | {"from": "10:10", "to": "10:30"}])

    assert judged(RULE, clinic, clinic.published) == []
    assert cost(RULE, clinic, put(clinic.published, a_2=placed("10:05"))) == 8
    assert cost(RULE, clinic, put(clinic.published, a_2=None, b_1=placed("10:00"))) == 8
    assert cost(RULE, clinic, put(clinic.published, b_1=placed("10:00", "dr-bell"))) == 0


def test_only_so_many_are_released_per_person() -> None:
    slots = [AT_TEN_PAST, AT_NOON, BELL]
    strict = case(held_slots=slots, rules={"held-slots": {"release": 1}})
    plan = put(strict.published, a_1=placed("11:00"))
    fair = put(plan, b_2=placed("15:00", "dr-bell", "ma-2", "room-2"))
    many = put(plan, a_2=placed("12:00"))

    assert judged(RULE, strict, fair)[0].kind == "cost"
    assert not any(f.kind == "breach" for f in judged(RULE, strict, fair))
    assert [f.sentence for f in judged(RULE, strict, many) if f.kind == "breach"] == [
        "dr-lee gives away 2 held slots, at most 1."
    ]
    assert not any(f.kind == "breach" for f in judged(RULE, case(held_slots=slots), many))


def test_breaking_the_release_breaks_nothing_else() -> None:
    strict = case(held_slots=[AT_TEN_PAST, AT_NOON], rules={"held-slots": {"release": 1}})

    assert breached(strict, put(strict.published, a_1=placed("11:00"), a_2=placed("12:00"))) == {
        RULE
    }


def test_so_many_stay_free_until_the_time() -> None:
    slots = [AT_TEN_PAST, AT_NOON, BELL]
    early = case(now="08:00", held_slots=slots, rules=keep(3))
    last = case(now="11:59", held_slots=slots, rules=keep(3))
    late = case(now="12:00", held_slots=slots, rules=keep(3))
    fewer = case(now="08:00", held_slots=slots, rules=keep(2))
    plan = put(early.published, a_2=placed("11:00"))

    assert breached(early, plan) == {RULE}
    assert [f.sentence for f in judged(RULE, early, plan) if f.kind == "breach"] == [
        "main keeps 2 held slots, fewer than 3."
    ]
    assert any(f.kind == "breach" for f in judged(RULE, last, plan))
    assert not any(f.kind == "breach" for f in judged(RULE, late, plan))
    assert not any(f.kind == "breach" for f in judged(RULE, fewer, plan))


def test_no_more_can_stay_free_than_there_are() -> None:
    clinic = case(now="08:00", held_slots=[AT_TEN_PAST], rules=keep(5))

    assert judged(RULE, clinic, clinic.published) == []
    assert breached(clinic, put(clinic.published, a_2=placed("11:00"))) == {RULE}


def test_each_site_keeps_its_own() -> None:
    north = OFFICE["sites"][0] | {"id": "north"}
    clinic = case(
        now="08:00",
        office={"sites": [*OFFICE["sites"], north]},
        shifts=shifts(dr_bell={"site": "north"}),
        appointments=[],
        held_slots=[AT_TEN_PAST, BELL],
        rules=keep(1),
        events=[
            {
                "type": "add-on",
                "appointment": {"id": "x-1", "visit_type": "follow-up"},
            }
        ],
    )
    plan = put(clinic.published, x_1=placed("11:00"))

    assert [f.sentence for f in judged(RULE, clinic, plan) if f.kind == "breach"] == [
        "main keeps 0 held slots, fewer than 1."
    ]


def test_the_model_prices_and_refuses_the_same() -> None:
    slots = [AT_TEN_PAST, AT_NOON]
    for release, legal in ((2, True), (1, False)):
        clinic = case(held_slots=slots, rules={"held-slots": {"release": release}})
        model = Pinned(clinic)
        one = model.tiers(put(clinic.published, a_1=placed("11:00")))
        assert one is not None
        assert one["T5"] == 8
        two = model.tiers(put(clinic.published, a_1=placed("11:00"), a_2=placed("12:00")))
        assert (two is not None) is legal
        assert two is None or two["T5"] == 16


def test_a_slot_is_of_the_site_where_its_first_minute_is_worked() -> None:
    sites = [*OFFICE["sites"], OFFICE["sites"][0] | {"id": "north"}]
    halves = [
        {"person": "dr-lee", "site": "main", "from": "08:00", "to": "12:10"},
        {"person": "dr-lee", "site": "north", "from": "12:10", "to": "17:00"},
    ]
    others = [s for s in shifts() if s["person"] != "dr-lee"]
    for start, site in (("12:09", "main"), ("12:10", "north")):
        clinic = case(
            now="08:00",
            office={"sites": sites},
            shifts=[*others, *halves],
            held_slots=[AT_NOON | {"from": start}],
            rules=keep(1),
        )
        found = judged(RULE, clinic, put(clinic.published, a_2=placed("12:05")))
        assert [f.sentence for f in found if f.kind == "breach"] == [
            f"{site} keeps 0 held slots, fewer than 1."
        ]
