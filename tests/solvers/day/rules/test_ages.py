"""Patients are of an age that the provider sees and the visit type is for."""

from __future__ import annotations

from typing import Any

from tests.engine.clinic import DAY, OFFICE, case, office, seen_by
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import refusals, starts


def people(**facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the clinic's people with more said of some of them."""
    return [p | facts.get(p["id"].replace("-", "_"), {}) for p in OFFICE["people"]]


def book(**facts: Any) -> list[dict[str, Any]]:
    """Return the clinic's book with more said of a-2."""
    return [a | (facts if a["id"] == "a-2" else {}) for a in DAY["appointments"]]


def test_ages_count_from_the_least_up_to_and_including_the_most() -> None:
    staff = people(dr_bell={"ages": {"least": 24, "most": 216}})
    for months, seen in ((23, False), (24, True), (216, True), (217, False)):
        usual = case(at=office(people=staff), appointments=book(age_months=months))
        plan = seen_by(usual, "dr-bell")
        assert bool(breaches("ages", usual, plan)) is not seen
        assert bool(starts(usual, "a-2", "dr-bell")) is seen


def test_a_visit_type_is_meant_for_some_ages() -> None:
    kinds = {n: k | {"ages": {"most": 60}} for n, k in OFFICE["visit_types"].items()}
    usual = case(at=office(visit_types=kinds), appointments=book(age_months=61))
    (found,) = breaches("ages", usual, seen_by(usual, "dr-bell"))
    assert found.sentence == "a-2: follow-up is not for patients of that age."
    assert "follow-up is not meant for patients of that age" in refusals(usual, "a-2")
    assert not findings("ages", usual, usual.published)


def test_of_whom_no_age_is_said_none_is_asked() -> None:
    usual = case(at=office(people=people(dr_bell={"ages": {"most": 12}})))
    assert starts(usual, "a-2", "dr-bell")
    assert not findings("ages", usual, seen_by(usual, "dr-bell"))
