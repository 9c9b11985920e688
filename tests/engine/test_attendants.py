"""Interpreters and chaperones in what the office is told, and in the day carried forward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.day.hit import hit_visits
from engine.day.seating import Seating, Way
from engine.explaining.changes import changes
from engine.opening.carry_forward import carry_forward
from engine.opening.cases import case_of
from models.office import Modality
from solvers.day.check.verdict import check
from tests.engine.clinic import LEE_OUT, OFFICE, case, day, office, placed, visit, with_visits

if TYPE_CHECKING:
    from models.case import Case
    from models.office import Office
    from models.plan import Placement, Plan

SPEAK = {"desk-2", "ma-2"}
ASKED = visit("a-2", language="es", interpreter="desk-2", room="room-1",
              phases=[{"at": "10:00", "people": ["ma-1"]}, {"at": "10:10"}])  # fmt: skip


def clinic() -> Office:
    """Return the clinic with two people who speak Spanish."""
    staff = [p | ({"languages": ["es"]} if p["id"] in SPEAK else {}) for p in OFFICE["people"]]
    return office(people=staff)


def interpreted(*events: dict[str, Any], **changed: Any) -> Case:
    """Return the clinic's day with a-2 interpreted by desk-2."""
    return case(*events, now=480, at=clinic(), **({"appointments": ASKED} | changed))


def with_ma_2(of: Case) -> Plan:
    """Return the published plan with a-2 interpreted by ma-2 instead."""
    was = next(v.placement for v in of.published.visits if v.appointment == "a-2")
    assert was is not None and was.interpreter == "desk-2"
    return with_visits(of.published, a_2=was.model_copy(update={"interpreter": "ma-2"}))


def told(of: Case, plan: Plan) -> tuple[str, str]:
    """Return the reason and the rule of what changes for a-2."""
    found = changes(of, plan, check(of, plan), hit_visits(of))
    change = next(change for change in found if change.appointment == "a-2")
    return change.reason, change.rule


def test_another_interpreter_is_told_with_what_keeps_the_one_booked() -> None:
    usual = interpreted()
    kept = "kept; ma-2 interprets instead of desk-2"
    assert told(usual, usual.published) == ("", "")
    assert told(usual, with_ma_2(usual)) == (kept, "attendants")
    out = interpreted({"type": "absent", "person": "desk-2", "from": "10:00"})
    assert told(out, with_ma_2(out)) == (
        f"{kept} (desk-2 is away 10:00–17:00)",
        "attendants",
    )
    busy = interpreted(
        duties=[{"duty": "desk", "person": "desk-2", "from": "08:00", "to": "17:00"}]
    )
    assert told(busy, with_ma_2(busy)) == (
        f"{kept} (desk-2 is needed for desk then)",
        "attendants",
    )


def test_a_visit_is_seated_with_somebody_who_interprets() -> None:
    usual = interpreted()
    seating = Seating(usual, usual.published)
    asked = usual.visits["a-2"]

    def seated(start: int, provider: str = "dr-bell") -> Placement | None:
        way = Way(provider, "main", Modality.IN_PERSON)
        return seating.seat(asked, way, [start, start + 10], like=None)

    for start in (600, 840):
        place = seated(start)
        assert place is not None and place.interpreter == "desk-2"
        plan = with_visits(usual.published, a_2=place)
        assert not [f for f in check(usual, plan).breaches if f.rule == "attendants"]
    nobody = Seating(usual, _on_duty(usual.published))
    way = Way("dr-bell", "main", Modality.IN_PERSON)
    assert nobody.seat(asked, way, [600, 610]) is None


def _on_duty(plan: Plan) -> Plan:
    given = [d.model_copy(update={"person": person}) for d in plan.duties for person in SPEAK]
    return plan.model_copy(update={"duties": tuple(given)})


def test_whom_the_issued_plan_names_is_in_the_book_of_the_day_after_it() -> None:
    usual = interpreted()
    plan = with_ma_2(usual)
    book = carry_forward(clinic(), day(LEE_OUT, appointments=ASKED), plan).appointments
    assert {v.id: v.interpreter for v in book}["a-2"] == "ma-2"
    again = case_of(clinic(), day(LEE_OUT, appointments=ASKED), now=480, issued=plan)
    assert again.published_visits["a-2"].placement == plan_of(plan)
    moved = with_visits(plan, a_2=placed(660, "dr-bell", "ma-1"))
    book = carry_forward(clinic(), day(LEE_OUT, appointments=ASKED), moved).appointments
    assert {v.id: v.interpreter for v in book}["a-2"] == "desk-2"


def plan_of(plan: Plan) -> Placement | None:
    """Return where the plan has a-2."""
    return next(v.placement for v in plan.visits if v.appointment == "a-2")


@pytest.mark.parametrize(
    ("offered", "interpreter"),
    [("np-cruz", "desk-2"), ("dr-lee", "desk-2")],
)
def test_who_accepted_another_place_has_an_interpreter_there(
    offered: str, interpreter: str
) -> None:
    yes = {
        "type": "call-outcome",
        "appointment": "a-2",
        "outcome": "reached-accepted",
        "offer": {"at": "14:00", "provider": offered, "site": "main", "modality": "in-person"},
    }
    usual = interpreted()
    carried = case_of(clinic(), day(yes, appointments=ASKED), now=480, issued=usual.published)
    place = carried.published_visits["a-2"].placement
    assert place is not None
    assert (place.start, place.provider, place.interpreter) == (840, offered, interpreter)
