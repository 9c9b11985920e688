"""A patient goes to another site only where office and patient agree to it."""

from __future__ import annotations

from tests.engine.clinic import DAY, LEE_OUT, case, office, placed, visit, with_visits
from tests.solvers.day.judging import breaches, cost

NORTH = [s | {"site": "north"} if s["person"] in {"np-cruz", "ma-2"} else s for s in DAY["shifts"]]


def test_a_site_the_patient_accepts_costs_and_another_is_caught() -> None:
    away = placed(14 * 60, "np-cruz", "ma-2", "room-n", site="north")
    willing = case(LEE_OUT, shifts=NORTH, appointments=visit("a-1", sites=["north"]))
    plan = with_visits(willing.published, a_1=away, a_2=None, a_3=None)
    assert not breaches("other-site", willing, plan)
    assert cost("other-site", willing, plan) == {"T4": willing.rates.other_site}
    unwilling = case(LEE_OUT, shifts=NORTH)
    assert breaches("other-site", unwilling, plan)[0].about == ("a-1",)


def test_an_office_may_not_offer_other_sites() -> None:
    at = office(rules={"other-site": {"offer": False}})
    closed = case(LEE_OUT, shifts=NORTH, appointments=visit("a-1", sites=["north"]), at=at)
    away = placed(14 * 60, "np-cruz", "ma-2", "room-n", site="north")
    assert breaches(
        "other-site", closed, with_visits(closed.published, a_1=away, a_2=None, a_3=None)
    )
