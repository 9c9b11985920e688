"""Protected time stays free of visits, or is converted at a price."""

from __future__ import annotations

from typing import Any

from tests.solvers.day.offered import starts
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.rules.clinic import (
    SHIFTS,
    booked,
    breached,
    by_video,
    case,
    cost,
    judged,
    placed,
    put,
)
from tests.solvers.day.solving import solve_here

RULE = "protected-time"


def block(ref: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"id": ref, "person": "dr-lee", "from": start, "to": end} | more


def test_a_visit_in_protected_time_is_caught_and_nothing_else_is() -> None:
    clinic = case(protected=[block("p-1", "10:30", "11:00")])
    plan = put(clinic.published, a_2=placed("10:35"))

    (finding,) = judged(RULE, clinic, plan)

    assert judged(RULE, clinic, clinic.published) == []
    assert breached(clinic, plan) == {RULE}
    assert finding.about == ("a-2",)
    assert finding.sentence == "dr-lee's admin time 10:30–11:00 is not free."


def test_only_the_time_with_the_provider_counts() -> None:
    clinic = case(protected=[block("p-1", "10:30", "11:00")])

    before = put(clinic.published, a_2=placed("10:00"))
    late = put(clinic.published, a_2=placed("10:01"))
    after = put(clinic.published, a_2=placed("10:50"))
    early = put(clinic.published, a_2=placed("10:49"))

    assert judged(RULE, clinic, before) == []
    assert judged(RULE, clinic, after) == []
    assert len(judged(RULE, clinic, late)) == 1
    assert len(judged(RULE, clinic, early)) == 1


def test_another_person_s_block_does_not_matter() -> None:
    clinic = case(protected=[block("p-1", "10:30", "11:00")])
    plan = put(clinic.published, b_1=placed("10:35", "dr-bell"))

    assert judged(RULE, clinic, plan) == []


def test_what_was_published_within_may_stay_even_when_it_takes_longer() -> None:
    clinic = case(
        {"type": "overrun", "appointment": "a-2", "minutes": 10},
        protected=[block("p-1", "10:20", "11:00")],
    )
    plan = put(clinic.published, a_2=placed("10:00", longer=10))
    late = put(clinic.published, a_2=placed("10:00", wait=5, longer=10))
    other = put(clinic.published, a_2=None, b_1=placed("10:00"))

    assert judged(RULE, clinic, plan) == []
    assert [f.about for f in judged(RULE, clinic, late)] == [("a-2",)]
    assert [f.about for f in judged(RULE, clinic, other)] == [("b-1",)]


def test_a_convertible_block_has_a_price() -> None:
    clinic = case(
        protected=[block("p-1", "10:30", "11:00", convertible=True)],
        rates={"protected_block": 70},
    )
    plan = put(clinic.published, a_2=placed("10:35"))

    assert breached(clinic, plan) == set()
    assert cost(RULE, clinic, plan) == 70
    (finding,) = judged(RULE, clinic, plan)
    assert finding.tier == "T5"
    assert finding.sentence == "dr-lee's admin time 10:30–11:00 is given up."


def test_two_visits_in_one_block_convert_it_once() -> None:
    clinic = case(protected=[block("p-1", "10:30", "11:30", convertible=True)])
    plan = put(clinic.published, a_2=placed("10:25"), a_1=placed("10:50", room="room-2"))

    assert cost(RULE, clinic, plan) == 40


def test_only_so_many_are_converted_for_one_person() -> None:
    blocks = [
        block("p-1", "10:30", "11:00", convertible=True),
        block("p-2", "11:00", "11:30", convertible=True),
    ]
    strict = case(protected=blocks)
    lenient = case(protected=blocks, rules={"protected-time": {"convert": 2}})
    plan = put(strict.published, a_2=placed("10:45"))

    assert breached(strict, plan) == {RULE}
    assert cost(RULE, strict, plan) == 80
    assert breached(lenient, plan) == set()


def test_each_person_has_their_own_count() -> None:
    clinic = case(
        protected=[
            block("p-1", "10:30", "11:00", convertible=True),
            block("p-2", "14:00", "14:30", convertible=True, person="dr-bell"),
        ]
    )
    plan = put(
        clinic.published, a_2=placed("10:35"), b_2=placed("13:55", "dr-bell", "ma-2", "room-2")
    )

    assert breached(clinic, plan) == set()
    assert cost(RULE, clinic, plan) == 80


def test_a_visit_by_video_counts_like_any() -> None:
    clinic = case(
        protected=[block("p-1", "11:00", "11:30", person="dr-bell")],
        appointments=[booked("b-1", "09:15", "dr-bell", video=True)],
    )

    assert len(judged(RULE, clinic, put(clinic.published, b_1=by_video("11:10")))) == 1
    assert judged(RULE, clinic, put(clinic.published, b_1=by_video("11:30"))) == []


def test_the_model_offers_no_time_that_is_protected_for_good() -> None:
    def offered(**more: Any) -> set[int]:
        clinic = case(protected=[block("p-1", "10:30", "11:00", **more)])
        with_lee = starts(clinic, "a-2", "dr-lee", block=1)
        return {t for t in with_lee if 10 * 60 + 10 <= t <= 11 * 60}

    assert offered() == {10 * 60 + 10, 11 * 60}
    assert 10 * 60 + 30 in offered(convertible=True)
    assert 10 * 60 + 30 in offered(person="dr-bell")


def test_the_search_converts_a_block_only_where_it_may() -> None:
    late = {"type": "late", "person": "dr-lee", "until": "14:00"}
    window = [{"from": "14:00", "to": "15:00"}]
    for convertible, price in ((True, [40]), (False, [])):
        clinic = case(
            late,
            appointments=[booked("a-1", "09:00", windows=window)],
            shifts=[s for s in SHIFTS if s["person"] != "dr-bell"],
            protected=[block("p-1", "14:00", "15:00", convertible=convertible)],
        )
        answer = solve_here(clinic, 10)
        assert [f.cost for f in answer.verdict.findings if f.rule == RULE] == price
        assert [v.placement is not None for v in answer.plan.visits] == [convertible]


def test_time_to_catch_up_has_its_own_price_and_is_not_counted() -> None:
    blocks = [
        block("p-1", "10:30", "11:00", convertible=True, kind="catch-up"),
        block("p-2", "14:30", "15:00", convertible=True),
    ]
    clinic = case(protected=blocks, rates={"catch_up_block": 7, "protected_block": 50})
    plan = put(clinic.published, a_1=placed("14:25"), a_2=placed("10:35"))

    assert breached(clinic, plan) == set()
    assert [f.cost for f in judged(RULE, clinic, plan)] == [7, 50]
    tiers = Pinned(clinic).tiers(plan)
    assert tiers is not None
    assert tiers["T5"] == 57


def test_time_to_catch_up_that_is_not_convertible_stays_free() -> None:
    clinic = case(protected=[block("p-1", "10:30", "11:00", kind="catch-up")])

    assert breached(clinic, put(clinic.published, a_2=placed("10:35"))) == {RULE}
