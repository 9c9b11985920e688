"""Of shift types that exclude each other nobody has more than so many on one day."""

from __future__ import annotations

from tests.solvers.roster.judging import breaches, findings
from tests.solvers.roster.weeks import case, plan


def test_some_shifts_exclude_each_other() -> None:
    office = case(
        {"one-shift": {"most": 3}},
        rostering={"exclusive": [{"shift-types": ["D", "N"]}]},
    )
    assert not findings("exclusive", office, plan(ann="E+N D - -", ben="- - - -"))
    (found,) = findings("exclusive", office, plan(ann="D+N - - -", ben="- - - -"))
    assert (found.kind, found.about) == ("breach", ("ann", "2026-03-02"))
    assert found.sentence == "ann has D and N on 2026-03-02, at most 1 of them."


def test_what_is_held_is_no_breach() -> None:
    office = case(
        {"one-shift": {"most": 3}},
        rostering={"exclusive": [{"shift-types": ["D", "N", "E"]}]},
        days=1,
        published={"ann": [["D", "N"]]},
        locked=[
            {"person": "ann", "date": "2026-03-02", "author": "m", "reason": "so", "shift_type": t}
            for t in ("D", "N")
        ],
    )
    assert not findings("exclusive", office, plan(ann="D+N", ben="-"))
    assert breaches("exclusive", office, plan(ann="D+N+E", ben="-"))
