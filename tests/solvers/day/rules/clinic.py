"""A small clinic for the tests of single rules; every test changes what it needs.

One site, two providers, two assistants, one person at the desk, two rooms, one scanner. A
follow-up is 5 minutes at the desk, 5 with an assistant, 20 with the provider, 5 at the desk;
nothing here costs or lacks anything until a test breaks it.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

from models.case import Case
from models.clock import minutes_of
from models.day import Day, DutyAssignment
from models.finding import Finding
from models.office import Modality, Office
from models.plan import PlacedPhase, Placement, Plan, PlannedBreak, PlannedVisit
from models.published import published_plan
from models.reading import read
from models.rules import BreakKind
from solvers.day.check.verdict import check

DATE = date(2026, 11, 23)

FOLLOW_UP: list[dict[str, Any]] = [
    {"phase": "check-in", "minutes": 5, "tasks": ["front"]},
    {"phase": "rooming", "minutes": 5, "tasks": ["rooming"], "room": "exam"},
    {"phase": "provider", "minutes": 20, "tasks": ["visit"], "room": "exam",
     "lag": {"min": 0, "max": 60}},
    {"phase": "check-out", "minutes": 5, "tasks": ["front"]},
]  # fmt: skip
BY_VIDEO: list[dict[str, Any]] = [{"phase": "provider", "minutes": 20, "tasks": ["visit"]}]

OFFICE: dict[str, Any] = {
    "id": "clinic",
    "sites": [
        {"id": "main", "zone": "America/New_York", "opens": "08:00", "closes": "17:00"},
    ],
    "people": [
        {"id": "dr-lee", "roles": ["provider"], "credentials": ["md"], "team": "blue"},
        {"id": "dr-bell", "roles": ["provider"], "credentials": ["md"], "team": "blue",
         "reach_by_video": True},
        {"id": "ma-1", "roles": ["medical-assistant"], "credentials": ["ma"]},
        {"id": "ma-2", "roles": ["medical-assistant"], "credentials": ["ma"]},
        {"id": "desk-1", "roles": ["front-desk"], "credentials": ["desk"]},
    ],
    "rooms": [
        {"id": "room-1", "site": "main", "features": ["exam"]},
        {"id": "room-2", "site": "main", "features": ["exam"]},
    ],
    "devices": [{"id": "scanner-1", "site": "main", "features": ["scan"]}],
    "tasks": {
        "front": {"by": "duty", "duty": "desk"},
        "rooming": {"by": "support", "credentials": ["ma"]},
        "visit": {"by": "provider", "credentials": ["md"]},
    },
    "visit_types": {"follow-up": {"phases": FOLLOW_UP, "video": BY_VIDEO}},
    "duties": [{"id": "desk", "site": "main", "credentials": ["desk", "ma"]}],
}  # fmt: skip


def phases(at: str, wait: int = 0, who: str = "ma-1") -> list[dict[str, Any]]:
    """Return the places of a follow-up's phases; the wait is for the provider."""
    start = minutes_of(at)
    return [
        {"at": start},
        {"at": start + 5, "people": [who]},
        {"at": start + 10 + wait},
        {"at": start + 30 + wait},
    ]


def booked(ref: str, at: str, provider: str = "dr-lee", **more: Any) -> dict[str, Any]:
    """Return a follow-up of the book; Lee has the first assistant and room, Bell the others."""
    own = "1" if provider == "dr-lee" else "2"
    return {
        "id": ref,
        "visit_type": "follow-up",
        "at": at,
        "provider": provider,
        "room": f"room-{own}",
        "phases": phases(at, more.pop("wait", 0), f"ma-{own}"),
    } | more


BOOK = [
    booked("a-1", "09:00"),
    booked("a-2", "10:00"),
    booked("b-1", "09:15", "dr-bell"),
    booked("b-2", "13:00", "dr-bell"),
]
SHIFTS = [
    {"person": person["id"], "site": "main", "from": "08:00", "to": "17:00"}
    for person in OFFICE["people"]
]
AT_DESK = {"duty": "desk", "person": "desk-1", "from": "08:00", "to": "17:00"}

FREE_TO_MOVE = {"movability": {"bystander-minutes": 480}}


