"""A patient goes to another site only where office and patient agree to it."""

from __future__ import annotations

from tests.engine.clinic import DAY, LEE_OUT, case, office, placed, visit, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.offered import refusals, starts

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


def test_the_booked_site_is_left_alone() -> None:
    north = case(shifts=NORTH, appointments=visit("b-2", site="north", provider="np-cruz"))
    plan = with_visits(
        north.published, b_2=placed(13 * 60, "np-cruz", "ma-2", "room-n", site="north")
    )
    assert not findings("other-site", north, plan)


def test_where_a_patient_is_sent_is_said() -> None:
    away = placed(14 * 60, "np-cruz", "ma-2", "room-n", site="north")
    for sites, sentence in (
        (["north"], "a-1 is sent to north."),
        ([], "a-1 is sent to north without agreement."),
    ):
        out = case(LEE_OUT, shifts=NORTH, appointments=visit("a-1", sites=sites))
        (found,) = findings("other-site", out, with_visits(out.published, a_1=away))
        assert found.sentence == sentence


def test_a_rate_of_nothing_is_no_finding() -> None:
    free = case(
        LEE_OUT,
        shifts=NORTH,
        appointments=visit("a-1", sites=["north"]),
        at=office(exchange_rates={"other_site": 0}),
    )
    away = placed(14 * 60, "np-cruz", "ma-2", "room-n", site="north")
    assert not findings("other-site", free, with_visits(free.published, a_1=away))


def test_the_model_offers_the_sites_that_office_and_patient_agree_to() -> None:
    willing = case(LEE_OUT, shifts=NORTH, appointments=visit("a-1", sites=["north"]))
    assert 14 * 60 in starts(willing, "a-1", "np-cruz", "north")
    unwilling = case(LEE_OUT, shifts=NORTH)
    assert starts(unwilling, "a-1", "np-cruz", "north") == set()
    at = office(rules={"other-site": {"offer": False}})
    closed = case(LEE_OUT, shifts=NORTH, appointments=visit("a-1", sites=["north"]), at=at)
    assert starts(closed, "a-1", "np-cruz", "north") == set()
    assert "the office does not offer other sites" in refusals(closed, "a-1")
