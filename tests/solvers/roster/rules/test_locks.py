"""What was worked, or is locked, stays as published."""

from __future__ import annotations

from typing import Any

from tests.solvers.roster.judging import breaches, findings
from tests.solvers.roster.weeks import case, plan

PUBLISHED: dict[str, Any] = {"ann": ["D", "N", None, "D"], "ben": [None, "D", "D", None]}


def test_what_was_worked_stays() -> None:
    later = case(published=PUBLISHED, as_of="2026-03-04")
    assert not breaches("locks", later, plan(ann="D N D -", ben="- D - D"))
    assert breaches("locks", later, plan(ann="D D D -", ben="- D - D")) == [("ann", "2026-03-03")]
    (found,) = findings("locks", later, plan(ann="D N - -", ben="D D - -"))
    assert found.sentence == "What ben was to work on 2026-03-02 is held and was changed."


def test_a_locked_cell_stays_and_a_locked_shift_takes_company() -> None:
    lock = {"person": "ann", "date": "2026-03-05", "author": "m", "reason": "promised"}
    whole = case({"one-shift": {"most": 2}}, published=PUBLISHED, locked=[lock])
    assert breaches("locks", whole, plan(ann="- - - D+N", ben="- - - -"))
    shift = case(
        {"one-shift": {"most": 2}}, published=PUBLISHED, locked=[lock | {"shift_type": "D"}]
    )
    assert not breaches("locks", shift, plan(ann="- - - D+N", ben="- - - -"))
    assert breaches("locks", shift, plan(ann="- - - N", ben="- - - -"))
