"""Visits go to providers whom the patient's payer knows."""

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


def test_a_provider_the_payer_does_not_know_is_refused() -> None:
    staff = people(dr_bell={"payers": ["plan-b"]}, np_cruz={"payers": ["plan-a"]})
    usual = case(at=office(people=staff), appointments=book(payer="plan-a"))
    (found,) = breaches("payer", usual, seen_by(usual, "dr-bell"))
    assert found.sentence == "a-2 goes to dr-bell, who is not credentialed with plan-a."
    assert not findings("payer", usual, seen_by(usual, "np-cruz"))
    assert starts(usual, "a-2", "dr-bell") == set()
    assert starts(usual, "a-2", "np-cruz")
    assert "dr-bell is not credentialed with plan-a" in refusals(usual, "a-2")


def test_without_a_payer_or_a_list_nothing_is_asked() -> None:
    listed = case(at=office(people=people(dr_bell={"payers": []})))
    assert starts(listed, "a-2", "dr-bell")
    unlisted = case(appointments=book(payer="plan-a"))
    assert starts(unlisted, "a-2", "dr-bell")


def test_new_problems_are_never_seen_incident_to_another_provider() -> None:
    usual = case(
        at=office(people=people(np_cruz={"incident_to": True})), appointments=book(new_problem=True)
    )
    assert breaches("payer", usual, seen_by(usual, "np-cruz"))
    assert starts(usual, "a-2", "np-cruz") == set()
    assert starts(usual, "a-2", "dr-bell")


def test_the_published_provider_is_never_refused() -> None:
    usual = case(
        at=office(people=people(dr_lee={"payers": ["plan-b"]})), appointments=book(payer="plan-a")
    )
    assert not findings("payer", usual, usual.published)
    assert 600 in starts(usual, "a-2", "dr-lee")
