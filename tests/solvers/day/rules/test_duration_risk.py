"""A visit that may take longer leaves time for it before the provider's next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.solvers.day.pinning import Pinned
from tests.solvers.day.rules.clinic import (
    FOLLOW_UP,
    booked,
    breached,
    case,
    cost,
    judged,
    placed,
    put,
)
from tests.solvers.day.solving import solve_here

if TYPE_CHECKING:
    from models.case import Case
    from models.plan import Plan

RULE = "duration-risk"


def clinic(
    *events: dict[str, Any], p80: int | None = 30, rate: int = 2, robust: bool = False, **more: Any
) -> Case:
    """Return the clinic where the provider may take longer than 20 minutes."""
    risky = [p | ({"p80": p80} if p["phase"] == "provider" else {}) for p in FOLLOW_UP]
    return case(
        *events,
        office={"visit_types": {"follow-up": {"phases": risky}}},
        rates={"risk_minute": rate, "wait_free": 0, "wait_minute": 50},
        rules={"duration-risk": {"robust": robust}},
        **more,
    )


def both(of: Case, plan: Plan) -> int:
    """Return what check and model both say that the rule costs."""
    said = cost(RULE, of, plan)
    tiers, without = Pinned(of).tiers(plan), sum(f.cost for f in judged("waits", of, plan))
    assert tiers is not None
    assert tiers["T3"] == said + without
    return said


def test_the_minutes_in_which_the_next_has_begun_are_charged() -> None:
    risky = clinic()
    # The new visit is with Dr Lee from 09:30 to 09:50, and may take until 10:00.
    plan = put(risky.published, b_1=placed("09:20", who="ma-2", room="room-2"))
    for start, short in (("09:40", 10), ("09:44", 6), ("09:49", 1), ("09:50", 0)):
        moved = put(plan, a_2=placed(start))
        findings = [f for f in judged(RULE, risky, moved) if f.about == ("b-1",)]
        assert [f.cost for f in findings] == ([2 * short] if short else [])
    (finding,) = judged(RULE, risky, put(plan, a_2=placed("09:45")))
    assert (finding.kind, finding.tier) == ("cost", "T3")
    assert (
        finding.sentence == "b-1 may take 10 minutes longer than 09:50, and a-2 follows at 09:55."
    )


def test_model_and_check_charge_the_same() -> None:
    risky = clinic()
    for start in ("09:20", "09:25", "09:30", "09:35", "10:20", "10:25", "10:30"):
        for other in ("10:00", "09:45"):
            who = placed(start, who="ma-2", room="room-2")
            plan = put(risky.published, b_1=who, a_2=placed(other))
            if not breached(risky, plan):
                both(risky, plan)


def test_only_the_next_visit_counts() -> None:
    risky = clinic(p80=60)
    plan = put(risky.published, b_1=placed("09:20", who="ma-2", room="room-2"), a_2=placed("09:40"))
    plan = put(plan, b_2=placed("10:00", who="ma-2", room="room-2"))

    costs = {f.about: f.cost for f in judged(RULE, risky, plan)}
    # 40 minutes of risk from 09:50 on, all of them after the next visit has begun.
    assert costs == {("b-1",): 2 * 40, ("a-2",): 2 * 40}
    assert both(risky, plan) == 160


def test_what_is_as_published_has_no_risk_though_the_next_is_new() -> None:
    risky = clinic()
    # Dr Lee has a-1 as published from 09:10 to 09:30.
    plan = put(risky.published, b_1=placed("09:20", who="ma-2", room="room-2"))

    assert judged(RULE, risky, risky.published) == []
    assert judged(RULE, risky, plan) == []
    moved = put(plan, a_1=placed("08:55"), b_1=placed("09:15", who="ma-2", room="room-2"))
    assert [f.about for f in judged(RULE, risky, moved)] == [("a-1",)]


@pytest.mark.parametrize(
    ("p80", "no_show", "minutes"),
    [(30, 0.0, 10), (30, 0.25, 8), (30, 0.26, 7), (30, 1.0, 0), (20, 0.0, 0), (None, 0.0, 0)],
)
def test_risk_is_weighed_with_the_patient_coming(
    p80: int | None, no_show: float, minutes: int
) -> None:
    risky = clinic(
        p80=p80,
        appointments=[booked("a-2", "10:00"), booked("b-1", "09:15", "dr-bell", no_show=no_show)],
    )
    plan = put(risky.published, b_1=placed("09:40", who="ma-2", room="room-2"))

    assert breached(risky, plan) == set()
    assert both(risky, plan) == 2 * minutes


def test_an_overrun_takes_from_the_risk() -> None:
    risky = clinic({"type": "overrun", "appointment": "b-1", "minutes": 4})
    plan = put(risky.published, b_1=placed("09:36", who="ma-2", room="room-2", longer=4))

    assert [f.cost for f in judged(RULE, risky, plan)] == [2 * 6]


def test_other_providers_do_not_matter_and_no_rate_says_nothing() -> None:
    plan = put(clinic().published, b_1=placed("09:20", "dr-bell", "ma-2", "room-2"))

    assert judged(RULE, clinic(), plan) == []
    close = put(plan, b_1=placed("09:40", who="ma-2", room="room-2"))
    assert judged(RULE, clinic(rate=0), close) == []


def test_robust_means_that_it_must_fit() -> None:
    sure = clinic(robust=True, rate=2)
    near = put(sure.published, b_1=placed("09:40", who="ma-2", room="room-2"))
    fits = put(near, a_2=placed("10:30"))
    none = put(near, a_2=placed("10:05"))
    model = Pinned(sure)

    assert breached(sure, near) == {RULE}
    assert judged(RULE, sure, near)[0].cost == 0
    assert breached(sure, fits) == set()
    assert model.tiers(fits) is not None
    assert breached(sure, none) == {RULE}
    assert model.tiers(near) is None
    assert model.tiers(none) is None


@pytest.mark.parametrize(
    ("rate", "robust", "calls"), [(0, False, 0), (1, False, 0), (30, False, 1), (0, True, 1)]
)
def test_the_search_leaves_time_where_it_is_worth_a_call(
    rate: int, robust: bool, calls: int
) -> None:
    risky = clinic(
        {"type": "absent", "person": "dr-bell"},
        p80=40,
        rate=rate,
        robust=robust,
        appointments=[booked("a-2", "10:00"), booked("b-1", "09:40", "dr-bell")],
    )
    answer = solve_here(risky)

    assert answer.proven
    assert not answer.troubles
    assert len(judged("calls", risky, answer.plan)) == calls
    assert cost(RULE, risky, answer.plan) == (20 if rate == 1 else 0)
