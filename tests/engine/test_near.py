"""What a few sites' part of a day says is what the whole day says."""

from __future__ import annotations

from itertools import islice

import pytest

from engine.day.near import near
from engine.day.openings import openings
from engine.day.seating import Seating
from engine.explaining.counterfactual import Counterfactual
from engine.opening.cases import case_of
from engine.proposals.baseline import do_nothing
from models.plan import Plan, PlannedVisit
from scenarios.generator.days import generate
from scenarios.generator.disruptions import Disruption, disrupt
from solvers.day.check.verdict import check
from tests.engine.clinic import DAY, case, with_visits

AT_NORTH = [
    {"id": "n-1", "visit_type": "follow-up", "at": "09:00", "provider": "np-cruz", "site": "north",
     "phases": [{"at": "09:00", "people": ["ma-2"]}, {"at": "09:10"}], "room": "room-n"},
    {"id": "n-2", "visit_type": "follow-up", "at": "11:00", "provider": "np-cruz", "site": "north",
     "phases": [{"at": "11:00", "people": ["ma-2"]}, {"at": "11:10"}], "room": "room-n"},
]  # fmt: skip
NORTH_SHIFTS = [
    *(s for s in DAY["shifts"] if s["person"] not in {"np-cruz", "ma-2"}),
    {"person": "np-cruz", "site": "north", "from": "08:00", "to": "17:00"},
    {"person": "ma-2", "site": "north", "from": "08:00", "to": "17:00"},
]


def test_only_what_belongs_to_the_site_is_left() -> None:
    gone = {"type": "cancelled", "appointment": "a-3"}
    added = {"type": "add-on", "appointment": {"id": "x-1", "visit_type": "follow-up"}}
    now = case(gone, added, appointments=DAY["appointments"] + AT_NORTH, shifts=NORTH_SHIFTS)

    part, plan = near(now, do_nothing(now), {"north"})

    assert part.visits.keys() == {"n-1", "n-2"} == {v.appointment for v in plan.visits}
    assert {shift.person for shift in part.day.shifts} == {"np-cruz", "ma-2"}
    assert check(part, plan).findings == ()


def test_a_visit_that_comes_from_another_site_is_there() -> None:
    now = case(appointments=DAY["appointments"] + AT_NORTH, shifts=NORTH_SHIFTS)
    moved = with_visits(do_nothing(now), a_1=now.published_visits["n-2"].placement)

    part, _ = near(now, moved, {"north"})

    assert part.visits.keys() == {"a-1", "n-1", "n-2"}


def test_whoever_works_at_two_sites_brings_their_visits_along() -> None:
    shifts = [
        *NORTH_SHIFTS[:-2],
        NORTH_SHIFTS[-1],
        NORTH_SHIFTS[-2] | {"to": "12:00"},
        {"person": "np-cruz", "site": "main", "from": "12:00", "to": "17:00"},
    ]
    later = {"id": "c-1", "visit_type": "follow-up", "at": "14:00", "provider": "np-cruz"}
    now = case(appointments=[*DAY["appointments"], *AT_NORTH, later], shifts=shifts)

    part, _ = near(now, do_nothing(now), {"north"})

    assert part.visits.keys() == {"n-1", "n-2", "c-1"}
    assert len([shift for shift in part.day.shifts if shift.person == "np-cruz"]) == 2


def test_an_office_with_one_site_left_is_taken_whole() -> None:
    now = case()
    whole = Counterfactual(now, do_nothing(now), check(now, do_nothing(now)))

    assert whole.near({"main", "north"}) is whole
    assert whole.near({"main"}) is whole.near(["main"])


@pytest.mark.parametrize("kind", [Disruption.ONE_PROVIDER, Disruption.TWO_PEOPLE])
def test_single_changes_are_judged_the_same_near_by_as_in_the_whole(kind: str) -> None:
    office, day = generate(5, providers=6, sites=3, visits_per_provider=6)
    now = case_of(office, disrupt(day, office, kind, 1))
    plan = do_nothing(now)
    whole = Counterfactual(now, plan, check(now, plan))
    seating = Seating(now, plan)

    tried = 0
    for ref, visit in now.visits.items():
        places = [
            PlannedVisit(appointment=ref, placement=place)
            for place in islice(openings(seating, visit), 2)
        ]
        swapped = _swapped(plan, ref)
        for planned in (*places, *swapped, PlannedVisit(appointment=ref)):
            there = whole.against(whole.with_visit(planned))
            assert whole.against_visit(planned) == there
            assert whole.legal_visit(planned) == whole.legal(whole.with_visit(planned))
            tried += 1
    assert tried > 60


def _swapped(plan: Plan, ref: str) -> list[PlannedVisit]:
    """Return the visit at another's place, where it is in somebody's way."""
    other = next(visit for visit in plan.visits if visit.appointment != ref)
    return [PlannedVisit(appointment=ref, placement=other.placement)]
