"""Paid minutes stay within contract hours and the law's limits, or beside them at a price."""

from __future__ import annotations

from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import case, plan


def test_the_horizon_s_minutes_with_what_is_carried() -> None:
    office = case({"hours": [{"least": 960, "most": 1440}]}, carried={"ann": {"minutes": 500}})
    assert not findings("hours", office, plan(ann="D - - -", ben="D D D -"))
    (found,) = findings("hours", office, plan(ann="D D - -", ben="D D - -"))
    assert (found.kind, found.about) == ("breach", ("ann", "2026-03-02", "2026-03-05"))
    assert found.sentence == "ann is paid for 1460 minutes from 2026-03-02, at most 1440."
    assert breaches("hours", office, plan(ann="D - - -", ben="D - - -"))[0][0] == "ben"


def test_each_step_begun_has_its_price() -> None:
    limit = {"least": 1000, "most": 1000, "price": 7, "step": 60}
    office = case({"hours": [limit]}, people={"ann": {}})
    assert cost("hours", office, plan(ann="D D - -")) == 7
    assert cost("hours", office, plan(ann="D D D -")) == 7 * 8


def test_a_week_that_began_before_the_horizon() -> None:
    office = case(
        {"hours": [{"least": 1000, "most": 2400, "weeks": 1}]},
        people={"ann": {}},
        first="2026-03-05",
        days=4,
        history={"ann": ["D", "D", "D"]},
    )
    assert not findings("hours", office, plan(ann="D D - -"))
    assert breaches("hours", office, plan(ann="D D D -")) == [("ann", "2026-03-02", "2026-03-08")]


def test_the_least_is_asked_of_whole_weeks_only() -> None:
    limit = {"hours": [{"least": 480, "weeks": 1}]}
    part = case(limit, people={"ann": {}}, first="2026-03-05", days=6)
    assert not findings("hours", part, plan(ann="- - - - - -"))
    whole = case(limit, people={"ann": {}}, days=7)
    assert breaches("hours", whole, plan(ann="- - - - - - -"))


def test_an_average_over_rolling_weeks() -> None:
    office = case(
        {"hours": [{"most": 960, "weeks": 2, "rolling": True}]},
        people={"ann": {}},
        days=7,
        history={"ann": ["D"] + [None] * 6},
    )
    assert not findings("hours", office, plan(ann="D - - - - - -"))
    assert breaches("hours", office, plan(ann="D D - - - - -")) == [
        ("ann", "2026-02-23", "2026-03-08")
    ]


def test_leave_counts_what_it_is_paid_for() -> None:
    away = {"person": "ann", "from": "2026-03-02", "to": "2026-03-03", "credit": 480}
    office = case({"hours": [{"least": 1440}]}, people={"ann": {}}, leave=[away])
    assert not findings("hours", office, plan(ann="- - D -"))
    assert breaches("hours", office, plan(ann="- - - -"))


def test_what_was_worked_before_is_no_breach() -> None:
    office = case(
        {"hours": [{"most": 480, "weeks": 1}]},
        people={"ann": {}},
        published={"ann": ["D", "D", None, None]},
        as_of="2026-03-04",
    )
    assert not findings("hours", office, plan(ann="D D - -"))
    assert breaches("hours", office, plan(ann="D D D -"))
