"""Who is called in by a plan, what for, and whom to tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.duty_changes import duty_changes
from engine.hit import hit_visits
from engine.kpis import kpis
from engine.near import near
from engine.seating import Seating, Way, rigid_starts
from engine.staffing import staff_calls
from models.day import DutyAssignment
from models.office import Modality
from solvers.day.check import check
from tests.engine.clinic import LEE_OUT, OFFICE, case, office, placed, with_visits

if TYPE_CHECKING:
    from models.case import Case
    from models.plan import Plan
    from models.proposal import DutyChange

PEOPLE = [*OFFICE["people"],
          {"id": "dr-day", "roles": ["provider"], "credentials": ["md"], "team": "blue"},
          {"id": "desk-3", "roles": ["front-desk"]}]  # fmt: skip
RESERVES = [
    {"id": "doctor", "person": "dr-day", "site": "main", "from": "08:00", "to": "12:00",
     "kind": "per-diem", "lead": 45},
    {"id": "desk", "person": "desk-3", "site": "main", "from": "08:00", "to": "12:00",
     "kind": "agency"},
    {"id": "later", "person": "ma-1", "site": "main", "from": "17:00", "to": "18:00",
     "kind": "overtime"},
]  # fmt: skip


def clinic(*events: Any, **more: Any) -> Case:
    """Return the clinic at 08:10 with people who could be called in, or stay on."""
    return case(*events, now=8 * 60 + 10, at=office(people=PEOPLE), reserves=RESERVES, **more)


def calling(plan: Plan, *refs: str) -> Plan:
    """Return the plan with these called in."""
    return plan.model_copy(update={"called_in": refs})


def rows(now: Case, plan: Plan) -> list[DutyChange]:
    """Return who is called in."""
    told = duty_changes(now, plan, check(now, plan))
    return [row for row in told if row.what == "called in"]


def test_the_visits_that_somebody_is_needed_for_are_named() -> None:
    now = clinic(LEE_OUT)
    visits = with_visits(now.published, a_1=None, a_2=placed(600, "dr-day"), a_3=None)
    (row,) = rows(now, calling(visits, "doctor"))

    assert (row.person, row.before, row.after) == ("dr-day", None, "main 08:55–12:00 (per-diem)")
    assert (row.reason, row.rule) == ("needed for a-2", "reserves")


def test_the_duty_that_somebody_covers_is_named() -> None:
    now = clinic()
    given = DutyAssignment(duty="desk", person="desk-3", start=540, end=660)
    plan = now.published.model_copy(update={"duties": (*now.published.duties, given)})
    (row,) = rows(now, calling(plan, "desk"))

    assert row.reason == "needed for desk"


def test_else_the_check_says_what_would_be_without() -> None:
    demand = {"from": "09:00", "to": "10:00", "minimum": 8}
    presence = {"id": "three", "site": "main", "kind": "presence", "demand": [demand]}
    where = office(people=PEOPLE, duties=[presence])
    now = case(now=490, at=where, reserves=RESERVES, duties=[])
    (row,) = rows(now, calling(now.published, "desk"))
    (idle,) = rows(clinic(), calling(clinic().published, "desk"))

    assert row.reason == "otherwise: three is one person short from 09:00 to 10:00"
    assert idle.reason == "a longer search may do without"


def test_staff_are_called_before_patients_and_those_wanted_first_come_first() -> None:
    now = clinic()
    told = staff_calls(now, calling(now.published, "desk", "doctor", "later"))

    assert [(call.order, call.person, call.at, call.say) for call in told] == [
        (1, "desk-3", 490, "Call in (agency): at main 08:10, until 12:00"),
        (2, "dr-day", 535, "Call in (per-diem): at main 08:55, until 12:00"),
        (3, "ma-1", 1020, "Ask to stay at main until 18:00"),
    ]
    assert staff_calls(now, now.published) == ()


def test_figures_count_them() -> None:
    now = clinic()
    for plan, number in ((now.published, 0), (calling(now.published, "desk", "doctor"), 2)):
        figures = kpis(now, plan, check(now, plan), hit=(), changes=(), calls=())
        assert (figures.called_in, figures.transfers) == (number, 0)


def test_who_was_called_in_before_is_not_told_again() -> None:
    now = clinic()
    again = calling(now.published, "desk")
    known = type(now)(now.office, now.day, now.now, now.rates, again)

    assert staff_calls(known, again) == ()
    assert rows(known, again) == []
    assert hit_visits(known) == hit_visits(now)


def test_a_seat_is_found_with_who_is_called_in() -> None:
    now = clinic(LEE_OUT)
    visit, way = now.visits["a-2"], Way("dr-day", "main", Modality.IN_PERSON)
    starts = rigid_starts(now.phases(visit, Modality.IN_PERSON), 600)

    for plan, there in ((now.published, False), (calling(now.published, "doctor"), True)):
        seating = Seating(now, plan)
        assert seating.present("dr-day", "main", (610, 630)) is there
        assert seating.seat(visit, way, starts) is not None


def test_what_is_near_keeps_who_is_called_in() -> None:
    now = clinic(LEE_OUT)
    visits = with_visits(now.published, a_1=None, a_2=placed(600, "dr-day"), a_3=None)
    part, plan = near(now, calling(visits, "doctor"), {"main"})

    assert check(part, plan).breaches == check(now, calling(visits, "doctor")).breaches == ()
