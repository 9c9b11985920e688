"""Open slots: which suit a visit, and which visits leave the day at all."""

from __future__ import annotations

from typing import Any

import pytest

from engine.day.slots import bound_to_the_day, fitting_slots, taken_slots
from models.case import Case
from models.office import Office
from tests.engine.clinic import DAY, OFFICE, case, office, visit, with_visits

S1, S2 = DAY["open_slots"]


def fitting(now: Case, ref: str = "a-1") -> list[str]:
    """Return the slots that suit a visit."""
    return [slot.id for slot in fitting_slots(now, now.visits[ref])]


def test_slots_come_in_order_of_time() -> None:
    later = S1 | {"id": "s-0", "at": "11:00"}

    assert fitting(case(open_slots=[S2, later, S1])) == ["s-1", "s-0", "s-2"]


def test_a_slot_is_long_enough_for_the_providers_part() -> None:
    # A procedure asks for 30 minutes of the provider and for the privilege.
    long = S1 | {"id": "s-3", "minutes": 30}

    assert fitting(case(), "a-3") == []
    assert fitting(case(open_slots=[S1, S2, long]), "a-3") == ["s-3"]


@pytest.mark.parametrize(
    ("changed", "slots"),
    [
        ({"due_by": "2026-11-24"}, ["s-1"]),
        ({"urgency": "hours-48"}, ["s-1", "s-2"]),
        ({"urgency": "must-today"}, []),
        ({"site": "north"}, []),
        ({"site": "north", "sites": ["main"]}, ["s-1", "s-2"]),
    ],
)
def test_a_slot_is_in_time_and_where_the_patient_goes(
    changed: dict[str, Any], slots: list[str]
) -> None:
    assert fitting(case(appointments=visit("a-1", **changed))) == slots


def test_a_slot_after_the_due_date_fits_where_that_is_allowed() -> None:
    late = office(rules={"due-date": {"late-allowed": True}})

    assert fitting(case(at=late, appointments=visit("a-1", due_by="2026-11-24"))) == ["s-1", "s-2"]


def test_the_slots_provider_is_entitled_on_its_date() -> None:
    people = [
        OFFICE["people"][0] | {"credentials": [{"id": "md", "expires": "2026-11-23"}]},
        *OFFICE["people"][1:],
    ]
    lapsing: Office = office(people=people)

    assert fitting(case(at=lapsing)) == ["s-2"]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({}, None),
        ({"movability": "fixed"}, "movability"),
        ({"status": "roomed"}, "begun"),
        ({"locks": [{"holds": ["time"], "author": "m", "reason": "r"}]}, "locks"),
        ({"locks": [{"holds": ["do-not-call"], "author": "m", "reason": "r"}]}, "locks"),
        ({"locks": [{"holds": ["provider"], "author": "m", "reason": "r"}]}, None),
    ],
)
def test_some_visits_never_leave_the_day(changed: dict[str, Any], rule: str | None) -> None:
    now = case(appointments=visit("a-1", **changed))
    why = bound_to_the_day(now, now.visits["a-1"])

    assert (why[1] if why else None) == rule
    assert fitting(now) == ([] if rule else ["s-1", "s-2"])


def test_taken_slots_are_known_by_visit() -> None:
    now = case()

    assert taken_slots(with_visits(now.published, a_1="s-1")) == {"s-1": "a-1"}


def test_an_add_on_that_cannot_be_moved_has_no_time_to_keep() -> None:
    added = {"id": "x-1", "visit_type": "follow-up", "movability": "fixed"}
    now = case({"type": "add-on", "appointment": added})

    assert fitting(now, "x-1") == ["s-1", "s-2"]
