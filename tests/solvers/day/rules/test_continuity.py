"""Patients see their own provider, or at least the care team."""

from __future__ import annotations

from tests.engine.clinic import case, placed, with_visits
from tests.solvers.day.judging import cost


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
