"""Who is called in works one more shift, and is paid for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.opening.cases import case_of
from models.plan import PlannedBreak
from solvers.day.known.facts import Facts
from solvers.day.rules.reserves import paid
from tests.engine.clinic import DAY, LEE_OUT, OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.offered import starts
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.solving import solve_here

if TYPE_CHECKING:
    from models.case import Case
    from models.plan import Plan

RULE = "reserves"

PEOPLE = [
    *OFFICE["people"],
    {"id": "dr-day", "roles": ["provider"], "credentials": ["md"], "team": "blue",
     "privileges": ["procedure"]},
    {"id": "desk-3", "roles": ["front-desk"]},
]  # fmt: skip

DOCTOR = {"id": "extra", "person": "dr-day", "site": "main", "from": "08:00", "to": "12:00",
          "kind": "per-diem", "lead": 45}  # fmt: skip


def with_reserve(*events: Any, now: int = 6 * 60, **more: Any) -> Case:
    """Return the clinic with a doctor who could be called in for the morning."""
    reserve = DOCTOR | more.pop("reserve", {})
    where = office(people=PEOPLE, **more.pop("office", {}))
    return case(*events, now=now, at=where, reserves=[reserve], **more)


def calling(plan: Plan, *refs: str) -> Plan:
    """Return the plan with these called in."""
    return plan.model_copy(update={"called_in": refs})


def legal(clinic: Case, plan: Plan) -> bool:
    """Tell whether nothing is broken; the model must say the same."""
    broken = breaches(RULE, clinic, plan)
    assert (Pinned(clinic).tiers(plan) is None) is bool(broken)
    return not broken


# ----------------------------------------------------------------------------- what it costs


@pytest.mark.parametrize(
    ("now", "more", "price"),
    [
        (6 * 60, {}, 120),  # 4 hours at 30
        (8 * 60, {}, 98),  # there at 08:45: 195 minutes
        (8 * 60 + 1, {}, 95),  # at 08:50
        (8 * 60, {"least_minutes": 240}, 120),
        (6 * 60, {"hourly": 7}, 28),
        (6 * 60, {"hourly": 0}, 0),
        (6 * 60, {"kind": "float"}, 40),
        (6 * 60, {"kind": "agency"}, 180),
    ],
)
def test_the_hours_from_arriving_on_are_paid(now: int, more: dict[str, Any], price: int) -> None:
    clinic = with_reserve(now=now, reserve=more)
    plan = calling(clinic.published, "extra")
    tiers = Pinned(clinic).tiers(plan)

    assert cost(RULE, clinic, plan) == ({"T6": price} if price else {})
    assert tiers is not None and tiers["T6"] == price
    assert paid(Facts(clinic), clinic.day.reserves[0]) == price


def test_the_price_is_told_with_the_hours() -> None:
    clinic = with_reserve(now=8 * 60)
    (found,) = findings(RULE, clinic, calling(clinic.published, "extra"))

    assert found.sentence == "dr-day is called in (per-diem), 08:45 to 12:00."
    assert found.about == ("dr-day", "extra")


# -------------------------------------------------------------------------- who may be called


@pytest.mark.parametrize(("now", "fine"), [(10 * 60 + 45, True), (10 * 60 + 46, False)])
def test_a_shift_called_in_lasts_half_an_hour(now: int, fine: bool) -> None:
    clinic = with_reserve(now=now)
    plan = calling(clinic.published, "extra")

    assert legal(clinic, plan) is fine


@pytest.mark.parametrize(
    ("shift", "fine"),
    [({"from": "12:00", "to": "17:00"}, True), ({"from": "11:59", "to": "17:00"}, False)],
)
def test_nobody_is_called_in_to_two_places(shift: dict[str, str], fine: bool) -> None:
    shifts = [*DAY["shifts"], {"person": "dr-day", "site": "north"} | shift]
    clinic = with_reserve(shifts=shifts)

    assert legal(clinic, calling(clinic.published, "extra")) is fine


@pytest.mark.parametrize(("until", "fine"), [("08:00", True), ("08:01", False)])
def test_nobody_is_called_in_while_away(until: str, fine: bool) -> None:
    clinic = with_reserve({"type": "absent", "person": "dr-day", "to": until})

    assert legal(clinic, calling(clinic.published, "extra")) is fine


@pytest.mark.parametrize(
    ("start", "site", "fine"), [("12:00", "main", True), ("12:05", "main", False),
                                ("12:00", "north", False)],
)  # fmt: skip
def test_overtime_goes_on_from_a_shift_at_its_site(start: str, site: str, fine: bool) -> None:
    shifts = [*DAY["shifts"],
              {"person": "dr-day", "site": "main", "from": "08:00", "to": "12:00"}]  # fmt: skip
    more = {"kind": "overtime", "from": start, "to": "15:00", "site": site}
    clinic = with_reserve(shifts=shifts, reserve=more)

    assert legal(clinic, calling(clinic.published, "extra")) is fine


def test_who_is_called_too_late_does_not_stay_on() -> None:
    shifts = [*DAY["shifts"],
              {"person": "dr-day", "site": "main", "from": "08:00", "to": "12:00"}]  # fmt: skip
    more = {"kind": "overtime", "from": "12:00", "to": "15:00"}
    for now, fine in ((11 * 60 + 15, True), (11 * 60 + 16, False)):
        clinic = with_reserve(shifts=shifts, reserve=more, now=now)
        assert legal(clinic, calling(clinic.published, "extra")) is fine


def test_nobody_is_called_in_twice_and_nobody_unknown() -> None:
    clinic = with_reserve()
    for refs in (("extra", "extra"), ("nobody",)):
        assert not legal(clinic, calling(clinic.published, *refs))


def test_a_person_comes_once() -> None:
    later = DOCTOR | {"id": "later", "from": "13:00", "to": "17:00"}
    where = office(people=PEOPLE)
    clinic = case(now=6 * 60, at=where, reserves=[DOCTOR, later])

    assert legal(clinic, calling(clinic.published, "later"))
    assert not legal(clinic, calling(clinic.published, "extra", "later"))


# ----------------------------------------------------------------- what a shift called in allows


def test_who_is_called_in_sees_patients_from_arriving_on() -> None:
    clinic = with_reserve(LEE_OUT, now=8 * 60, reserve={"lead": 120})
    model = Pinned(clinic)
    # The patient sees the doctor ten minutes after the start: at 10:00, when they arrive.
    for start, fine in ((9 * 60 + 50, True), (9 * 60 + 45, False)):
        plan = with_visits(clinic.published, a_1=None, a_2=placed(start, "dr-day"), a_3=None)
        assert breaches("shift", clinic, plan)
        assert model.tiers(plan) is None
        assert bool(breaches("shift", clinic, calling(plan, "extra"))) is not fine
        assert (model.tiers(calling(plan, "extra")) is not None) is fine


def test_a_solve_calls_somebody_in_where_that_is_the_cheapest() -> None:
    answer = solve_here(with_reserve(LEE_OUT))
    dear = solve_here(with_reserve(LEE_OUT, reserve={"hourly": 1000}))

    assert answer.proven and dear.proven
    assert answer.plan.called_in == ("extra",)
    assert dear.plan.called_in == ()
    assert {v.placement.provider for v in answer.plan.visits if v.placement} == {
        "dr-day",
        "dr-bell",
    }


def test_a_post_is_covered_by_who_is_called_in() -> None:
    desk = {"id": "extra", "person": "desk-3", "from": "08:00", "to": "17:00", "lead": 0}
    gone = [{"type": "absent", "person": person} for person in ("desk-1", "desk-2")]
    clerks = {"duties": [OFFICE["duties"][0] | {"credentials": ["clerk"]}]}
    people = [
        who | ({"credentials": ["clerk"]} if who["id"].startswith("desk") else {}) for who in PEOPLE
    ]
    where = office(people=people, **clerks)
    clinic = case(*gone, now=6 * 60, at=where, reserves=[DOCTOR | desk])
    answer = solve_here(clinic)

    assert answer.proven
    assert answer.verdict.key[0] == 0
    assert answer.plan.called_in == ("extra",)
    assert [(d.person, d.start, d.end) for d in answer.plan.duties] == [("desk-3", 480, 1020)]


def test_a_presence_counts_who_is_called_in() -> None:
    duty = {"id": "doctor", "site": "main", "kind": "presence", "credentials": ["md"],
            "demand": [{"from": "09:00", "to": "10:00", "minimum": 2}]}  # fmt: skip
    clinic = with_reserve(LEE_OUT, office={"duties": [duty]}, duties=[])
    with_call = calling(with_visits(clinic.published, a_1=None, a_2=None, a_3=None), "extra")
    without = calling(with_call)

    assert cost("coverage", clinic, without) == {"T0": 60_000_000}
    assert cost("coverage", clinic, with_call) == {}
    for plan in (with_call, without):
        tiers = Pinned(clinic).tiers(plan)
        assert tiers is not None and tiers["T0"] == cost("coverage", clinic, plan).get("T0", 0)


def test_a_long_shift_called_in_has_its_breaks() -> None:
    meal = {"minutes": 30, "over_minutes": 180, "roles": ["provider"], "between": None}
    rules = {"breaks": {"entitlements": [meal]}}
    clinic = with_reserve(office={"rules": rules}, shifts=DAY["shifts"][3:], appointments=[])
    plan = calling(clinic.published, "extra")
    rested = plan.model_copy(
        update={"breaks": (*plan.breaks, PlannedBreak(person="dr-day", start=600, end=630))}
    )
    for judged, missing in ((plan, 10_000), (rested, 0)):
        tiers = Pinned(clinic).tiers(judged)
        assert cost("breaks", clinic, judged).get("T0", 0) == missing
        assert tiers is not None and tiers["T0"] == missing


def test_ring_zero_calls_nobody_and_hit_is_by_the_day_alone() -> None:
    away = {"type": "absent", "person": "dr-lee", "from": "08:00", "to": "12:00"}
    clinic = with_reserve(away)

    assert Facts(clinic).hit == Facts(clinic).base.hit == {"a-1", "a-2", "a-3"}
    assert solve_here(clinic, 0).plan.called_in == ()


# ------------------------------------------------------------------------- called in before


def test_who_was_called_in_before_stays_and_costs_nothing_more() -> None:
    first = with_reserve(LEE_OUT)
    issued = calling(first.published, "extra")
    again = case_of(first.office, first.day, now=9 * 60, issued=issued)

    assert again.published.called_in == ("extra",)
    kept = solve_here(again).plan
    assert kept.called_in == ("extra",)
    assert findings(RULE, again, kept) == []
    (found,) = findings(RULE, again, calling(kept))
    assert found.sentence == "extra was called in, and that cannot be taken back."
    # It is 09:00 and they are there: nobody waits for them once more.
    assert min(starts(again, "a-2", "dr-day")) <= 10 * 60
