"""Infectious patients come when few well ones wait."""

from __future__ import annotations

from tests.engine.clinic import OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import cost, findings

SITES = [site | {"well_hours": [{"from": "13:00", "to": "15:00"}]} for site in OFFICE["sites"]]
KINDS = {n: k | {"infectious": True} for n, k in OFFICE["visit_types"].items()}


def test_a_new_arrival_in_well_hours_costs() -> None:
    usual = case(at=office(sites=SITES, visit_types=KINDS))
    for at, mixed in ((13 * 60 - 5, False), (13 * 60, True), (15 * 60 - 5, True), (15 * 60, False)):
        plan = with_visits(usual.published, a_2=placed(at, "dr-lee", "ma-2"))
        assert cost("well-hours", usual, plan) == (
            {"T5": usual.rates.mixed_waiting} if mixed else {}
        )


def test_well_patients_and_published_arrivals_cost_nothing() -> None:
    well = case(at=office(sites=SITES))
    assert not findings(
        "well-hours", well, with_visits(well.published, a_2=placed(13 * 60, "dr-lee", "ma-2"))
    )
    morning = [s | {"well_hours": [{"from": "08:00", "to": "12:00"}]} for s in OFFICE["sites"]]
    usual = case(at=office(sites=morning, visit_types=KINDS))
    assert not findings("well-hours", usual, usual.published)
