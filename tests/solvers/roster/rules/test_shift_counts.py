"""Shifts, of some kinds or of all, are as many as the contract says, or at a price."""

from __future__ import annotations

from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import case, plan


def test_shifts_of_a_kind() -> None:
    limit = {"kinds": ["night"], "least": 1, "most": 2}
    office = case({"shift-counts": [limit]}, carried={"ann": {"kinds": {"night": 1, "day": 9}}})
    assert not findings("shift-counts", office, plan(ann="D N D -", ben="N D - -"))
    (found,) = findings("shift-counts", office, plan(ann="N N - -", ben="N - - -"))
    assert found.about == ("ann", "2026-03-02", "2026-03-05")
    assert found.sentence == "ann has 3 shifts (night) from 2026-03-02, at most 2."
    assert breaches("shift-counts", office, plan(ann="- - - -", ben="D - - -"))[0][0] == "ben"


def test_each_shift_too_many_or_too_few_has_its_price() -> None:
    office = case({"shift-counts": [{"least": 2, "most": 2, "price": 4}]}, people={"ann": {}})
    assert cost("shift-counts", office, plan(ann="D N E D")) == 8
    assert cost("shift-counts", office, plan(ann="- N - -")) == 4
    carried = case(
        {"shift-counts": [{"most": 2, "price": 4}]},
        people={"ann": {}},
        carried={"ann": {"shifts": 5}},
    )
    assert cost("shift-counts", carried, plan(ann="- N - -")) == 16


def test_weeks_are_counted_from_their_anchor() -> None:
    limit = {"most": 2, "weeks": 1, "anchor": "2026-03-04"}
    office = case({"shift-counts": [limit]}, people={"ann": {}})
    assert not findings("shift-counts", office, plan(ann="D D D D"))
    tighter = case({"shift-counts": [limit | {"most": 1}]}, people={"ann": {}})
    assert breaches("shift-counts", tighter, plan(ann="D - D D"))
