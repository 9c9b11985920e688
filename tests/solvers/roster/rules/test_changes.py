"""The published roster is changed in as few cells as can be, and for nobody in too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import case, plan

if TYPE_CHECKING:
    from models.roster_case import RosterCase

PUBLISHED: dict[str, Any] = {"ann": ["D", "N", None, "D"], "ben": [None, "D", "D", None]}


def office(settings: dict[str, Any], **roster: Any) -> RosterCase:
    return case(rostering={"changes": settings}, published=PUBLISHED, **roster)


def test_each_changed_cell_costs_and_volunteers_cost_less() -> None:
    priced = office({"price": 10, "volunteer-price": 2}, volunteers=["ben"])
    assert not findings("changes", priced, plan(ann="D N - D", ben="- D D -"))
    assert cost("changes", priced, plan(ann="D E - -", ben="- D D N")) == 22
    (found,) = findings("changes", priced, plan(ann="D N - -", ben="- D D -"))
    assert (found.tier, found.about) == ("T4", ("ann", "2026-03-05"))


def test_nobody_is_changed_too_often_and_not_all_together() -> None:
    capped = office({"per-person": 1, "in-total": 1})
    assert not findings("changes", capped, plan(ann="D N - -", ben="- D D -"))
    assert breaches("changes", capped, plan(ann="- - - D", ben="- D D -"))
    assert breaches("changes", capped, plan(ann="- N - D", ben="- D D E")) == [("roster",)]


def test_absence_and_leave_are_no_change() -> None:
    out = office(
        {"price": 10, "in-total": 0},
        absences=[{"person": "ann", "from": "2026-03-02", "to": "2026-03-03"}],
        leave=[{"person": "ben", "from": "2026-03-04"}],
    )
    assert not findings("changes", out, plan(ann="- - - D", ben="- D - -"))
