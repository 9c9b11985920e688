"""A visit that is under way keeps its provider, place and start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.engine.clinic import by_video, case, placed, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import refusals, slots, starts

if TYPE_CHECKING:
    from models.plan import Placement


def test_a_visit_under_way_cannot_move() -> None:
    going = case(now=9 * 60 + 15, appointments=visit("a-1", status="roomed"))
    assert not findings("begun", going, going.published)
    moved = with_visits(going.published, a_1=placed(600, "np-cruz", "ma-2", "room-3"))
    assert [f.about for f in findings("begun", going, moved)] == [("a-1",)]


def test_a_visit_under_way_never_goes_to_another_day() -> None:
    going = case(now=9 * 60 + 15, appointments=visit("a-1", status="in-progress"))
    assert findings("begun", going, with_visits(going.published, a_1="s-1"))


def test_a_manual_decision_stays_possible() -> None:
    going = case(now=9 * 60 + 15, appointments=visit("a-1", status="roomed"))
    assert not findings("begun", going, with_visits(going.published, a_1=None))


@pytest.mark.parametrize(
    ("elsewhere", "what"),
    [
        (placed(9 * 60, "np-cruz", "ma-1", "room-1"), "provider"),
        (placed(9 * 60, "dr-lee", "ma-1", "room-3"), "room"),
        (placed(9 * 60 + 1, "dr-lee", "ma-1", "room-1"), "start"),
        (placed(9 * 60, "dr-lee", "ma-1", "room-n", "north"), "site"),
        (by_video(9 * 60, "dr-lee"), "modality"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_of_it_changes(elsewhere: Placement, what: str) -> None:
    going = case(now=9 * 60 + 15, appointments=visit("a-1", status="in-progress"))
    own = placed(9 * 60, "dr-lee", "ma-1", "room-1")
    as_is = replace(going, published=with_visits(going.published, a_1=own))
    assert not findings("begun", as_is, as_is.published)
    (found,) = findings("begun", as_is, with_visits(as_is.published, a_1=elsewhere))
    assert (found.kind, found.about) == ("breach", ("a-1",)), what
    assert found.sentence == "a-1 is under way and was moved all the same."


def test_leaving_the_day_under_way_breaks_nothing_else() -> None:
    going = case(now=9 * 60 + 15, appointments=visit("a-1", status="roomed"))
    (found,) = breaches("begun", going, with_visits(going.published, a_1="s-1"))
    assert found.about == ("a-1",)
    assert found.sentence == "a-1 is under way and was put on another day."


def test_who_has_only_arrived_is_no_business_of_this_rule() -> None:
    here = case(now=9 * 60 - 5, appointments=visit("a-1", status="arrived"))
    moved = with_visits(here.published, a_1=placed(600, "np-cruz", "ma-2", "room-3"))
    assert not findings("begun", here, moved)


def test_the_model_offers_what_is_going_on_and_nothing_else() -> None:
    going = case(now=9 * 60 + 5, appointments=visit("a-1", status="roomed"))
    assert starts(going, "a-1", "dr-lee") == {9 * 60}
    assert not starts(going, "a-1", "np-cruz")
    assert not slots(going, "a-1")
    assert "the visit is under way" in refusals(going, "a-1")
    assert slots(case(now=9 * 60 + 5), "a-2") == ["s-1", "s-2"]
