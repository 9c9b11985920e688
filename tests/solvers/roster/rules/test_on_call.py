"""Days on call are far enough apart, and the day after is free where that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.judging import breaches, cost, findings
from tests.solvers.roster.weeks import TYPES, case, plan

if TYPE_CHECKING:
    from models.roster_case import RosterCase

CALL: dict[str, Any] = {**TYPES, "C": {"from": "16:00", "to": "24:00", "on_call": True}}


def office(contract: dict[str, Any], **roster: Any) -> RosterCase:
    return case({"on-call": contract}, people={"ann": {}}, types=CALL, **roster)


def test_days_on_call_are_apart() -> None:
    apart = office({"apart": 3})
    assert not findings("on-call", apart, plan(ann="C - D C"))
    (found,) = findings("on-call", apart, plan(ann="C - C -"))
    assert (found.kind, found.about) == ("breach", ("ann", "2026-03-02", "2026-03-04"))
    assert found.sentence == "ann is on call on 2026-03-02 and again on 2026-03-04."
    known = office({"apart": 3}, history={"ann": ["C", None]})
    assert breaches("on-call", known, plan(ann="C - - -"))


def test_the_day_after_is_free() -> None:
    free = office({"free-after": True})
    assert not findings("on-call", free, plan(ann="C - C C"))
    assert breaches("on-call", free, plan(ann="C D - -")) == [("ann", "2026-03-02", "2026-03-03")]


def test_each_pair_has_its_price() -> None:
    priced = office({"apart": 3, "free-after": True, "price": 5})
    assert cost("on-call", priced, plan(ann="C C C D")) == 4 * 5
