"""Nobody sees a provider whom they must not, or did not ask, to see."""

from __future__ import annotations

from typing import Any

from tests.engine.clinic import DAY, OFFICE, case, office, seen_by
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.offered import refusals, slots, starts


def people(**facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the clinic's people with more said of some of them."""
    return [p | facts.get(p["id"].replace("-", "_"), {}) for p in OFFICE["people"]]


def book(**facts: Any) -> list[dict[str, Any]]:
    """Return the clinic's book with more said of a-2."""
    return [a | (facts if a["id"] == "a-2" else {}) for a in DAY["appointments"]]


def test_an_excluded_provider_is_refused_today_and_in_slots() -> None:
    usual = case(appointments=book(excluded_providers=["dr-bell"]))
    with_bell = seen_by(usual, "dr-bell")
    (found,) = breaches("restrictions", usual, with_bell)
    assert found.sentence == "a-2 goes to dr-bell, whom the patient is not to see."
    assert not breaches("restrictions", usual, seen_by(usual, "np-cruz"))
    assert starts(usual, "a-2", "dr-bell") == set()
    assert starts(usual, "a-2", "np-cruz")
    assert "the patient is not to be seen by dr-bell" in refusals(usual, "a-2")
    bell = {s["id"] for s in DAY["open_slots"] if s["person"] == "dr-bell"}
    assert bell and not bell & set(slots(usual, "a-2"))


def test_who_was_booked_with_an_excluded_provider_may_stay() -> None:
    usual = case(appointments=book(excluded_providers=["dr-lee"]))
    assert not findings("restrictions", usual, usual.published)
    assert 600 in starts(usual, "a-2", "dr-lee")


def test_a_request_binds_for_sensitive_visits_alone() -> None:
    staff = people(dr_bell={"gender": "male"}, np_cruz={"gender": "female"})
    wish = book(provider_gender="female")
    for sensitive in (False, True):
        kinds = {n: k | {"sensitive": sensitive} for n, k in OFFICE["visit_types"].items()}
        usual = case(at=office(people=staff, visit_types=kinds), appointments=wish)
        male = seen_by(usual, "dr-bell")
        female = seen_by(usual, "np-cruz")
        assert not findings("restrictions", usual, female)
        assert bool(breaches("restrictions", usual, male)) is sensitive
        assert bool(starts(usual, "a-2", "dr-bell")) is not sensitive
        if not sensitive:
            assert cost("restrictions", usual, male) == {"T5": usual.rates.gender}
