"""Patients see their own provider, or at least the care team."""

from __future__ import annotations

from tests.engine.clinic import OFFICE, case, office, placed, visit, with_visits
from tests.solvers.day.judging import cost, findings
from tests.solvers.day.pinning import Pinned


def test_a_colleague_of_the_team_costs_less_than_a_stranger() -> None:
    usual = case()
    rates = usual.rates
    team = with_visits(usual.published, a_2=placed(600, "dr-bell", "ma-2"))
    assert cost("continuity", usual, team) == {"T4": rates.other_provider}
    stranger = with_visits(usual.published, a_2=placed(600, "np-cruz", "ma-2"))
    assert cost("continuity", usual, stranger) == {
        "T4": rates.other_provider,
        "T5": rates.continuity,
    }


def test_the_own_provider_on_another_day_costs_nothing() -> None:
    usual = case()
    assert cost("continuity", usual, with_visits(usual.published, a_2="s-1")) == {}


def test_who_sees_whom_instead_is_said() -> None:
    usual = case()
    assert not findings("continuity", usual, usual.published)
    stranger = with_visits(usual.published, a_2=placed(600, "np-cruz", "ma-2"))
    other, unknown = findings("continuity", usual, stranger)
    assert (other.kind, other.about) == ("cost", ("a-2",))
    assert other.sentence == "a-2 sees np-cruz instead of dr-lee."
    assert (unknown.kind, unknown.about) == ("cost", ("a-2",))
    assert unknown.sentence == "a-2 does not know np-cruz."


def test_the_visit_type_s_weight_and_the_rates_count() -> None:
    types = {
        name: kind | {"continuity": 3} if name == "follow-up" else kind
        for name, kind in OFFICE["visit_types"].items()
    }
    rates = {"continuity": 7, "other_provider": 11}
    usual = case(at=office(visit_types=types, exchange_rates=rates))
    stranger = with_visits(usual.published, a_2=placed(600, "np-cruz", "ma-2"))
    assert cost("continuity", usual, stranger) == {"T4": 11, "T5": 21}


def test_the_panel_provider_is_no_stranger() -> None:
    known = case(appointments=visit("a-2", panel_provider="np-cruz"))
    theirs = with_visits(known.published, a_2=placed(600, "np-cruz", "ma-2"))
    assert cost("continuity", known, theirs) == {"T4": known.rates.other_provider}


def test_a_stranger_on_another_day_costs_and_the_team_does_not() -> None:
    slots = [
        {"id": ref, "person": person, "site": "main", "date": "2026-11-24", "at": "09:00",
         "minutes": 30}
        for ref, person in (("s-b", "dr-bell"), ("s-c", "np-cruz"))
    ]  # fmt: skip
    usual = case(open_slots=slots)
    assert cost("continuity", usual, with_visits(usual.published, a_2="s-b")) == {}
    assert cost("continuity", usual, with_visits(usual.published, a_2="s-c")) == {
        "T5": usual.rates.continuity
    }


def test_an_add_on_has_nobody_to_stay_with() -> None:
    new = {"id": "z-1", "visit_type": "follow-up"}
    added = case({"type": "add-on", "appointment": new})
    plan = with_visits(added.published, z_1=placed(15 * 60, "np-cruz"))
    assert not findings("continuity", added, plan)


def test_the_model_prices_the_same() -> None:
    usual = case()
    model = Pinned(usual)
    for provider, tiers in (("dr-bell", (15, 2)), ("np-cruz", (15, 5 + 3 * 2))):
        found = model.tiers(with_visits(usual.published, a_2=placed(600, provider, "ma-2")))
        assert found is not None
        assert (found["T4"], found["T5"]) == tiers, "continuity, and the rungs of specialty"
