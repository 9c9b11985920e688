"""What was published for the next days is changed only with notice, or at a premium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.judging import cost, findings
from tests.solvers.roster.weeks import case, plan

if TYPE_CHECKING:
    from models.roster_case import RosterCase

PUBLISHED: dict[str, Any] = {"ann": ["D", "N", None, "D"]}


def office(settings: dict[str, Any], **roster: Any) -> RosterCase:
    return case(people={"ann": {}}, rostering={"notice": settings}, published=PUBLISHED, **roster)


def test_days_that_are_near_stay_as_published() -> None:
    near = office({"days": 2}, as_of="2026-03-03")
    assert not findings("notice", near, plan(ann="D N - N"))
    (found,) = findings("notice", near, plan(ann="D N D D"))
    assert (found.kind, found.about) == ("breach", ("ann", "2026-03-04"))
    assert found.sentence == "ann is told of a change on 2026-03-04 with too little notice."


def test_or_change_at_a_premium() -> None:
    premium = office({"days": 14, "price": 30})
    assert cost("notice", premium, plan(ann="D - - E")) == 60
    assert not findings("notice", office({}), plan(ann="- - - -"))
