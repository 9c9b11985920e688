"""Protected time stays free of visits, or is converted at a price."""

from __future__ import annotations

from typing import Any

from tests.solvers.day.rules.clinic import (
    booked,
    breached,
    by_video,
    case,
    cost,
    judged,
    placed,
    put,
)

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
