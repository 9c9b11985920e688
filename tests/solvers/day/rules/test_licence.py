"""Providers see patients only where their licence is valid."""

from __future__ import annotations

from typing import Any

from models.office import Modality
from tests.engine.clinic import DAY, LEE_OUT, OFFICE, case, office, seen_by
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import refusals, slots, starts


def people(**facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the clinic's people with more said of some of them."""
    return [p | facts.get(p["id"].replace("-", "_"), {}) for p in OFFICE["people"]]


def book(**facts: Any) -> list[dict[str, Any]]:
    """Return the clinic's book with more said of a-2."""
    return [a | (facts if a["id"] == "a-2" else {}) for a in DAY["appointments"]]


SITES = [site | {"state": "ny"} for site in OFFICE["sites"]]


def test_in_person_the_site_s_state_counts() -> None:
    staff = people(dr_bell={"licensed_in": ["nj"]}, np_cruz={"licensed_in": ["nj", "ny"]})
    usual = case(at=office(people=staff, sites=SITES))
    (found,) = breaches("licence", usual, seen_by(usual, "dr-bell"))
    assert found.sentence == "a-2 goes to dr-bell, who is not licensed in ny."
    assert not findings("licence", usual, seen_by(usual, "np-cruz"))
    assert starts(usual, "a-2", "dr-bell") == set()
    assert "dr-bell is not licensed in ny" in refusals(usual, "a-2")
    bell = {s["id"] for s in DAY["open_slots"] if s["person"] == "dr-bell"}
    assert bell and not bell & set(slots(usual, "a-2"))


def test_by_video_the_patient_s_state_counts() -> None:
    staff = people(dr_bell={"licensed_in": ["ny"]})
    for state, offered in (("nj", False), ("ny", True), (None, True)):
        facts = {"video": True} | ({"state": state} if state else {})
        usual = case(LEE_OUT, at=office(people=staff, sites=SITES), appointments=book(**facts))
        assert bool(starts(usual, "a-2", "dr-bell", modality=Modality.VIDEO)) is offered


def test_as_published_is_never_refused() -> None:
    usual = case(at=office(people=people(dr_lee={"licensed_in": ["nj"]}), sites=SITES))
    assert not findings("licence", usual, usual.published)
    assert 600 in starts(usual, "a-2", "dr-lee")
