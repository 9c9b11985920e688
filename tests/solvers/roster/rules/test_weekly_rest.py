"""Within every so many days there is a long rest in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import case, plan

if TYPE_CHECKING:
    from models.roster_case import RosterCase


def office(minutes: int, days: int, **roster: Any) -> RosterCase:
    contract = {"weekly-rest": {"minutes": minutes, "days": days}}
    return case(contract, people={"ann": {}}, **{"days": 7, **roster})


def test_a_long_rest_every_so_many_days() -> None:
    week = office(24 * 60, 7)
    assert not findings("weekly-rest", week, plan(ann="D D D - D D D"))
    (found,) = findings("weekly-rest", week, plan(ann="D D D E E E E"))
    assert (found.kind, found.about) == ("breach", ("ann", "2026-03-02", "2026-03-08"))
    assert found.sentence == "ann has no rest of 1440 minutes from 2026-03-02 to 2026-03-08."


def test_a_day_off_after_a_night_is_not_a_day() -> None:
    short = office(31 * 60, 7)
    assert breaches("weekly-rest", short, plan(ann="D D N - D D D"))
    assert not breaches("weekly-rest", short, plan(ann="D D D - D D D"))


def test_history_counts_and_what_it_leaves_no_room_for_is_no_breach() -> None:
    past = office(24 * 60, 7, history={"ann": ["D"] * 6})
    assert breaches("weekly-rest", past, plan(ann="D - - - - - -")) == [
        ("ann", "2026-02-24", "2026-03-02")
    ]
    assert not breaches("weekly-rest", past, plan(ann="- D D D - - -"))
    full = office(48 * 60, 7, history={"ann": ["D"] * 6})
    assert not breaches("weekly-rest", full, plan(ann="- - - D D - -"))


def test_where_it_is_not_rolling_each_week_has_its_own() -> None:
    contract = {"weekly-rest": {"minutes": 1440, "days": 7, "rolling": False}}
    weeks = case(contract, people={"ann": {}}, days=14)
    assert not findings("weekly-rest", weeks, plan(ann="- D D D D D D D D D D D D -"))
    assert breaches("weekly-rest", weeks, plan(ann="D D D D D D - D D D D D D D")) == [
        ("ann", "2026-03-09", "2026-03-15")
    ]
    later = contract["weekly-rest"] | {"anchor": "2026-03-04"}
    weeks = case({"weekly-rest": later}, people={"ann": {}}, days=14)
    assert not findings("weekly-rest", weeks, plan(ann="D D D D D D - D D D D D D D"))


def test_two_short_days_are_as_long_apart_as_a_day() -> None:
    types = {"D": {"from": "06:00", "to": "08:00"}, "N": {"from": "20:00", "to": "24:00"}}
    week = case({"weekly-rest": {"minutes": 2160}}, people={"ann": {}}, types=types, days=7)
    assert not findings("weekly-rest", week, plan(ann="D D D N N N N"))
    assert breaches("weekly-rest", week, plan(ann="N N N D D D D"))


def test_at_a_price() -> None:
    contract = {"weekly-rest": {"minutes": 1440, "days": 3, "price": 7}}
    priced = case(contract, people={"ann": {}}, days=5)
    assert cost("weekly-rest", priced, plan(ann="D D D D D")) == 21
    assert cost("weekly-rest", priced, plan(ann="D D - D D")) == 0
