"""People work no more weekends than is right, and whole ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import case, plan

if TYPE_CHECKING:
    from models.roster_case import RosterCase


CARRIED = {"ann": {"weekends": 1}}


def office(contract: dict[str, Any], **roster: Any) -> RosterCase:
    asked: dict[str, Any] = {"first": "2026-03-06", "days": 11, **roster}
    return case({"weekends": contract}, people={"ann": {}}, **asked)


def test_so_many_weekends_of_the_horizon() -> None:
    one = office({"most": 1}, carried={"ann": {"weekends": 0}})
    assert not findings("weekends", one, plan(ann="D D D D D D D D - - -"))
    (found,) = findings("weekends", one, plan(ann="- - D - - - - - D - -"))
    assert (found.kind, found.about) == ("breach", ("ann", "2026-03-07"))
    assert found.sentence == "ann works 2 weekends of 2, at most 1."
    carried = office({"most": 1, "price": 3}, carried={"ann": {"weekends": 1}})
    assert cost("weekends", carried, plan(ann="- D D - - - - - - - -")) == 3


def test_what_is_carried_counts_where_no_weekend_is() -> None:
    none = office({"most": 0, "price": 2}, first="2026-03-02", days=3, carried=CARRIED)
    assert cost("weekends", none, plan(ann="D D D")) == 2


def test_one_of_two_in_a_row_with_those_before() -> None:
    row = {"most": 1, "of": 2}
    past = ["D", None, None, None, None, None]
    assert breaches(
        "weekends", office(row, history={"ann": past}), plan(ann="- D - - - - - - - - -")
    )
    assert not findings(
        "weekends", office(row, history={"ann": past}), plan(ann="- - - - - - - - D D -")
    )


def test_whole_weekends_or_none() -> None:
    whole = office({"complete": True})
    assert not findings("weekends", whole, plan(ann="D D D - - - - - - - -"))
    assert breaches("weekends", whole, plan(ann="- - D - - - - - D D -")) == [("ann", "2026-03-07")]
    priced = office({"complete": True, "complete-price": 8})
    assert cost("weekends", priced, plan(ann="- - D - - - - - D - -")) == 16


def test_a_weekend_that_began_before_the_horizon() -> None:
    sunday = office({"complete": True}, first="2026-03-08", history={"ann": ["D"]})
    assert breaches("weekends", sunday, plan(ann="- - - - - - - - - - -"))
    assert not findings("weekends", sunday, plan(ann="D - - - - - - - - - -"))
    unknown = office({"complete": True}, first="2026-03-08")
    assert not findings("weekends", unknown, plan(ann="D - - - - - - - - - -"))


def test_an_absence_halves_no_weekend() -> None:
    out = office({"complete": True}, absences=[{"person": "ann", "from": "2026-03-07"}])
    assert not findings("weekends", out, plan(ann="- - D - - - - - - - -"))


def test_bug_half_of_a_weekend_before_the_horizon_that_somebody_was_out_on() -> None:
    out = {"person": "ann", "from": "2026-03-05", "to": "2026-03-07"}
    asked: dict[str, Any] = {"first": "2026-03-08", "days": 2, "history": {"ann": ["D", None]}}
    half = {"complete": True, "complete-price": 3}
    assert cost("weekends", office(half, **asked), plan(ann="D -")) == 3
    assert cost("weekends", office(half, absences=[out], **asked), plan(ann="D -")) == 0
