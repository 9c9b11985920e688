"""Between the shifts of two days there is enough rest, in minutes as they pass."""

from __future__ import annotations

from models.finding import Tier
from solvers.roster.board import Board
from solvers.roster.facts import Facts
from solvers.roster.registry import rules
from solvers.roster.search import tiers_of
from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import TYPES, case, plan


def test_there_are_so_many_minutes_between_two_days() -> None:
    office = case({"rest": {"minutes": 660}}, people={"ann": {}})
    assert not findings("rest", office, plan(ann="D E E N"))
    (found,) = findings("rest", office, plan(ann="E D - -"))
    assert (found.kind, found.about) == ("breach", ("ann", "2026-03-03"))
    assert found.sentence == "ann has less than 660 minutes of rest before 2026-03-03."
    assert breaches("rest", office, plan(ann="- N E -")) == [("ann", "2026-03-04")]


def test_history_counts_at_the_seam() -> None:
    office = case({"rest": {"minutes": 660}}, people={"ann": {}}, history={"ann": ["E"]})
    assert breaches("rest", office, plan(ann="D - - -")) == [("ann", "2026-03-02")]


def test_a_night_on_which_the_clock_changes() -> None:
    # On 29 March 2026 clocks in Berlin go from 02:00 to 03:00: a rest of 10 hours is one of 9.
    types = {"E": TYPES["E"] | {"to": "22:00"}, "D": TYPES["D"]}
    for first, legal in (("2026-03-27", True), ("2026-03-28", False), ("2026-10-24", True)):
        office = case(
            {"rest": {"minutes": 600}},
            people={"ann": {}},
            types=types,
            zone="Europe/Berlin",
            first=first,
            days=2,
        )
        assert bool(breaches("rest", office, plan(ann="E D"))) is not legal
    more = case(
        {"rest": {"minutes": 660}},
        people={"ann": {}},
        types=types,
        zone="Europe/Berlin",
        first="2026-10-24",
        days=2,
    )
    assert not findings("rest", more, plan(ann="E D"))  # an hour more than the clock says


def test_a_short_rest_may_have_a_price() -> None:
    office = case({"rest": {"minutes": 660, "price": 9}}, people={"ann": {}})
    assert cost("rest", office, plan(ann="E D E D")) == 18


def test_bug_two_shifts_of_a_day_before_are_one_short_rest() -> None:
    """History may hold what the contract would not allow; it is charged once, and forbids none."""
    office = case(
        {"rest": {"minutes": 1200, "price": 7}},
        people={"ann": {}},
        history={"ann": [["D", "E"]]},
        days=1,
    )
    board = Board(Facts(office), rules())
    for row, due in (("-", 0), ("D", 7), ("E", 7), ("N", 0)):
        assert cost("rest", office, plan(ann=row)) == due
        assert tiers_of(board, plan(ann=row)) == {tier: due * (tier == "T3") for tier in Tier}
