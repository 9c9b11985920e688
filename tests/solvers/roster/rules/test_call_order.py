"""Extra shifts go by the order that was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.judging import cost, findings
from tests.solvers.roster.weeks import TYPES, case, plan

if TYPE_CHECKING:
    from models.roster_case import RosterCase

ORDER: dict[str, Any] = {"kinds": ["night"], "order": ["ann", "ben"]}


def office(order: dict[str, Any], **roster: Any) -> RosterCase:
    return case(rostering={"call_order": [order]}, **roster)


def test_extra_shifts_go_by_the_order() -> None:
    by_order = office(ORDER)
    assert not findings("call-order", by_order, plan(ann="N D - -", ben="D N - -"))
    (found,) = findings("call-order", by_order, plan(ann="- - - -", ben="D N - -"))
    assert (found.kind, found.about) == ("breach", ("ben", "ann", "2026-03-03"))
    assert found.sentence == "ben has N on 2026-03-03 before ann, who was free."
    assert not findings("call-order", by_order, plan(ann="- - - -", ben="E D - -"))


def test_who_cannot_is_passed_over() -> None:
    away = office(ORDER, leave=[{"person": "ann", "from": "2026-03-03"}])
    assert not findings("call-order", away, plan(ann="- - - -", ben="- N - -"))
    types = TYPES | {"N": TYPES["N"] | {"credentials": ["rn"]}}
    people = {"ann": {}, "ben": {"credentials": ["rn"]}}
    unfit = office(ORDER, types=types, people=people)
    assert not findings("call-order", unfit, plan(ann="- - - -", ben="- N - -"))


def test_at_a_price() -> None:
    priced = office(ORDER | {"price": 4})
    assert cost("call-order", priced, plan(ann="- - D -", ben="N N N -")) == 8
