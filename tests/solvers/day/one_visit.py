"""A visit, another, room for all, and what one rule at a time has to say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.case import Case
from models.clock import minutes_of
from models.day import Day
from models.office import Office
from models.plan import PlacedPhase, Placement, PlannedVisit
from models.reading import read
from solvers.day.by_hand.published import published_plan

STEP = 15
ROOMS = {"main": ("room-1", "room-2", "room-3"), "north": ("room-n",)}
ASSISTANTS = {"main": "ma-1", "north": "ma-n"}

OFFICE: dict[str, Any] = {
    "id": "clinic",
    "sites": [
        {"id": site, "zone": "America/New_York", "opens": "08:00", "closes": "11:00"}
        for site in ROOMS
    ],
    "people": [
        {"id": "dr-lee", "roles": ["provider"], "credentials": ["md"], "team": "blue",
         "specialty": "general", "privileges": ["scan"]},
        {"id": "dr-bell", "roles": ["provider"], "credentials": ["md"], "team": "blue",
         "specialty": "general", "privileges": ["scan"], "reach_by_video": True},
        {"id": "dr-cruz", "roles": ["provider"], "credentials": ["md"],
         "specialty": "other", "privileges": ["scan"]},
        {"id": "ma-1", "roles": ["medical-assistant"], "credentials": ["ma"]},
        {"id": "ma-2", "roles": ["medical-assistant"], "credentials": ["ma"]},
        {"id": "ma-n", "roles": ["medical-assistant"], "credentials": ["ma"]},
        {"id": "desk-1", "roles": ["front-desk"]},
    ],
    "rooms": [
        {"id": room, "site": site, "features": [] if room == "room-3" else ["exam"]}
        for site, rooms in ROOMS.items()
        for room in rooms
    ],
    "devices": [
        {"id": f"scanner-{site}", "site": site, "features": ["scan"]} for site in ROOMS
    ],
    "tasks": {
        "rooming": {"by": "support", "credentials": ["ma"]},
        "visit": {"by": "provider", "credentials": ["md"]},
        "scan": {"by": "provider", "credentials": ["md"], "privilege": "scan"},
    },
    "visit_types": {
        "exam": {
            "phases": [
                {"phase": "rooming", "minutes": 15, "tasks": ["rooming"], "room": "exam"},
                {"phase": "provider", "minutes": 15, "tasks": ["scan"], "room": "exam",
                 "device": "scan", "lag": {"min": 0, "max": 15}},
            ],
            "video": [{"phase": "provider", "minutes": 15, "tasks": ["visit"]}],
            "new_patient": True,
        },
    },
}  # fmt: skip

SITES = {"dr-lee": "main", "dr-bell": "main", "dr-cruz": "north", "ma-1": "main",
         "ma-2": "main", "ma-n": "north", "desk-1": "main"}  # fmt: skip
SLOTS = [
    {"id": f"slot-{n}", "person": person, "site": SITES[person], "date": date, "at": "09:00",
     "minutes": minutes}
    for n, (person, date, minutes) in enumerate([
        ("dr-lee", "2026-11-24", 15), ("dr-bell", "2026-12-01", 30), ("dr-cruz", "2026-12-24", 30),
        ("dr-lee", "2026-11-25", 10),
    ])
]  # fmt: skip

BOOKED = {
    "id": "v", "visit_type": "exam", "at": "09:00", "provider": "dr-lee", "site": "main",
    "room": "room-1", "urgency": "days-30", "video": True, "sites": ["north"],
    "phases": [{"at": "09:00", "people": ["ma-1"]},
               {"at": "09:15", "device": "scanner-main"}],
}  # fmt: skip
OTHER = {
    "id": "w", "visit_type": "exam", "at": "10:00", "provider": "dr-bell", "site": "main",
    "room": "room-2",
    "phases": [{"at": "10:00", "people": ["ma-2"]},
               {"at": "10:15", "device": "scanner-main"}],
}  # fmt: skip

AT_DESK = {
    "duties": [{"id": "desk", "site": "main"}],
    "tasks": OFFICE["tasks"] | {"front": {"by": "duty", "duty": "desk"}},
    "visit_types": {"exam": OFFICE["visit_types"]["exam"] | {"phases": [
        {"phase": "rooming", "minutes": 15, "tasks": ["rooming", "front"], "room": "exam"},
        OFFICE["visit_types"]["exam"]["phases"][1]]}},
}  # fmt: skip
"""What an office has besides, where somebody at the desk greets each patient."""

WIDE: dict[str, Any] = {
    "offer-step": STEP,
    "freeze": {"contact-lead": 0},
    "notice": {"minutes": 0},
    "movability": {"bystander-minutes": 600},
    "load": {"added-visits": None},
}
"""Rule settings under which nothing but the case's own rule is in the way."""

