"""Burdens are shared out evenly among those who carry them, over what came before as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.judging import cost, findings
from tests.solvers.roster.weeks import case, plan

if TYPE_CHECKING:
    from models.roster_case import RosterCase


def office(**burden: Any) -> RosterCase:
    setting = {"id": "nights", "people": ["ann", "ben", "cat"], **burden}
    return case(
        people={"ann": {}, "ben": {}, "cat": {}},
        rostering={"fairness": [setting]},
        first="2026-03-06",
        days=3,
        carried={"cat": {"burdens": {"nights": 1}}},
    )


def test_the_spread_between_most_and_least() -> None:
    nights = office(kinds=["night"], spread=5)
    assert not findings("fairness", nights, plan(ann="N D D", ben="- N -", cat="D D -"))
    (found,) = findings("fairness", nights, plan(ann="N N -", ben="- - -", cat="- N -"))
    assert (found.kind, found.tier, found.cost) == ("cost", "T6", 10)
    assert found.sentence == "nights: between 0 and 2 units a person."


def test_what_is_beside_the_median() -> None:
    shifts = office(deviation=2)
    assert cost("fairness", shifts, plan(ann="D D D", ben="D - -", cat="- - -")) == 4
    assert cost("fairness", shifts, plan(ann="D - -", ben="D - -", cat="- - -")) == 0


def test_weekends_and_hours() -> None:
    weekends = office(of="weekends", spread=3)
    assert cost("fairness", weekends, plan(ann="- D D", ben="D - -", cat="- - -")) == 3
    hours = office(of="minutes", unit=480, spread=1)
    assert cost("fairness", hours, plan(ann="D D -", ben="D - -", cat="- - -")) == 1
