"""Who is out does not work."""

from __future__ import annotations

from typing import Any

from tests.solvers.roster.judging import breaches, findings
from tests.solvers.roster.weeks import case, plan

OUT: dict[str, Any] = {"person": "ann", "from": "2026-03-03", "to": "2026-03-04"}


def test_who_is_out_does_not_work() -> None:
    out = case(absences=[OUT])
    (found,) = findings("absence", out, plan(ann="D D - D", ben="D D D D"))
    assert found.about == ("ann", "2026-03-03")
    assert found.sentence == "ann is out on 2026-03-03 and cannot work D."
    assert not findings("absence", out, plan(ann="D - - D", ben="D D D D"))


def test_days_that_are_over_are_facts() -> None:
    rows = {"ann": ["D", "D", "D", "D"], "ben": [None] * 4}
    over = case(absences=[OUT], published=rows, as_of="2026-03-04")
    assert not findings("absence", over, plan(ann="D D - D", ben="- - - -"))
    assert breaches("absence", over, plan(ann="D D D D", ben="- - - -")) == [("ann", "2026-03-04")]


def test_an_absence_undoes_a_lock() -> None:
    lock = {"person": "ann", "date": "2026-03-03", "author": "m", "reason": "promised"}
    rows = {"ann": ["D", "D", None, None]}
    out = case(absences=[OUT], published=rows, locked=[lock])
    assert not findings("locks", out, plan(ann="D - - -", ben="- - - -"))
    assert breaches("absence", out, plan(ann="D D - -", ben="- - - -"))
