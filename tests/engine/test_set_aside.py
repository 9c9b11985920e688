"""Demand for what the office has no more is uncovered; it keeps no roster from being solved."""

from __future__ import annotations

from typing import Any

import pytest

from engine.opening.roster_events import Happened, roster_after
from engine.opening.rosters import roster_case_of
from engine.opening.set_aside import gone_from, with_set_aside
from models.errors import BadInput
from models.finding import FindingKind, Tier
from models.roster import RosterDemand
from tests.api import examples
from tests.engine.store.keeping_rosters import office, roster
from tests.engine.test_roster_events import YES, events

EIGHTH = ["2026-12-08"]
AT_ANNEX = {"dates": EIGHTH, "site": "annex", "shift_types": ["early"], "minimum": 2}
AT_DAWN = {"dates": EIGHTH, "shift_types": ["dawn"], "minimum": 1}
SOMEBODY = {"dates": EIGHTH, "shift_types": ["late"], "minimum": 3}


def asked(demand: dict[str, Any]) -> RosterDemand:
    return RosterDemand.model_validate(demand)


def after(*written: dict[str, Any], **changed: Any) -> Happened:
    return roster_after(office(), roster(**changed), events(*written))


@pytest.mark.parametrize(
    ("demand", "gone"),
    [
        (AT_ANNEX, ("site annex",)),
        (AT_DAWN, ("shift type dawn",)),
        (AT_ANNEX | {"shift_types": ["dawn"]}, ("site annex", "shift type dawn")),
        (SOMEBODY, ()),
        ({"between": {"from": "08:00", "to": "09:00"}, "site": "main", "minimum": 1}, ()),
    ],
)
def test_what_the_office_has_no_more_is_told(demand: dict[str, Any], gone: tuple[str, ...]) -> None:
    assert gone_from(office(), asked(demand)) == gone


@pytest.mark.parametrize("demand", [AT_ANNEX, AT_DAWN])
@pytest.mark.parametrize("by_event", [True, False])
def test_bug_demand_for_what_is_gone_keeps_no_roster_from_being_solved(
    demand: dict[str, Any], *, by_event: bool
) -> None:
    both = (asked(demand), asked(SOMEBODY))
    if by_event:
        each = [{"type": "extra-demand", "demand": one} for one in (demand, SOMEBODY)]
        happened = after(*each)
    else:
        happened = after(demand=(*roster().demand, *both))
    with pytest.raises(BadInput):
        roster_case_of(office(), roster(demand=both))

    assert happened.set_aside == both[:1]
    assert happened.roster.demand == (*roster().demand, both[1])
    assert roster_case_of(office(), happened.roster).roster == happened.roster


def test_bug_a_yes_to_a_shift_that_is_no_more_says_nothing() -> None:
    happened = after(YES | {"shift_types": ["dawn"]})

    assert happened.agreed == {}
    assert happened.roster.published == roster().published
    assert roster_case_of(office(), happened.roster).roster == happened.roster


def test_what_is_set_aside_is_told_as_uncovered() -> None:
    answer = examples.repaired_roster(office(), roster())
    listed = with_set_aside(answer, office(), [asked(AT_ANNEX)])

    (*others, found) = listed.uncovered
    assert tuple(others) == answer.uncovered
    assert (found.kind, found.tier, found.cost) == (FindingKind.GAP, Tier.T0, 2)
    assert found.about == ("early", "annex", "2026-12-08")
    assert found.sentence == (
        "early on 2026-12-08: the office has no site annex any more, so that nobody is planned"
        " for it, of at least 2 people."
    )
    assert "site annex" in found.advice
    assert with_set_aside(answer, office(), []) == answer
