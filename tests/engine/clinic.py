"""A small clinic with two sites, for the tests of the engine; every test changes what it needs.

Two doctors of one team and a nurse practitioner, two assistants, two people at the desk. Visits
last 30 minutes: 10 with an assistant in a room, then 20 with the provider in the same room.
"""

from __future__ import annotations

from typing import Any

from engine.opening.intake import open_day
from models.case import Case
from models.day import Day
from models.events import Offered
from models.office import Modality, Office
from models.plan import PlacedPhase, Placement, Plan, PlannedVisit
from models.reading import read
from solvers.day.by_hand.published import published_plan

DATE = "2026-11-23"

OFFICE: dict[str, Any] = {
    "id": "clinic",
    "sites": [
        {"id": "main", "zone": "America/New_York", "opens": "08:00", "closes": "17:00"},
        {"id": "north", "zone": "America/New_York", "opens": "08:00", "closes": "17:00"},
    ],
    "people": [
        {"id": "dr-lee", "roles": ["provider"], "credentials": ["md"], "team": "blue",
         "privileges": ["procedure"], "reach_by_video": True},
        {"id": "dr-bell", "roles": ["provider"], "credentials": ["md"], "team": "blue",
         "reach_by_video": True},
        {"id": "np-cruz", "roles": ["provider"], "credentials": ["np"]},
        {"id": "ma-1", "roles": ["medical-assistant"], "credentials": ["ma"]},
        {"id": "ma-2", "roles": ["medical-assistant"], "credentials": ["ma"]},
        {"id": "desk-1", "roles": ["front-desk"]},
        {"id": "desk-2", "roles": ["front-desk"]},
    ],
    "rooms": [
        {"id": "room-1", "site": "main", "features": ["exam"]},
        {"id": "room-2", "site": "main", "features": ["exam"]},
        {"id": "room-3", "site": "main", "features": ["exam"]},
        {"id": "room-n", "site": "north", "features": ["exam"]},
    ],
    "tasks": {
        "rooming": {"by": "support", "credentials": ["ma"]},
        "visit": {"by": "provider", "credentials": ["md", "np"]},
        "procedure": {"by": "provider", "credentials": ["md"], "privilege": "procedure"},
    },
    "visit_types": {
        "follow-up": {
            "phases": [
                {"phase": "rooming", "minutes": 10, "tasks": ["rooming"], "room": "exam"},
                {"phase": "provider", "minutes": 20, "tasks": ["visit"], "room": "exam",
                 "lag": {"min": 0, "max": 30}},
            ],
            "video": [{"phase": "provider", "minutes": 20, "tasks": ["visit"]}],
        },
        "procedure": {
            "phases": [
                {"phase": "rooming", "minutes": 10, "tasks": ["rooming"], "room": "exam"},
                {"phase": "procedure", "minutes": 30, "tasks": ["procedure"], "room": "exam"},
            ],
            "movability": "preferred-keep",
        },
    },
    "duties": [
        {"id": "desk", "site": "main",
         "demand": [{"from": "08:00", "to": "17:00", "minimum": 1}]},
    ],
}  # fmt: skip

DAY: dict[str, Any] = {
    "office": "clinic",
    "date": DATE,
    "shifts": [
        {"person": "dr-lee", "site": "main", "from": "08:00", "to": "17:00"},
        {"person": "dr-bell", "site": "main", "from": "08:00", "to": "17:00"},
        {"person": "np-cruz", "site": "main", "from": "08:00", "to": "17:00"},
        {"person": "ma-1", "site": "main", "from": "08:00", "to": "17:00",
         "breaks": [{"at": "12:00", "minutes": 30}]},
        {"person": "ma-2", "site": "main", "from": "08:00", "to": "17:00"},
        {"person": "desk-1", "site": "main", "from": "08:00", "to": "17:00"},
        {"person": "desk-2", "site": "main", "from": "08:00", "to": "17:00"},
    ],
    "duties": [{"duty": "desk", "person": "desk-1", "from": "08:00", "to": "17:00"}],
    "open_slots": [
        {"id": "s-1", "person": "dr-lee", "site": "main", "date": "2026-11-24", "at": "09:00",
         "minutes": 20},
        {"id": "s-2", "person": "dr-bell", "site": "main", "date": "2026-11-25", "at": "10:00",
         "minutes": 30},
    ],
    "appointments": [
        {"id": "a-1", "visit_type": "follow-up", "at": "09:00", "provider": "dr-lee"},
        {"id": "a-2", "visit_type": "follow-up", "at": "10:00", "provider": "dr-lee",
         "video": True},
        {"id": "a-3", "visit_type": "procedure", "at": "11:00", "provider": "dr-lee"},
        {"id": "b-1", "visit_type": "follow-up", "at": "09:00", "provider": "dr-bell"},
        {"id": "b-2", "visit_type": "follow-up", "at": "13:00", "provider": "dr-bell"},
    ],
}  # fmt: skip

LEE_OUT = {"type": "absent", "person": "dr-lee", "reported": "06:45"}


def office(**changed: Any) -> Office:
    """Return the clinic with some of its fields as given."""
    return read(Office, OFFICE | changed, "office")


def day(*events: Any, **changed: Any) -> Day:
    """Return the clinic's day with these events and some of its fields as given."""
    return read(Day, DAY | changed | {"events": list(events)}, "day")


def visit(ref: str, **changed: Any) -> list[dict[str, Any]]:
    """Return the appointment book with one visit changed."""
    return [known | (changed if known["id"] == ref else {}) for known in DAY["appointments"]]


def case(*events: Any, now: int | None = None, at: Office | None = None, **changed: Any) -> Case:
    """Return the clinic's case after these events."""
    where = at or office()
    merged, minute = open_day(where, day(*events, **changed), now=now)
    return Case(where, merged, minute, where.exchange_rates, published_plan(where, merged))


def placed(
    start: int,
    provider: str,
    assistant: str = "ma-1",
    room: str | None = "room-1",
    site: str = "main",
    minutes: int = 20,
    wait: int = 0,
) -> Placement:
    """Return a visit in person that starts then."""
    seen = start + 10 + wait
    return Placement(
        provider=provider,
        site=site,
        room=room,
        phases=(
            PlacedPhase(start=start, end=start + 10, people=(assistant,)),
            PlacedPhase(start=seen, end=seen + minutes),
        ),
    )


def by_video(start: int, provider: str) -> Placement:
    """Return a follow-up by video that starts then."""
    phase = PlacedPhase(start=start, end=start + 20)
    return Placement(provider=provider, site="main", modality=Modality.VIDEO, phases=(phase,))


def seen_by(case: Case, provider: str) -> Plan:
    """Return the published plan with a-2 seen at its time by another provider."""
    return with_visits(case.published, a_2=placed(600, provider, "ma-2"))


def with_visits(plan: Plan, **visits: Placement | str | None) -> Plan:
    """Return the plan with some visits elsewhere: a placement, a slot's id, or None.

    A visit 'a-1' is written a_1.
    """
    wanted = {name.replace("_", "-"): place for name, place in visits.items()}
    return plan.model_copy(
        update={
            "visits": tuple(
                _planned(old.appointment, wanted[old.appointment])
                if old.appointment in wanted
                else old
                for old in plan.visits
            )
        }
    )


def slot_offer(slot: str) -> Offered:
    """Return an open slot as offered."""
    return Offered(slot=slot)


def _planned(ref: str, place: Placement | str | None) -> PlannedVisit:
    if isinstance(place, str):
        return PlannedVisit(appointment=ref, slot=place)
    return PlannedVisit(appointment=ref, placement=place)
