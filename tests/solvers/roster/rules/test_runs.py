"""Runs of days at work, off, or on shifts of some kinds are long enough and not too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import case, plan

if TYPE_CHECKING:
    from models.roster_case import RosterCase

WORK: dict[str, Any] = {"least": 2, "most": 3}
OFF: dict[str, Any] = {"of": "off", "least": 2}
NIGHTS: dict[str, Any] = {"of": "kinds", "kinds": ["night"], "least": 2}


def one(*runs: dict[str, Any], **roster: Any) -> RosterCase:
    return case({"runs": list(runs)}, people={"ann": {}}, **{"days": 6, **roster})


def test_a_run_is_not_too_long() -> None:
    (found,) = findings("runs", one(WORK), plan(ann="D D N D - -"))
    assert (found.kind, found.about) == ("breach", ("ann", "2026-03-05"))
    assert found.sentence == "ann is 4 days at work from 2026-03-02, at most 3."
    assert not findings("runs", one(WORK), plan(ann="D D N - D D"))


def test_a_run_is_long_enough_unless_its_end_is_not_known() -> None:
    assert not findings("runs", one(WORK), plan(ann="D - D D - D"))
    assert breaches("runs", one(WORK), plan(ann="- D - D D -")) == [("ann", "2026-03-03")]
    assert not findings("runs", one(OFF), plan(ann="- D D - - D"))
    assert breaches("runs", one(OFF), plan(ann="D D - D D -")) == [("ann", "2026-03-04")]


def test_history_counts_at_the_seam() -> None:
    before = one(WORK, history={"ann": [None, "D", "D"]})
    assert breaches("runs", before, plan(ann="D D - - - -")) == [("ann", "2026-03-03")]
    assert not findings("runs", before, plan(ann="D - - - - -"))
    single = one(WORK, history={"ann": [None, "D"]})
    assert breaches("runs", single, plan(ann="- - - - - -")) == [("ann", "2026-03-01")]
    unknown = one(WORK, history={"ann": ["D"]})
    assert not findings("runs", unknown, plan(ann="- - - - - -"))


def test_runs_of_a_kind() -> None:
    assert breaches("runs", one(NIGHTS), plan(ann="D N D - - -")) == [("ann", "2026-03-03")]
    assert not findings("runs", one(NIGHTS), plan(ann="D N N D - N"))


def test_each_day_missed_has_its_price() -> None:
    priced = one({"least": 3, "most": 4, "price": 5})
    assert cost("runs", priced, plan(ann="- D - - - -")) == 10
    assert cost("runs", priced, plan(ann="- D D - - -")) == 5
    assert cost("runs", priced, plan(ann="D D D D D D")) == 10


def test_what_history_has_too_many_is_not_charged_again() -> None:
    priced = one({"most": 2, "price": 5}, history={"ann": ["D"] * 4})
    assert cost("runs", priced, plan(ann="D - - - - -")) == 5
    assert cost("runs", priced, plan(ann="- D D - - -")) == 0


def test_an_absence_cuts_a_run_and_nobody_is_blamed() -> None:
    out = one(WORK, OFF, absences=[{"person": "ann", "from": "2026-03-03"}])
    assert not findings("runs", out, plan(ann="D - D - - D"))
    assert breaches("runs", out, plan(ann="D - D D - D")) == [("ann", "2026-03-06")]


def test_bug_an_absence_before_the_horizon_cuts_a_run_as_well() -> None:
    out = [{"person": "ann", "from": "2026-02-27", "to": "2026-03-01"}]
    nights = one({"least": 2, "price": 5}, history={"ann": ["N", "N", "N"]}, absences=out)
    assert cost("runs", nights, plan(ann="N - - - - -")) == 0
    worked = one({"most": 2}, history={"ann": ["D", "D", "D"]}, absences=out)
    assert not findings("runs", worked, plan(ann="D D - - - -"))


def test_what_was_settled_before_is_no_breach() -> None:
    worked = one(
        WORK,
        published={"ann": [None, "D", None, "D", "D", "D"]},
        as_of="2026-03-05",
    )
    assert not findings("runs", worked, plan(ann="- D - - - -"))
    assert breaches("runs", worked, plan(ann="- D - D - -"))
