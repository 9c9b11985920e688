"""Cover goes down the ladder: own provider, care team, specialty, anybody able."""

from __future__ import annotations

from tests.engine.clinic import case, office, placed, with_visits
from tests.solvers.day.judging import breaches, cost


def test_each_rung_down_costs() -> None:
    usual = case()
    for provider, rung in (("dr-lee", 0), ("dr-bell", 1), ("np-cruz", 3)):
        plan = with_visits(usual.published, a_2=placed(600, provider, "ma-2"))
        expected = {"T5": rung * usual.rates.ladder} if rung else {}
        assert cost("specialty", usual, plan) == expected


def test_further_than_the_office_goes_is_caught() -> None:
    near = case(at=office(rules={"specialty": {"furthest-rung": 1}}))
    team = with_visits(near.published, a_2=placed(600, "dr-bell", "ma-2"))
    assert not breaches("specialty", near, team)
    far = with_visits(near.published, a_2=placed(600, "np-cruz", "ma-2"))
    assert breaches("specialty", near, far)[0].about == ("a-2",)
