"""An infusion unit: chairs, nurses with several patients each, a provider in name alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.clock import wall
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from tests.engine.clinic import case, office
from tests.solvers.day.offered import refusals
from tests.solvers.day.solving import solve_here

if TYPE_CHECKING:
    from models.case import Case

CHAIRS, NURSES, PATIENTS = 16, 6, 40
OPENS, CLOSES = 8 * 60, 18 * 60
LENGTHS = {60: 1, 120: 1, 180: 1, 240: 2}
"""Minutes of an infusion, and its acuity."""

PEOPLE: list[dict[str, Any]] = [
    {"id": "dr-onc", "roles": ["provider"], "credentials": ["md"]},
    {"id": "desk-1", "roles": ["front-desk"]},
    *({"id": f"rn-{n}", "roles": ["nurse"], "credentials": ["rn"]} for n in range(NURSES)),
]


def book(each: int) -> list[dict[str, Any]]:
    """Return forty infusions, each where it first finds a chair and a nurse to begin with."""
    held: list[tuple[int, int, int]] = []
    visits = []
    for number in range(PATIENTS):
        minutes = (60, 120, 60, 240, 120, 180)[number % 6]
        acuity = LENGTHS[minutes]
        start = next(
            t
            for t in range(OPENS, CLOSES, 15)
            if sum(a == t for a, _, _ in held) < NURSES - 1
            and all(
                sum(a <= m < b for a, b, _ in held) < CHAIRS
                and sum(w for a, b, w in held if a <= m < b) + acuity <= each * NURSES
                for m in range(t, t + minutes, 15)
            )
        )
        held.append((start, start + minutes, acuity))
        visits.append({"id": f"p-{number:02d}", "visit_type": f"infusion-{minutes}",
                       "at": wall(start), "provider": "dr-onc"})  # fmt: skip
    return visits


def unit(*events: dict[str, Any], each: int, **more: Any) -> Case:
    """Return the unit's day; every nurse is on the chairs from morning to evening."""
    hours = {"from": wall(OPENS), "to": wall(CLOSES)}
    site = {"id": "main", "zone": "UTC", "opens": wall(OPENS), "closes": wall(CLOSES)}
    chair = {"phase": "infusion", "tasks": ["infuse"], "room": "chair"}
    where = office(
        sites=[site],
        people=PEOPLE,
        rooms=[
            {"id": f"chair-{n:02d}", "site": "main", "features": ["chair"]} for n in range(CHAIRS)
        ],
        tasks={"infuse": {"by": "duty", "duty": "infusion-care"}},
        visit_types={
            f"infusion-{minutes}": {"phases": [chair | {"minutes": minutes, "acuity": acuity}]}
            for minutes, acuity in LENGTHS.items()
        },
        duties=[{"id": "infusion-care", "site": "main", "credentials": ["rn"], "each": each,
                 "start_spacing": 15}],
    )  # fmt: skip
    day = {
        "shifts": [{"person": who["id"], "site": "main"} | hours for who in PEOPLE],
        "duties": [{"duty": "infusion-care", "person": f"rn-{n}"} | hours for n in range(NURSES)],
        "open_slots": [],
        "appointments": book(each),
    }
    return case(*events, at=where, **(day | more))


NURSE_OUT = {"type": "absent", "person": "rn-0", "reported": "06:45"}


@pytest.mark.parametrize("each", [3, 4])
def test_the_day_as_published_is_whole(each: int) -> None:
    usual = unit(each=each)
    assert len(usual.visits) == PATIENTS
    assert check(usual, usual.published).findings == ()
    assert ring_zero(usual).visits == usual.published.visits


def test_four_patients_each_leave_room_for_a_nurse_to_be_out() -> None:
    answer = solve_here(unit(NURSE_OUT, each=4))
    assert answer.proven
    assert not answer.troubles
    assert all(visit.placement is not None for visit in answer.plan.visits)


def test_three_patients_each_do_not_and_few_visits_change() -> None:
    out = unit(NURSE_OUT, each=3)
    start = ring_zero(out)
    assert not check(out, start).breaches
    left = sum(visit.placement is None for visit in start.visits)
    answer = solve_here(out)
    assert answer.proven
    assert not answer.troubles
    assert 0 < sum(visit.placement is None for visit in answer.plan.visits) <= left < 12


def test_the_provider_s_absence_touches_nobody() -> None:
    out = unit({"type": "absent", "person": "dr-onc"}, each=4)
    assert Facts(out).hit == frozenset()
    assert ring_zero(out).visits == out.published.visits


def test_a_visit_stays_in_the_name_of_its_provider() -> None:
    usual = unit(each=4)
    facts = Facts(usual)
    found = candidates(facts, rules(), facts.visits["p-00"])
    assert {offer.provider for offer in found.starts} == {"dr-onc"}
    assert not refusals(usual, "p-00")
    planned = usual.published.visits[0]
    assert planned.placement is not None
    given = planned.placement.model_copy(update={"provider": "rn-1"})
    moved = planned.model_copy(update={"placement": given})
    plan = usual.published.model_copy(update={"visits": (moved, *usual.published.visits[1:])})
    (found_wrong,) = [f for f in check(usual, plan).breaches if f.rule == "phases"]
    assert found_wrong.sentence == "p-00: it stays in the name of dr-onc."


def test_a_provider_who_is_not_at_work_can_be_named() -> None:
    hours = {"from": wall(OPENS), "to": wall(CLOSES)}
    shifts = [{"person": who["id"], "site": "main"} | hours for who in PEOPLE[1:]]
    usual = unit(NURSE_OUT, each=4, shifts=shifts)
    assert not check(usual, ring_zero(usual)).breaches
    facts = Facts(usual)
    assert candidates(facts, rules(), facts.visits["p-00"]).starts
