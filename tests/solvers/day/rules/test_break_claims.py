"""Which breaks are due on a shift, and what meets them."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import Case
from tests.solvers.day.rules.clinic import (
    breached,
    case,
    cost,
    judged,
    rest,
    shifts,
    taking,
)

RULE = "breaks"
MEAL: dict[str, Any] = {"minutes": 30, "over-minutes": 300, "start-by": 300}


def entitled(*rights: dict[str, Any], hours: tuple[str, str] = ("08:00", "17:00")) -> Case:
    """Return the case of one assistant on duty, entitled to these breaks."""
    start, end = hours
    only = [s for s in shifts(ma_1={"from": start, "to": end}) if s["person"] == "ma-1"]
    return case(
        office={"duties": [], "tasks": {}, "visit_types": {}},
        shifts=only,
        duties=[],
        appointments=[],
        rules={"breaks": {"entitlements": rights}},
    )


@pytest.mark.parametrize(("end", "missing"), [("13:00", 0), ("13:01", 10_000)])
def test_a_break_is_due_when_more_than_so_much_is_worked(end: str, missing: int) -> None:
    clinic = entitled(MEAL, hours=("08:00", end))

    assert cost(RULE, clinic, clinic.published) == missing
    for finding in judged(RULE, clinic, clinic.published):
        assert (finding.kind, finding.tier) == ("gap", "T0")


def test_who_comes_late_works_less_and_starts_later() -> None:
    late = {"type": "late", "person": "ma-1", "until": "09:00"}
    usual = entitled(MEAL, hours=("08:00", "14:00"))
    less = case(
        late, office={"tasks": {}, "visit_types": {}}, appointments=[], shifts=usual.day.shifts,
        rules={"breaks": {"entitlements": [MEAL]}},
    )  # fmt: skip
    long = case(
        late, appointments=[], shifts=shifts(ma_1={"to": "17:00"})[2:3],
        rules={"breaks": {"entitlements": [MEAL]}},
    )  # fmt: skip

    assert cost(RULE, usual, usual.published) == 10_000
    assert cost(RULE, less, less.published) == 0
    assert cost(RULE, long, taking(long.published, rest("ma-1", "14:00"))) == 0
    assert cost(RULE, long, taking(long.published, rest("ma-1", "14:01"))) == 10_000


@pytest.mark.parametrize(
    ("at", "meets"),
    [("09:59", False), ("10:00", True), ("13:00", True), ("13:01", False)],
)
def test_a_break_starts_within_its_time(at: str, meets: bool) -> None:
    clinic = entitled(MEAL | {"not-before": 120})

    assert (cost(RULE, clinic, taking(clinic.published, rest("ma-1", at))) == 0) is meets


@pytest.mark.parametrize(
    ("at", "meets"), [("11:29", False), ("11:30", True), ("12:29", True), ("12:30", False)]
)
def test_a_break_starts_within_the_window_too(at: str, meets: bool) -> None:
    clinic = entitled(MEAL | {"between": {"from": "11:30", "to": "12:30"}})

    assert (cost(RULE, clinic, taking(clinic.published, rest("ma-1", at))) == 0) is meets


@pytest.mark.parametrize(
    "given",
    [rest("ma-1", "12:00", 29), rest("ma-1", "12:00", 31), rest("ma-1", "12:00", 30, "rest")],
)
def test_a_break_of_another_length_or_kind_does_not_count(given: Any) -> None:
    clinic = entitled(MEAL)

    assert cost(RULE, clinic, taking(clinic.published, given)) == 10_000


def test_a_right_is_that_of_its_roles() -> None:
    nurses = entitled(MEAL | {"roles": ["nurse"]})
    assistants = entitled(MEAL | {"roles": ["nurse", "medical-assistant"]})

    assert cost(RULE, nurses, nurses.published) == 0
    assert cost(RULE, assistants, assistants.published) == 10_000


def test_one_break_meets_one_claim() -> None:
    clinic = entitled(MEAL, MEAL | {"start-by": 480})
    one = taking(clinic.published, rest("ma-1", "12:00"))
    two = taking(clinic.published, rest("ma-1", "12:00"), rest("ma-1", "15:00"))

    assert cost(RULE, clinic, one) == 10_000
    assert cost(RULE, clinic, two) == 0


def test_the_narrow_claim_gets_the_break_that_fits_it() -> None:
    clinic = entitled(MEAL | {"start-by": 480}, MEAL | {"start-by": 120})
    plan = taking(clinic.published, rest("ma-1", "09:00"), rest("ma-1", "15:00"))

    assert cost(RULE, clinic, plan) == 0


def test_a_published_break_beyond_what_is_due_is_claimed_too() -> None:
    shift = {"person": "ma-1", "site": "main", "from": "08:00", "to": "17:00"}
    booked = [{"at": "10:00", "minutes": 30}, {"at": "14:00", "minutes": 30}]
    clinic = case(
        appointments=[],
        shifts=[shift | {"breaks": booked}],
        rules={"breaks": {"entitlements": [MEAL]}},
    )
    first, _ = clinic.published.breaks

    assert judged(RULE, clinic, clinic.published) == []
    assert cost(RULE, clinic, taking(clinic.published, first)) == 10_002
    assert cost(RULE, clinic, taking(clinic.published, first, rest("ma-1", "16:00"))) == 2


def test_a_published_break_that_falls_into_an_absence_is_no_claim() -> None:
    shift = {"person": "ma-1", "site": "main", "from": "08:00", "to": "17:00"}
    clinic = case(
        {"type": "leaves-early", "person": "ma-1", "at": "12:29"},
        appointments=[],
        shifts=[shift | {"breaks": [{"at": "12:00", "minutes": 30}]}],
    )

    assert judged(RULE, clinic, taking(clinic.published)) == []


def test_a_break_too_many_is_caught_and_nothing_else_is() -> None:
    clinic = entitled(MEAL)
    plan = taking(clinic.published, rest("ma-1", "12:00"), rest("ma-1", "14:00"))

    assert breached(clinic, plan) == {RULE}
