"""Who is called in or sent elsewhere by a plan, what for, and whom to tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.asked import Asked
from engine.day.hit import hit_visits
from engine.day.near import near
from engine.day.seating import Seating, Way, rigid_starts
from engine.explaining.duty_changes import duty_changes
from engine.explaining.staffing import staff_calls
from engine.proposals.kpis import kpis
from engine.resolve import resolve
from models.day import DutyAssignment
from models.office import Modality
from models.plan import Transfer
from solvers.day.check.verdict import check
from tests.engine.clinic import DAY, LEE_OUT, OFFICE, case, day, office, placed, with_visits

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


# ------------------------------------------------------------------------- sent to another site

WITH_WAY = {
    "people": [p | ({"other_sites": ["north"]} if p["id"] == "ma-2" else {}) for p in PEOPLE],
    "travel": [{"between": ["main", "north"], "minutes": 25}],
}
NORTH = [{"id": "n-1", "visit_type": "follow-up", "at": "11:00", "provider": "np-cruz",
          "site": "north"}]  # fmt: skip


def two_sites() -> Case:
    """Return the clinic at 08:10, the nurse practitioner at north without an assistant."""
    shifts = [s | ({"site": "north"} if s["person"] == "np-cruz" else {}) for s in DAY["shifts"]]
    where = office(**WITH_WAY)
    return case(now=490, at=where, shifts=shifts, appointments=NORTH, reserves=RESERVES)


def sending(plan: Plan) -> Plan:
    """Return the plan with ma-2 sent to north at 10:00, for the visit there."""
    with_visit = with_visits(plan, n_1=placed(660, "np-cruz", "ma-2", "room-n", "north"))
    sent = Transfer(person="ma-2", to="north", leaves=600)
    return with_visit.model_copy(update={"transfers": (sent,)})


def test_who_is_sent_where_and_what_for() -> None:
    now = two_sites()
    plan = sending(now.published)
    told = duty_changes(now, plan, check(now, plan))
    (row,) = [row for row in told if row.what == "sent to another site"]
    (call,) = staff_calls(now, plan)

    assert not check(now, plan).breaches
    assert (row.person, row.before, row.after) == (
        "ma-2", "main 10:00–17:00", "north 10:25–17:00 (leaves 10:00)",
    )  # fmt: skip
    assert (row.reason, row.rule) == ("needed for n-1", "transfers")
    assert (call.person, call.at, call.rule) == ("ma-2", 600, "transfers")
    assert call.say == "Ask to leave main at 10:00, to be at north 10:25"


def test_figures_count_transfers_and_a_seat_is_found_after_the_way() -> None:
    now = two_sites()
    plan = sending(now.published)
    figures = kpis(now, plan, check(now, plan), hit=(), changes=(), calls=())
    seating = Seating(now, plan)

    assert (figures.called_in, figures.transfers) == (0, 1)
    assert seating.present("ma-2", "main", (480, 600))
    assert not seating.present("ma-2", "main", (590, 610))
    assert seating.present("ma-2", "north", (625, 1020))
    assert not seating.present("ma-2", "north", (620, 640))


def test_what_is_near_keeps_who_is_sent_elsewhere() -> None:
    now = two_sites()
    plan = sending(now.published)
    for sites in ({"main"}, {"north"}):
        part, few = near(now, plan, sites)
        assert check(part, few).breaches == ()


def test_the_certificate_says_when_people_may_leave() -> None:
    proof = resolve(office(**WITH_WAY), day(), asked=Asked(deadline=0)).certificate
    without = resolve(office(), day(), asked=Asked(deadline=0)).certificate

    assert proof.offered_starts == (
        f"{without.offered_starts}; people leave for another site as soon as they can, or at 12:30"
    )