EARLY = "07:00"


def in_person(provider: str, site: str, room: str | None, start: int, wait: int) -> Placement:
    """Return a visit in person: 15 minutes with the site's assistant, 15 with the provider."""
    seen = start + STEP + wait
    return Placement(
        provider=provider,
        site=site,
        room=room,
        phases=(
            PlacedPhase(start=start, end=start + STEP, people=(ASSISTANTS[site],)),
            PlacedPhase(start=seen, end=seen + STEP, device=f"scanner-{site}"),
        ),
    )


@dataclass(frozen=True)
class Setup:
    """What a case changes: the visit, its office's rules and rates, its day, its office.

    `issued` is when the last plan told the patient to come, where there was one.
    """

    visit: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    rates: dict[str, int] = field(default_factory=dict)
    day: dict[str, Any] = field(default_factory=dict)
    office: dict[str, Any] = field(default_factory=dict)
    now: str = EARLY
    issued: str | None = None

    def case(self) -> Case:
        """Return the case."""
        office = read(
            Office,
            OFFICE | {"rules": WIDE | self.rules, "exchange_rates": self.rates} | self.office,
            "office",
        )
        shifts = [
            {"person": person, "site": site, "from": "08:00", "to": "11:00"}
            for person, site in SITES.items()
        ]
        usual = {"office": "clinic", "date": "2026-11-23", "shifts": shifts, "open_slots": SLOTS,
                 "appointments": [BOOKED | self.visit, OTHER]}  # fmt: skip
        day = read(Day, usual | self.day, "day")
        plan = published_plan(office, day)
        told = None
        if self.issued is not None:
            placement = in_person("dr-lee", "main", "room-1", minutes_of(self.issued), 0)
            now = PlannedVisit(appointment="v", placement=placement)
            told = plan.model_copy(update={"visits": (now, *plan.visits[1:])})
        return Case(office, day, minutes_of(self.now), office.exchange_rates, plan, told)


def locked(*holds: str) -> dict[str, Any]:
    """Return the visit with a lock."""
    return {"locks": [{"holds": list(holds), "author": "manager", "reason": "agreed"}]}


def answered(outcome: str, **offer: Any) -> dict[str, Any]:
    """Return the day with an answer of the patient."""
    call = {"type": "call-outcome", "appointment": "v", "outcome": outcome, "offer": offer}
    return {"events": [call]}


def happened(kind: str, **what: Any) -> dict[str, Any]:
    """Return the day with one event."""
    return {"events": [{"type": kind} | what]}


def staff(who: str, **changed: Any) -> dict[str, Any]:
    """Return the office with one person changed."""
    people = [p | (changed if p["id"] == who else {}) for p in OFFICE["people"]]
    return {"people": people}


def block(at: str, **more: Any) -> dict[str, Any]:
    """Return a day on which Bell has a protected block."""
    end = {"from": at, "to": f"{at[:3]}{int(at[3:]) + 15}", "id": "block", "person": "dr-bell"}
    return {"protected": [end | more]}


PHASES: Any = OFFICE["visit_types"]["exam"]["phases"]


def of_kind(**changed: Any) -> dict[str, Any]:
    """Return the office with its kind of visit changed."""
    return {"visit_types": {"exam": OFFICE["visit_types"]["exam"] | changed}}


def at_sites(**changed: Any) -> dict[str, Any]:
    """Return the office with every site changed."""
    return {"sites": [site | changed for site in OFFICE["sites"]]}


HERE = {"at": "09:30", "provider": "dr-bell", "site": "main"}
HELD = {"id": "held", "person": "dr-bell", "from": "09:00", "to": "09:30"}


