"""How short an assignment may be, how many may be new, and what counts as published."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import Case
from tests.solvers.day.rules.clinic import (
    OFFICE,
    breached,
    case,
    cost,
    covering,
    judged,
    on,
)

RULE = "duties"


def at_desk(*events: dict[str, Any], now: str | int = 0, **setting: int) -> Case:
    """Return the case of a desk that is wanted from 10:00 to 15:00, without visits."""
    wanted = OFFICE["duties"][0] | {"demand": [{"from": "10:00", "to": "15:00", "minimum": 1}]}
    also = OFFICE["duties"][0] | {"id": "phones"}
    return case(
        *events,
        now=now,
        office={"duties": [wanted, also]},
        appointments=[],
        rules={"duties": {name.replace("_", "-"): value for name, value in setting.items()}},
    )


@pytest.mark.parametrize(
    ("start", "end", "fine"),
    [
        ("11:00", "12:00", True),
        ("11:00", "11:59", False),
        ("10:00", "10:59", False),
        ("14:01", "15:00", False),
    ],
)
def test_a_new_assignment_lasts_so_long(start: str, end: str, fine: bool) -> None:
    clinic = at_desk()
    plan = covering(clinic.published, *clinic.published.duties, on("ma-1", start, end))

    assert breached(clinic, plan) == (set() if fine else {RULE})


def test_pieces_that_adjoin_are_one_assignment() -> None:
    clinic = at_desk()
    desk = clinic.published.duties
    whole = covering(
        clinic.published, *desk, on("ma-1", "11:00", "11:30"), on("ma-1", "11:30", "12:00")
    )
    apart = covering(
        clinic.published, *desk, on("ma-1", "11:00", "11:30"), on("ma-1", "11:31", "12:01")
    )

    assert not any(f.kind == "breach" for f in judged(RULE, clinic, whole))
    assert len([f for f in judged(RULE, clinic, apart) if f.kind == "breach"]) == 2


@pytest.mark.parametrize(("start", "fine"), [("14:40", True), ("14:39", False), ("14:41", False)])
def test_a_short_one_may_start_now_and_end_with_the_demand(start: str, fine: bool) -> None:
    clinic = at_desk(now="14:40")
    plan = covering(clinic.published, *clinic.published.duties, on("ma-1", start, "15:00"))

    assert any(f.kind == "breach" for f in judged(RULE, clinic, plan)) is not fine


@pytest.mark.parametrize(("start", "fine"), [("14:30", True), ("14:31", False)])
def test_a_short_one_may_lie_between_arrival_and_the_end_of_the_demand(
    start: str, fine: bool
) -> None:
    clinic = at_desk({"type": "late", "person": "ma-1", "until": "14:30"})
    plan = covering(clinic.published, *clinic.published.duties, on("ma-1", start, "15:00"))

    assert breached(clinic, plan) == (set() if fine else {RULE})


def test_what_lies_within_the_published_time_may_be_short() -> None:
    clinic = at_desk()
    plan = covering(clinic.published, on("desk-1", "11:00", "11:10"))

    assert breached(clinic, plan) == set()
    assert cost(RULE, clinic, plan) == 10


@pytest.mark.parametrize(("most", "fine"), [(2, True), (1, False)])
def test_one_person_is_given_only_so_many_new_duties(most: int, fine: bool) -> None:
    clinic = at_desk(changes_per_person=most)
    plan = covering(
        clinic.published,
        *clinic.published.duties,
        on("ma-1", "11:00", "12:00"),
        on("ma-1", "12:00", "13:00", "phones"),
    )

    assert breached(clinic, plan) == (set() if fine else {RULE})


def test_more_time_on_a_published_duty_is_not_a_new_one() -> None:
    clinic = case(
        appointments=[],
        duties=[{"duty": "desk", "person": "desk-1", "from": "08:00", "to": "12:00"}],
        rules={"duties": {"changes-per-person": 0}},
    )
    longer = covering(clinic.published, on("desk-1", "08:00", "17:00"))

    assert breached(clinic, longer) == set()
    assert cost(RULE, clinic, longer) == 10


def test_published_time_of_which_an_absence_takes_a_part_is_as_published_without_it() -> None:
    clinic = at_desk({"type": "leaves-early", "person": "desk-1", "at": "13:00"})
    cut = covering(clinic.published, on("desk-1", "08:00", "13:00"))
    shorter = covering(clinic.published, on("desk-1", "08:00", "12:59"))

    assert judged(RULE, clinic, cut) == []
    assert cost(RULE, clinic, shorter) == 10


@pytest.mark.parametrize(("expires", "fine"), [("2026-11-23", True), ("2026-11-22", False)])
def test_the_credential_is_valid_on_the_day(expires: str, fine: bool) -> None:
    people = [
        person | ({"credentials": [{"id": "desk", "expires": expires}]} if i == 4 else {})
        for i, person in enumerate(OFFICE["people"])
    ]
    clinic = case(office={"people": people})

    assert breached(clinic, clinic.published) == (set() if fine else {RULE})
