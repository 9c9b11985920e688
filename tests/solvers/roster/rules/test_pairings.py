"""Who is paired works together: a buddy with the new one, an assistant with the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.judging import cost, findings
from tests.solvers.roster.weeks import case, plan

if TYPE_CHECKING:
    from models.roster_case import RosterCase


def office(**pairing: Any) -> RosterCase:
    return case(
        rostering={"pairings": [{"person": "ann", "partner": "ben", **pairing}]},
    )


def test_who_is_paired_works_with_their_partner() -> None:
    buddy = office()
    assert not findings("pairings", buddy, plan(ann="D - N -", ben="D D N E"))
    (found,) = findings("pairings", buddy, plan(ann="D - - -", ben="E - - -"))
    assert (found.kind, found.about) == ("breach", ("ann", "ben", "2026-03-02"))
    assert found.sentence == "ann works day on 2026-03-02 without ben."


def test_both_ways_and_at_a_price() -> None:
    team = office(mutual=True, price=3)
    assert cost("pairings", team, plan(ann="D - N -", ben="D D E -")) == 9
    assert cost("pairings", team, plan(ann="D - N -", ben="D - N -")) == 0
