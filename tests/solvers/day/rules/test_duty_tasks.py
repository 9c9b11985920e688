"""Tasks done by a duty run at most as many at a time as people cover it."""

from __future__ import annotations

from typing import Any

from models.plan import PlacedPhase, Placement, PlannedBreak
from tests.engine.clinic import DAY, OFFICE, case, office, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import refusals, starts
from tests.solvers.day.pinning import Pinned

CHECK_IN: dict[str, Any] = {
    "tasks": OFFICE["tasks"] | {"check-in": {"by": "duty", "duty": "desk"}},
    "visit_types": OFFICE["visit_types"]
    | {
        "follow-up": {
            "phases": [
                {"phase": "check-in", "minutes": 5, "tasks": ["check-in"]},
                {"phase": "provider", "minutes": 20, "tasks": ["visit"], "lag": {"max": 30}},
            ]
        }
    },
}

AT_DESK = [
    person | ({"credentials": ["desk"]} if person["id"].startswith("desk") else {})
    for person in OFFICE["people"]
]


def test_two_patients_and_one_person_at_the_desk_are_caught() -> None:
    busy = case(at=office(**CHECK_IN))
    found = breaches("duty-tasks", busy, busy.published)
    assert "2 patients and 1 people at 09:00" in found[0].sentence


def test_one_after_the_other_is_fine() -> None:
    staggered = case(at=office(**CHECK_IN), appointments=visit("b-1", at="09:05"))
    assert not breaches("duty-tasks", staggered, staggered.published)


def checked_in(start: int, provider: str, site: str = "main") -> Placement:
    phases = (
        PlacedPhase(start=start, end=start + 5),
        PlacedPhase(start=start + 5, end=start + 25),
    )
    return Placement(provider=provider, site=site, phases=phases)


def test_who_is_one_too_many_and_when_is_said() -> None:
    usual = case(at=office(**CHECK_IN), appointments=visit("b-1", at="09:30"))
    assert not findings("duty-tasks", usual, usual.published)
    for start, broken in ((9 * 60 + 5, False), (9 * 60 + 4, True)):
        plan = with_visits(usual.published, b_1=checked_in(start, "dr-bell"))
        found = breaches("duty-tasks", usual, plan)
        assert bool(found) is broken
    assert (found[0].kind, found[0].about) == ("breach", ("b-1",))
    assert found[0].sentence == "desk: 2 patients and 1 people at 09:04."


def test_who_takes_a_break_checks_nobody_in() -> None:
    usual = case(at=office(**CHECK_IN), appointments=visit("b-1", at="09:30"))
    for end, broken in ((13 * 60, False), (13 * 60 + 1, True)):
        rest = PlannedBreak(person="desk-1", start=12 * 60 + 30, end=end)
        plan = usual.published.model_copy(update={"breaks": (*usual.published.breaks, rest)})
        said = [finding.sentence for finding in findings("duty-tasks", usual, plan)]
        assert said == ["desk: 1 patients and 0 people at 13:00."] * broken


def test_a_duty_s_tasks_are_done_at_its_site() -> None:
    shifts = [
        shift | ({"site": "north"} if shift["person"] == "np-cruz" else {})
        for shift in DAY["shifts"]
    ]
    book = visit("b-2", sites=["north"])
    usual = case(at=office(**CHECK_IN), appointments=book, shifts=shifts)
    plan = with_visits(usual.published, b_2=checked_in(13 * 60, "np-cruz", "north"))
    found = [f for f in findings("duty-tasks", usual, plan) if f.about == ("b-2",)]
    assert [(f.kind, f.sentence) for f in found] == [
        ("breach", "b-2 needs desk, which is not at north.")
    ]
    assert "desk is not at north" in refusals(usual, "b-2")


def test_minutes_before_now_are_fact() -> None:
    for now, broken in ((9 * 60 + 4, True), (9 * 60 + 5, False)):
        later = case(at=office(**CHECK_IN), now=now)
        assert bool(findings("duty-tasks", later, later.published)) is broken


def test_the_model_offers_no_start_without_anybody_at_the_desk() -> None:
    alone = [s for s in DAY["shifts"] if s["person"] != "desk-2"]
    usual = case(
        {"type": "late", "person": "desk-1", "until": "10:03"},
        at=office(
            **CHECK_IN, duties=[OFFICE["duties"][0] | {"credentials": ["desk"]}], people=AT_DESK
        ),
        shifts=alone,
    )
    assert min(starts(usual, "a-2", "dr-lee")) == 10 * 60 + 5


def test_the_model_counts_the_desk_too() -> None:
    usual = case(at=office(**CHECK_IN), appointments=visit("b-1", at="09:30"))
    model = Pinned(usual)
    for start, legal in ((9 * 60 + 5, True), (9 * 60, False)):
        plan = with_visits(usual.published, b_1=checked_in(start, "dr-bell"))
        assert (model.tiers(plan) is not None) is legal
