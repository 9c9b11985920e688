"""Nobody is in two places at a time, or has more shifts on a day than the contract allows."""

from __future__ import annotations

from tests.solvers.roster.judging import breaches, findings
from tests.solvers.roster.weeks import TYPES, case, plan


def test_one_shift_a_day() -> None:
    office = case()
    assert not findings("one-shift", office, plan(ann="D E N -", ben="- - - D"))
    (found,) = findings("one-shift", office, plan(ann="D+N - - -", ben="- - - -"))
    assert (found.kind, found.about) == ("breach", ("ann", "2026-03-02"))
    assert found.sentence == "ann has 2 shifts on 2026-03-02, at most 1."


def test_several_shifts_share_no_minute() -> None:
    split = case({"one-shift": {"most": 2}})
    assert not findings("one-shift", split, plan(ann="D+N - - -", ben="- - - -"))
    (found,) = findings("one-shift", split, plan(ann="D+E - - -", ben="- - - -"))
    assert found.sentence == "ann is on D and E at a time on 2026-03-02."


def test_a_night_reaches_into_the_next_day_and_into_the_horizon() -> None:
    long = {"N": TYPES["N"] | {"to": "33:00"}, "D": TYPES["D"]}
    office = case(types=long, history={"ann": ["N"]})
    assert breaches("one-shift", office, plan(ann="D - - -", ben="- - - -"))
    assert breaches("one-shift", office, plan(ann="- N D -", ben="- - - -")) == [
        ("ann", "2026-03-04")
    ]
    assert not breaches("one-shift", office, plan(ann="- N - D", ben="- - - -"))