def shifts(**changed: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the shifts with those of some people changed; 'ma-1' is written ma_1."""
    other = {name.replace("_", "-"): what for name, what in changed.items()}
    return [shift | other.get(shift["person"], {}) for shift in SHIFTS]


def people(**changed: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the staff with some people changed; 'ma-1' is written ma_1."""
    other = {name.replace("_", "-"): what for name, what in changed.items()}
    return [person | other.get(person["id"], {}) for person in OFFICE["people"]]


def case(
    *events: dict[str, Any],
    now: str | int = 0,
    office: dict[str, Any] | None = None,
    rules: dict[str, Any] | None = None,
    rates: dict[str, int] | None = None,
    **day: Any,
) -> Case:
    """Return the clinic's case with parts of its office, rules, rates and day as given."""
    more = {"rules": FREE_TO_MOVE | (rules or {}), "exchange_rates": rates or {}}
    where = read(Office, OFFICE | more | (office or {}), "office")
    usual = {"shifts": SHIFTS, "duties": [AT_DESK], "appointments": BOOK}
    frame = {"office": "clinic", "date": DATE.isoformat(), "events": list(events)}
    what = read(Day, usual | frame | day, "day")
    minute = minutes_of(now) if isinstance(now, str) else now
    return Case(where, what, minute, where.exchange_rates, published_plan(where, what))


def placed(
    at: str,
    provider: str = "dr-lee",
    who: str = "ma-1",
    room: str | None = "room-1",
    wait: int = 0,
    longer: int = 0,
    site: str = "main",
) -> Placement:
    """Return a follow-up that starts then; the wait is for the provider, who may take longer."""
    start = minutes_of(at)
    seen = start + 10 + wait
    out = seen + 20 + longer
    return Placement(
        provider=provider,
        site=site,
        room=room,
        phases=(
            PlacedPhase(start=start, end=start + 5),
            PlacedPhase(start=start + 5, end=start + 10, people=(who,)),
            PlacedPhase(start=seen, end=out),
            PlacedPhase(start=out, end=out + 5),
        ),
    )


def by_video(at: str, provider: str = "dr-bell") -> Placement:
    """Return a follow-up by video that starts then."""
    phase = PlacedPhase(start=minutes_of(at), end=minutes_of(at) + 20)
    return Placement(provider=provider, site="main", modality=Modality.VIDEO, phases=(phase,))


def put(plan: Plan, **visits: Placement | str | None) -> Plan:
    """Return the plan with visits elsewhere: a placement, a slot's id or None.

    A visit 'a-1' is written a_1.
    """
    wanted = {name.replace("_", "-"): place for name, place in visits.items()}
    kept = tuple(old for old in plan.visits if old.appointment not in wanted)
    fresh = tuple(
        PlannedVisit(appointment=ref, slot=place)
        if isinstance(place, str)
        else PlannedVisit(appointment=ref, placement=place)
        for ref, place in wanted.items()
    )
    return plan.model_copy(update={"visits": kept + fresh}).canonical()


def rest(person: str, at: str, minutes: int = 30, kind: str = "meal") -> PlannedBreak:
    """Return a break that starts then."""
    start = minutes_of(at)
    return PlannedBreak(person=person, kind=BreakKind(kind), start=start, end=start + minutes)


def on(person: str, start: str, end: str, duty: str = "desk") -> DutyAssignment:
    """Return an assignment to a duty."""
    return DutyAssignment(duty=duty, person=person, start=minutes_of(start), end=minutes_of(end))


def taking(plan: Plan, *breaks: PlannedBreak) -> Plan:
    """Return the plan with these breaks and no others."""
    return plan.model_copy(update={"breaks": breaks}).canonical()


def covering(plan: Plan, *duties: DutyAssignment) -> Plan:
    """Return the plan with these assignments and no others."""
    return plan.model_copy(update={"duties": duties}).canonical()


def judged(rule: str, of: Case, plan: Plan) -> list[Finding]:
    """Return what one rule's check finds."""
    module = import_module(f"solvers.day.rules.{rule.replace('-', '_')}_check")
    findings = list(module.check(of, plan))
    assert {finding.rule for finding in findings} <= {rule}
    return findings


def breached(of: Case, plan: Plan) -> set[str]:
    """Return the rules that the plan breaks, of all there are."""
    return {finding.rule for finding in check(of, plan).breaches}


def cost(rule: str, of: Case, plan: Plan) -> int:
    """Return what one rule's findings cost in all."""
    return sum(finding.cost for finding in judged(rule, of, plan))
