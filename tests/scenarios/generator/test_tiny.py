"""Tiny days stay tiny, and between them they put every rule to work."""

from __future__ import annotations

import pytest

from models.appointment import Status
from models.events import CallOutcome, CallResult
from models.lock import Pinned
from models.office import Modality
from models.published import published_plan
from scenarios.generator.tiny import LEAST_PLANS, MOST_PLANS, count_plans, generate_tiny

TINY = {seed: generate_tiny(seed) for seed in range(300)}


def share(holds) -> float:
    return sum(bool(holds(tiny.office, tiny.day)) for tiny in TINY.values()) / len(TINY)


def test_every_plan_of_a_tiny_day_can_be_written_down():
    for tiny in TINY.values():
        # What is drawn onto a day afterwards is a second one of what is there, for a few visits.
        people = tuple(p for p in tiny.office.people if not p.id.endswith("-too"))
        rooms = tuple(room for room in tiny.office.rooms if not room.id.endswith("-b"))
        office = tiny.office.model_copy(update={"people": people, "rooms": rooms})
        assert LEAST_PLANS <= count_plans(office, tiny.day) <= MOST_PLANS
        assert 2 <= len(tiny.day.appointments) <= 4
        published_plan(tiny.office, tiny.day)


def test_the_same_seed_gives_the_same_tiny_day():
    assert generate_tiny(11) == TINY[11]
    assert generate_tiny(11) != TINY[12]


def test_fewer_plans_may_be_asked_for():
    tiny = generate_tiny(11, most_plans=100)
    assert count_plans(tiny.office, tiny.day) <= 100


def test_some_tiny_days_are_under_way():
    begun = [tiny for tiny in TINY.values() if tiny.now > tiny.office.sites[0].opens]
    assert 0.3 < len(begun) / len(TINY) < 0.6
    statuses = {visit.status for tiny in begun for visit in tiny.day.appointments}
    assert statuses == set(Status)


SWITCHES = {
    "held slots": lambda office, day: day.held_slots,
    "protected time": lambda office, day: day.protected,
    "open slots": lambda office, day: day.open_slots,
    "breaks": lambda office, day: any(shift.breaks for shift in day.shifts),
    "locked shifts": lambda office, day: any(shift.locked for shift in day.shifts),
    "posts": lambda office, day: any(duty.kind == "post" for duty in office.duties),
    "presences": lambda office, day: any(duty.kind == "presence" for duty in office.duties),
    "duty tasks": lambda office, day: (
        day.duties
        and any("greet" in p.tasks for t in office.visit_types.values() for p in t.phases)
    ),
    "support ratio": lambda office, day: office.rules.support_ratio.task,
    "support tasks": lambda office, day: any(
        place.people for visit in day.appointments for place in visit.phases
    ),
    "rooms per provider": lambda office, day: office.rooms and office.rules.rooms.per_provider,
    "turnover": lambda office, day: office.rooms and office.rules.rooms.turnover,
    "devices": lambda office, day: any(
        place.device for visit in day.appointments for place in visit.phases
    ),
    "two sites": lambda office, day: any(visit.sites for visit in day.appointments),
    "video": lambda office, day: any(v.modality is Modality.VIDEO for v in day.appointments),
    "windows": lambda office, day: any(visit.windows for visit in day.appointments),
    "preferences": lambda office, day: any(visit.prefers for visit in day.appointments),
    "due dates": lambda office, day: any(visit.due_by for visit in day.appointments),
    "late slots": lambda office, day: office.rules.due_date.late_allowed and day.open_slots,
    "movability": lambda office, day: any(visit.movability for visit in day.appointments),
    "callable times": lambda office, day: any(visit.callable_from for visit in day.appointments),
    "waits": lambda office, day: any(
        phase.lag.most > phase.lag.min
        for visit in day.appointments
        for phase in office.visit_types[visit.visit_type].phases
    ),
    "lapsed credentials": lambda office, day: any(
        held.expires and held.expires < day.date
        for person in office.people
        for held in person.credentials
    ),
    "capped calls": lambda office, day: office.rules.caps.bystander_calls is not None,
    "capped visits": lambda office, day: office.rules.load.added_visits in {0, 1},
    "capped minutes": lambda office, day: office.rules.load.added_minutes is not None,
    "capped sessions": lambda office, day: office.rules.load.session_visits is not None,
    "capped runs": lambda office, day: office.rules.load.consecutive_minutes is not None,
    "new patients": lambda office, day: office.rules.load.new_patient_gap,
    "capped points": lambda office, day: office.rules.load.points is not None,
    "promises": lambda office, day: any(
        isinstance(event, CallOutcome) and event.outcome is CallResult.REACHED_ACCEPTED
        for event in day.events
    ),
    "refusals": lambda office, day: any(
        isinstance(event, CallOutcome) and event.outcome is CallResult.REACHED_DECLINED
        for event in day.events
    ),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_every_rule_has_something_to_do_on_some_of_the_days(name):
    assert 0.015 < share(SWITCHES[name]) < 0.95


def test_on_some_tiny_days_a_plan_was_issued():
    issued = [tiny.issued is not None for tiny in TINY.values()]
    assert 0.25 < sum(issued) / len(issued) < 0.45


@pytest.mark.parametrize("pin", [pin for pin in Pinned if pin is not Pinned.DUTIES])
def test_every_kind_of_lock_is_drawn(pin):
    assert share(lambda _, day: any(pin in k.holds for v in day.appointments for k in v.locks)) > 0


@pytest.mark.parametrize(
    "kind",
    [
        "absent",
        "late",
        "leaves-early",
        "returned",
        "room-out",
        "device-out",
        "site-closed",
        "cancelled",
        "no-show",
        "add-on",
        "overrun",
        "call-outcome",
    ],
)
def test_every_kind_of_event_is_drawn(kind):
    assert share(lambda _, day: any(event.type == kind for event in day.events)) > 0
