"""No provider is in two visits at the same minute."""

from __future__ import annotations

from tests.solvers.day.rules.clinic import SHIFTS, booked, breached, case, judged, placed, put
from tests.solvers.day.solving import solve_here

RULE = "provider-overlap"


def test_the_published_plan_is_left_alone() -> None:
    assert judged(RULE, case(), case().published) == []


def test_two_visits_at_a_time_are_caught_and_nothing_else_is() -> None:
    clinic = case()
    plan = put(clinic.published, a_2=placed("09:05", who="ma-2", room="room-2"), b_1=None)

    (finding,) = judged(RULE, clinic, plan)

    assert breached(clinic, plan) == {RULE}
    assert finding.about == ("a-2", "a-1")
    assert finding.sentence == "dr-lee is with a-1 and a-2 at 09:15."


def test_one_visit_may_begin_when_the_other_ends() -> None:
    clinic = case()
    touching = put(clinic.published, a_2=placed("09:20", room="room-2"))
    shared = put(clinic.published, a_2=placed("09:19", room="room-2"))

    assert judged(RULE, clinic, touching) == []
    assert len(judged(RULE, clinic, shared)) == 1


def test_other_providers_do_not_matter() -> None:
    clinic = case()

    assert judged(RULE, clinic, put(clinic.published, b_1=placed("09:00", "dr-bell"))) == []


def test_a_long_visit_is_held_against_all_that_follow() -> None:
    clinic = case()
    plan = put(
        clinic.published,
        a_1=placed("09:00", longer=60),
        a_2=placed("09:05"),
        b_1=placed("09:40"),
    )

    assert len(judged(RULE, clinic, plan)) == 2


def test_minutes_before_now_are_fact() -> None:
    clinic = case(now="09:30")
    over = put(clinic.published, a_2=placed("09:00"))
    still = put(clinic.published, a_2=placed("09:05"), a_1=placed("09:01"))

    assert judged(RULE, clinic, over) == []
    assert [f.sentence for f in judged(RULE, clinic, still)] == [
        "dr-lee is with a-1 and a-2 at 09:30."
    ]


def test_the_search_gives_a_provider_one_visit_at_a_time() -> None:
    alone = [shift for shift in SHIFTS if shift["person"] != "dr-bell"]
    for end, seen in (("09:54", 1), ("09:55", 2)):
        window = [{"from": "09:00", "to": end}]
        book = [booked("a-1", "11:00", windows=window), booked("a-2", "12:00", windows=window)]
        clinic = case(
            {"type": "absent", "person": "dr-lee", "from": "10:00"},
            appointments=book,
            shifts=alone,
        )
        answer = solve_here(clinic, 10)
        assert breached(clinic, answer.plan) == set()
        assert sum(v.placement is not None for v in answer.plan.visits) == seen