def under_seniors(level: str, **more: Any) -> dict[str, Any]:
    """Return an office whose providers see patients under the supervision of a senior, Lee."""
    asked = {"supervision": {"by": ["senior"], "level": level} | more}
    return {
        "people": [
            who | ({"credentials": ["md", "senior"]} if who["id"] == "dr-lee" else {})
            for who in OFFICE["people"]
        ],
        "tasks": OFFICE["tasks"]
        | {task: OFFICE["tasks"][task] | asked for task in ("visit", "scan")},
    }


CASES: dict[str, tuple[str, Setup]] = {
    "under way": ("begun", Setup({"status": "roomed"}, now="08:30")),
    "under way before its time": ("begun", Setup({"status": "in-progress"}, now="08:00")),
    "in the building": ("freeze", Setup({"status": "arrived"}, now="08:30")),
    "on the way": ("freeze", Setup(rules={"freeze": {"contact-lead": 60}}, now="08:15")),
    "here, and not by video": ("freeze", Setup(
        {"status": "arrived"}, now="08:30", day=happened("absent", person="dr-lee"))),
    "too soon to be told": ("freeze", Setup(rules={"freeze": {"contact-lead": 45}}, now="08:00")),
    "past": ("freeze", Setup({"callable_from": "07:00"}, now="08:45")),
    "not asked that early": ("notice", Setup({"callable_from": "08:30"})),
    "short notice": ("notice", Setup(rules={"notice": {"minutes": 90}})),
    "fasting": ("notice", Setup({"flags": ["fasting"]}, {"notice": {"fasting-minutes": 100}})),
    "time locked": ("locks", Setup(locked("time"))),
    "provider locked": ("locks", Setup(locked("provider"))),
    "room locked": ("locks", Setup(locked("room"))),
    "another room locked": ("locks", Setup(locked("room") | {"room": "room-2"})),
    "site locked": ("locks", Setup(locked("site"))),
    "modality locked": ("locks", Setup(
        locked("modality"), day=happened("absent", person="dr-lee"))),
    "not to be called": ("locks", Setup(locked("do-not-call"))),
    "away for a while": ("absence", Setup(day=happened(
        "absent", person="dr-bell", **{"from": "09:00", "to": "09:20"}))),
    "at home, by video": ("absence", Setup(day=happened(
        "absent", person="dr-bell", works_by_video=True, **{"from": "09:00"}))),
    "closed for a while": ("closures", Setup(day=happened(
        "site-closed", site="main", **{"from": "09:40", "to": "09:50"}))),
    "a room is out": ("closures", Setup(day=happened("room-out", room="room-2"))),
    "a device is out": ("closures", Setup(day={"events": [
        {"type": "device-out", "device": "scanner-north"},
        {"type": "absent", "person": "dr-lee"}]})),
    "accepted": ("consent", Setup(day=answered("reached-accepted", **HERE))),
    "accepted by video": ("consent", Setup(
        day=answered("reached-accepted", **HERE, modality="video"))),
    "accepted another day": ("consent", Setup(day=answered("reached-accepted", slot="slot-0"))),
    "declined": ("consent", Setup(day=answered("reached-declined", **HERE))),
    "declined another day": ("consent", Setup(day=answered("reached-declined", slot="slot-0"))),
    "only in a window": ("patient-window", Setup({"windows": [{"from": "09:00", "to": "10:00"}]})),
    "a window or another": ("patient-window", Setup(
        {"windows": [{"from": "08:15", "to": "08:55"}, {"from": "09:30", "to": "10:15"}]})),
    "rather later": ("patient-window", Setup({"prefers": [{"from": "10:00", "to": "11:00"}]})),
    "due soon": ("due-date", Setup({"due_by": "2026-11-24"})),
    "late allowed": ("due-date", Setup(
        {"due_by": "2026-11-25", "urgency": "must-today"}, {"due-date": {"late-allowed": True}})),
    "fixed": ("movability", Setup({"movability": "fixed"})),
    "a bystander": ("movability", Setup(rules={"movability": {"bystander-minutes": 30}})),
    "rather kept": ("calls", Setup({"movability": "preferred-keep"})),
    "no video here": ("video", Setup(
        {"movability": None}, {"video": {"convert": False}}, day=happened(
            "absent", person="dr-lee"))),
    "no video for the patient": ("video", Setup(
        {"video": False}, day=happened("absent", person="dr-lee"))),
    "no video with Cruz": ("video", Setup(day=happened("absent", person="dr-lee"))),
    "no other site": ("other-site", Setup(
        rules={"other-site": {"offer": False}}, day=happened("absent", person="dr-lee"))),
    "not that site": ("other-site", Setup({"sites": []}, day=happened(
        "absent", person="dr-lee"))),
    "the other site": ("other-site", Setup(day=happened("absent", person="dr-lee"))),
    "not privileged": ("competence", Setup(office=staff("dr-bell", privileges=[]))),
    "expired": ("competence", Setup(office=staff(
        "dr-bell", credentials=[{"id": "md", "expires": "2026-11-22"}]))),
    "care team only": ("specialty", Setup(
        rules={"specialty": {"furthest-rung": 1}}, day=happened("absent", person="dr-lee"))),
    "strangers": ("continuity", Setup(day=happened("absent", person="dr-lee"))),
    "kept free": ("protected-time", Setup(day=block("09:15"))),
    "not converted": ("protected-time", Setup(
        rules={"protected-time": {"convert": 0}}, day=block("09:15", convertible=True))),
    "converted": ("protected-time", Setup(day=block("09:15", convertible=True))),
    "not released": ("held-slots", Setup(
        rules={"held-slots": {"release": 0}}, day={"held_slots": [HELD]})),
    "kept until later": ("held-slots", Setup(
        rules={"held-slots": {"keep": 1, "keep-until": "10:00"}}, day={"held_slots": [HELD]})),
    "released": ("held-slots", Setup(day={"held_slots": [HELD]})),
    "no visit more": ("load", Setup(rules={"load": {"added-visits": 0}})),
    "but in a held slot": ("load", Setup(
        rules={"load": {"added-visits": 0}}, day={"held_slots": [HELD]})),
    "no minutes more": ("load", Setup(rules={"load": {"added-minutes": 10}})),
    "full session": ("load", Setup(
        rules={"load": {"session-visits": 1, "session-split": "09:45"}})),
    "points": ("load", Setup(rules={"load": {"points": 1}})),
    "no long runs": ("load", Setup(rules={"load": {"consecutive-minutes": 20}})),
    "new patients apart": ("load", Setup(rules={"load": {"new-patient-gap": 20}})),
    "spread": ("load", Setup(rates={"spread": 7})),
    "open till eleven": ("opening-hours", Setup(day={"shifts": [
        {"person": person, "site": site, "from": "07:30", "to": "12:00"}
        for person, site in SITES.items()]})),
    "after the shift": ("shift", Setup(office={"sites": [
        {"id": site, "zone": "UTC", "opens": "08:00", "closes": "12:00"} for site in ROOMS]})),
    "overtime": ("overtime", Setup(office={"sites": [
        {"id": site, "zone": "UTC", "opens": "08:00", "closes": "12:00"} for site in ROOMS]},
        day={"shifts": [
            {"person": person, "site": site, "from": "08:00",
             "to": "10:30" if person.startswith("dr") else "12:00"}
            for person, site in SITES.items()]})),
    "nobody else is called": ("caps", Setup(rules={"caps": {"bystander-calls": 0}})),
    "one at a time": ("provider-overlap", Setup(day=happened("absent", person="dr-lee"))),
    "one room each": ("rooms", Setup(rules={"rooms": {"per-provider": 1, "turnover": 15}})),
    "fit rooms": ("rooms", Setup()),
    "waiting": ("waits", Setup(rates={"wait_free": 5})),
    "another day": ("open-slots", Setup()),
    "in one piece": ("phases", Setup()),
    "leaves the day": ("disposition", Setup({"urgency": "hours-48"})),
    "must be seen": ("disposition", Setup({"urgency": "must-today"})),
    "the scanner": ("devices", Setup()),
    "the desk is at main": ("duty-tasks", Setup(office=AT_DESK, day={
        "duties": [{"duty": "desk", "person": "desk-1", "from": "08:00", "to": "11:00"}]}
        | happened("absent", person="dr-lee"))),
    "its sister comes at a quarter past": ("families", Setup(
        rules={"families": {"within": 15}},
        day={"appointments": [BOOKED | {"together": "f"},
                              OTHER | {"together": "f", "at": "09:15", "phases": [
                                  {"at": "09:15", "people": ["ma-2"]},
                                  {"at": "09:30", "device": "scanner-main"}]}]})),
    "too old for Bell": ("ages", Setup(
        {"age_months": 100}, office=staff("dr-bell", ages={"most": 99}))),
    "not on Bell's list": ("payer", Setup(
        {"payer": "plan-a"}, office=staff("dr-bell", payers=["plan-b"]))),
    "a new problem": ("payer", Setup(
        {"new_problem": True}, office=staff("dr-bell", incident_to=True))),
    "licensed elsewhere": ("licence", Setup(
        {"state": "nj"}, day=happened("absent", person="dr-lee"),
        office=staff("dr-bell", reach_by_video=True, licensed_in=["ny"]))),
    "not with Bell": ("restrictions", Setup({"excluded_providers": ["dr-bell"]})),
    "rather a woman": ("restrictions", Setup(
        {"provider_gender": "female"}, office=staff("dr-bell", gender="male"))),
    "asked for and sensitive": ("restrictions", Setup(
        {"provider_gender": "female"}, office=staff("dr-bell", gender="male")
        | of_kind(sensitive=True))),
    "nobody interprets": ("attendants", Setup(
        {"language": "es"}, office=staff("dr-bell", languages=["es"]))),
    "desk-1 interprets": ("attendants", Setup(
        {"language": "es"}, office=staff("desk-1", languages=["es"]))),
    "with a chaperone": ("attendants", Setup({"chaperone": True})),
    "before the courier": ("cut-offs", Setup(
        office=of_kind(phases=[PHASES[0] | {"latest_end": "09:50"}, PHASES[1]]))),
    "mixed first": ("cut-offs", Setup(office=of_kind(prepare=150))),
    "bumped before": ("prior-bumps", Setup({"bumps_12m": 2})),
    "no dose left": ("stock", Setup(
        office=of_kind(uses=["dose"]), day={"stock": [
            {"item": "dose", "site": "main", "count": 2},
            {"item": "dose", "site": "north", "count": 0}]}
        | happened("absent", person="dr-lee"))),
    "away from the well": ("well-hours", Setup(office=of_kind(infectious=True) | at_sites(
        well_hours=[{"from": "09:30", "to": "10:30"}]))),
    "over early": ("finish", Setup(rates={"finish_minute": 4})),
    "nowhere to wait": ("waiting-room", Setup(
        office=at_sites(waiting_places=0), rates={"wait_minute": 0, "waiting_room": 9})),
    "after the other": ("linked-visits", Setup(
        {"follows": [{"visit": "w", "min": 0, "max": 30}]}, day={"appointments": [
            BOOKED | {"follows": [{"visit": "w"}], "at": "10:30", "phases": [
                {"at": "10:30", "people": ["ma-1"]}, {"at": "10:45", "device": "scanner-main"}]},
            OTHER]})),
    "takes long": ("duration-risk", Setup(
        office=of_kind(phases=[PHASES[0], PHASES[1] | {"p80": 30}]), rates={"risk_minute": 3})),
    "no more than one": ("double-booking", Setup(
        rules={"double-booking": {"per-session": 1}}, office=of_kind(new_patient=False),
        day=happened("absent", person="dr-lee"))),
    "room for what it may take": ("duration-risk", Setup(
        rules={"duration-risk": {"robust": True}}, office=of_kind(
            phases=[PHASES[0], PHASES[1] | {"p80": 60}]))),
    "two at a time for a bystander": ("double-booking", Setup(
        rules={"double-booking": {"per-session": 1}}, office=of_kind(new_patient=False))),
    "as told before": ("stability", Setup(issued="10:00")),
    "by a senior in the suite": ("supervision", Setup(
        office=under_seniors("in-suite"),
        day=happened("leaves-early", person="dr-lee", at="09:30"))),
    "by a senior from afar": ("supervision", Setup(
        office=under_seniors("virtual", tail=15, ratio=1),
        day=happened("absent", person="dr-lee", start="09:30", works_by_video=True))),
}  # fmt: skip
