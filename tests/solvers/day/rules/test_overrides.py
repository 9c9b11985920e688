"""Rules that a manager has set aside: for whom, for whom not, and what still costs."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.overrides import SET_ASIDE_FOR, Override
from models.plan import Plan
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.registry import rules
from tests.solvers.day.offered import refusals, slots, starts
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.rules.clinic import (
    OFFICE,
    SHIFTS,
    booked,
    breached,
    case,
    cost,
    judged,
    people,
    placed,
    put,
)
from tests.solvers.day.solving import solve_here

SLOT = {"id": "s-1", "person": "dr-lee", "site": "main", "at": "09:00", "minutes": 30}
LATE_SLOT = SLOT | {"date": "2026-11-30"}
TWO_SITES = [*OFFICE["sites"], OFFICE["sites"][0] | {"id": "north"}]


def aside(rule: str, about: str | None = None) -> list[dict[str, Any]]:
    return [{"rule": rule, "about": about, "author": "manager", "reason": "agreed by phone"}]


def test_only_rules_that_there_are_may_be_set_aside() -> None:
    never = {"absence", "begun", "competence", "consent", "freeze", "licence", "locks", "past"}
    never |= {"provider-overlap", "rooms", "staff-overlap", "supervision"}

    assert set(SET_ASIDE_FOR) <= {rule.name for rule in rules()} - never
    assert set(SET_ASIDE_FOR.values()) == {"visit", "person"}


def test_an_override_says_who_and_why() -> None:
    with pytest.raises(ValidationError):
        Override(rule="notice", author="manager", reason="")


@pytest.mark.parametrize(
    ("about", "rules_broken"), [("a-1", set()), (None, set()), ("a-2", {"due-date"})]
)
def test_a_visit_goes_past_its_due_date(about: str | None, rules_broken: set[str]) -> None:
    clinic = case(
        appointments=[booked("a-1", "09:00", due_by="2026-11-24"), booked("a-2", "10:00")],
        open_slots=[LATE_SLOT],
        overrides=aside("due-date", about),
    )
    plan = put(clinic.published, a_1="s-1")

    assert breached(clinic, plan) == rules_broken
    assert slots(clinic, "a-1") == ([] if rules_broken else ["s-1"])
    if not rules_broken:
        assert [f.cost for f in judged("due-date", clinic, plan) if f.tier == "T1"] == [6]


def test_a_slot_of_today_is_never_another_day() -> None:
    clinic = case(open_slots=[SLOT | {"date": "2026-11-23"}], overrides=aside("due-date"))

    assert "due-date" in breached(clinic, put(clinic.published, a_1="s-1"))
    assert slots(clinic, "a-1") == []


@pytest.mark.parametrize(("about", "may"), [("a-1", True), ("a-2", False)])
def test_a_visit_is_moved_further_than_others(about: str, may: bool) -> None:
    clinic = case(
        rules={"movability": {"bystander-minutes": 0}}, overrides=aside("movability", about)
    )
    plan = put(clinic.published, a_1=placed("14:00"))

    assert breached(clinic, plan) == (set() if may else {"movability"})
    assert (14 * 60 in starts(clinic, "a-1", "dr-lee")) is may
    assert cost("calls", clinic, plan) == 60 + 12


def test_a_fixed_visit_goes_to_another_day_when_a_manager_says_so() -> None:
    book = [booked("a-1", "09:00", movability="fixed", urgency="elective")]
    for overrides, offered in (([], []), (aside("movability", "a-1"), ["s-1"])):
        clinic = case(appointments=book, open_slots=[LATE_SLOT], overrides=overrides)
        assert slots(clinic, "a-1") == offered
        broken = breached(clinic, put(clinic.published, a_1="s-1"))
        assert broken == (set() if offered else {"movability"})


def test_a_lock_holds_whatever_is_set_aside() -> None:
    lock = {"holds": ["time"], "author": "manager", "reason": "agreed"}
    clinic = case(
        appointments=[booked("a-1", "09:00", locks=[lock])], overrides=aside("movability", "a-1")
    )

    assert breached(clinic, put(clinic.published, a_1=placed("10:00"))) == {"locks"}
    assert starts(clinic, "a-1", "dr-lee") == {9 * 60}


@pytest.mark.parametrize(("about", "may"), [("b-2", True), ("b-1", False)])
def test_a_patient_is_asked_to_come_at_once(about: str, may: bool) -> None:
    clinic = case(
        now="09:40",
        rules={"notice": {"minutes": 180}, "freeze": {"contact-lead": 0}},
        overrides=aside("notice", about),
    )
    plan = put(clinic.published, b_2=placed("11:00", "dr-bell", "ma-2", "room-2"))

    assert breached(clinic, plan) == (set() if may else {"notice"})
    assert (11 * 60 in starts(clinic, "b-2", "dr-bell")) is may


@pytest.mark.parametrize(("about", "may"), [("a-1", True), ("a-2", False)])
def test_a_patient_is_sent_where_the_office_does_not_send_others(about: str, may: bool) -> None:
    shifts = [s | {"site": "north"} if s["person"] in {"dr-bell", "ma-2"} else s for s in SHIFTS]
    bare = {"phases": [{"phase": "provider", "minutes": 20, "tasks": ["visit"]}]}
    clinic = case(
        {"type": "absent", "person": "dr-lee"},
        office={"sites": TWO_SITES, "visit_types": {"follow-up": bare}},
        shifts=shifts,
        appointments=[
            booked("a-1", "09:00", room=None, phases=[{"at": "09:00"}], sites=["north"]),
            booked("a-2", "10:00", room=None, phases=[{"at": "10:00"}]),
        ],
        rules={"other-site": {"offer": False}},
        overrides=aside("other-site", about),
    )
    there = placed("09:00", "dr-bell", room=None, site="north")
    there = there.model_copy(
        update={"phases": (there.phases[2].model_copy(update={"start": 540, "end": 560}),)}
    )
    plan = put(clinic.published, a_1=there, a_2=None)

    assert breached(clinic, plan) == (set() if may else {"other-site"})
    assert bool(starts(clinic, "a-1", "dr-bell", "north")) is may
    if may:
        assert cost("other-site", clinic, plan) == 30
    against = put(clinic.published, a_1=None, a_2=there)
    assert "other-site" in breached(clinic, against), "the patient's own word stays"


@pytest.mark.parametrize(("about", "may"), [("a-1", True), ("a-2", False)])
def test_a_visit_goes_further_down_the_ladder(about: str, may: bool) -> None:
    clinic = case(
        {"type": "absent", "person": "dr-lee"},
        office={"people": people(dr_bell={"team": "red"})},
        rules={"specialty": {"furthest-rung": 1}},
        overrides=aside("specialty", about),
    )
    plan = put(clinic.published, a_1=placed("10:00", "dr-bell"), a_2=None)

    assert breached(clinic, plan) == (set() if may else {"specialty"})
    assert bool(starts(clinic, "a-1", "dr-bell")) is may
    assert (
        "dr-bell stands too far from the visit's own provider" in refusals(clinic, "a-1")
    ) is not may
    assert cost("specialty", clinic, plan) == 3 * 2


@pytest.mark.parametrize(("about", "may"), [("dr-bell", True), (None, True), ("dr-lee", False)])
def test_a_provider_carries_more_than_the_caps(about: str | None, may: bool) -> None:
    clinic = case(
        {"type": "absent", "person": "dr-lee"},
        rules={"load": {"added-visits": 0}},
        rates={"spread": 5},
        overrides=aside("load", about),
    )
    plan = put(clinic.published, a_1=placed("10:00", "dr-bell"), a_2=None)

    assert breached(clinic, plan) == (set() if may else {"load"})
    assert [f.cost for f in judged("load", clinic, plan) if f.tier == "T6"] == [5]
    seen = [v for v in solve_here(clinic).plan.visits if v.placement is not None]
    assert len(seen) == (4 if may else 2)


def held(ref: str, at: str, end: str) -> dict[str, Any]:
    return {"id": ref, "person": "dr-lee", "from": at, "to": end}


@pytest.mark.parametrize(
    ("about", "keep", "may"),
    [("dr-lee", 0, True), ("dr-bell", 0, False), ("dr-lee", 2, False), (None, 2, True)],
)
def test_more_held_slots_are_given_away(about: str | None, keep: int, may: bool) -> None:
    clinic = case(
        held_slots=[held("h-1", "11:00", "11:30"), held("h-2", "11:30", "12:00")],
        rules={"held-slots": {"release": 0, "keep": keep, "keep-until": "12:00"}},
        overrides=aside("held-slots", about),
    )
    plan = put(clinic.published, a_2=placed("10:55"))

    assert breached(clinic, plan) == (set() if may else {"held-slots"})
    assert cost("held-slots", clinic, plan) == 8
    tiers = Pinned(clinic).tiers(plan)
    assert (tiers is not None) is may


@pytest.mark.parametrize(("about", "may"), [("dr-lee", True), ("dr-bell", False)])
@pytest.mark.parametrize("convertible", [True, False])
def test_protected_time_is_given_up(about: str, may: bool, convertible: bool) -> None:
    block = {"id": "p-1", "person": "dr-lee", "from": "10:30", "to": "11:00"}
    clinic = case(
        protected=[block | {"convertible": convertible}],
        rules={"protected-time": {"convert": 0}},
        overrides=aside("protected-time", about),
    )
    plan = put(clinic.published, a_2=placed("10:35"))
    tiers = Pinned(clinic).tiers(plan)

    assert breached(clinic, plan) == (set() if may else {"protected-time"})
    assert (tiers is not None) is may
    if may:
        assert cost("protected-time", clinic, plan) == 40


def test_every_plan_keeps_what_was_set_aside_for_it() -> None:
    clinic = case({"type": "absent", "person": "dr-lee"}, overrides=aside("load", "dr-bell"))
    answer = solve_here(clinic)
    forgotten = answer.plan.model_copy(update={"overrides": ()})
    (finding,) = check(clinic, forgotten).breaches

    assert answer.proven
    for plan in (clinic.published, ring_zero(clinic), answer.plan):
        assert plan.overrides == clinic.day.overrides
        assert Plan.model_validate_json(plan.model_dump_json(by_alias=True)) == plan
    assert (finding.rule, finding.about) == ("disposition", ())
    assert (
        finding.sentence == "The rules set aside on the plan are not those that the day sets aside."
    )
