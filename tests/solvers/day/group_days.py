"""Tiny days of groups: two providers, classes of two or three, rooms and a device with seats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.clock import wall
from models.day import Day
from models.office import Office
from models.reading import read
from scenarios.generator.tiny import Tiny

if TYPE_CHECKING:
    from random import Random

OPENS = 8 * 60
PROVIDERS = ("p1", "p2")


def group_day(dice: Random, *, visits: int, step: int, hours: int) -> Tiny:
    """Return a day on which groups fill up, are parted, and find no seats; no visit is alone."""
    office, closes = _office(dice, step, hours), OPENS + hours
    starts = range(OPENS, closes - 2 * step + 1, step)
    book = []
    at, provider = dice.choice(starts), dice.choice(PROVIDERS)
    for number in range(1, visits + 1):
        if dice.random() < 0.5:
            at, provider = dice.choice(starts), dice.choice(PROVIDERS)
        visit: dict[str, Any] = {
            "id": f"a{number}",
            "visit_type": dice.choice(("class", "class", "class", "other")),
            "at": wall(at),
            "provider": provider,
            "no_show": dice.choice((0.0, 0.25, 0.5)),
        }
        book.append(visit)
    events: list[dict[str, Any]] = []
    if dice.random() < 0.7:
        out = {"type": "absent", "person": dice.choice(PROVIDERS)}
        events.append(out | ({"from": wall(dice.choice(starts))} if dice.random() < 0.5 else {}))
    if dice.random() < 0.25:
        events.append({"type": "room-out", "room": "hall", "from": wall(dice.choice(starts))})
    if dice.random() < 0.25:
        events.append({"type": "device-out", "device": "screen", "from": wall(dice.choice(starts))})
    day = {
        "office": "tiny",
        "date": "2026-11-23",
        "shifts": [
            {"person": person, "site": "here", "from": wall(OPENS), "to": wall(closes)}
            for person in (*PROVIDERS, "m1", "m2")
        ],
        "appointments": book,
        "events": [event | {"reported": "06:00"} for event in events],
        "open_slots": [
            {"id": "s1", "person": "p1", "site": "here", "date": "2026-11-24", "at": "08:00",
             "minutes": 60}
        ],
    }  # fmt: skip
    now = OPENS + dice.choice((0, 0, step, step + 5)) if dice.random() < 0.3 else OPENS - 90
    return Tiny(read(Office, office, "office"), read(Day, day, "day"), now)


def _office(dice: Random, step: int, hours: int) -> dict[str, Any]:
    seats = dice.choice((1, 2, 3))
    tasks = ["see", *(["help"] if dice.random() < 0.25 else [])]
    seen = {
        "phase": "provider",
        "minutes": step,
        "tasks": tasks,
        "room": "group",
        "p80": step + dice.choice((0, 5, step + 5)),
    } | ({"device": "beam"} if dice.random() < 0.4 else {})
    lag = {"lag": {"max": step}} if dice.random() < 0.4 else {}
    greeted = {"phase": "check-in", "minutes": step, "room": dice.choice(("group", None))}
    phases = [greeted, seen | lag] if dice.random() < 0.4 else [seen]
    if dice.random() < 0.3:
        phases.append({"phase": "procedure", "minutes": step, "tasks": ["see"]})
    kind = {"phases": phases, "new_patient": dice.random() < 0.4, "urgency": "days-30"}
    return {
        "id": "tiny",
        "sites": [{"id": "here", "zone": "America/New_York", "opens": wall(OPENS),
                   "closes": wall(OPENS + hours),
                   "last_out": wall(OPENS + hours + dice.choice((0, step)))}],
        "people": [
            *({"id": p, "roles": ["provider"], "credentials": ["md"]} for p in PROVIDERS),
            *({"id": m, "roles": ["medical-assistant"], "credentials": ["ma"]}
              for m in ("m1", "m2")),
        ],
        "rooms": [
            {"id": "hall", "site": "here", "features": ["group"], "seats": dice.choice((2, 3))},
            {"id": "den", "site": "here", "features": ["group"], "seats": seats},
        ],
        "devices": [{"id": "screen", "site": "here", "features": ["beam"],
                     "seats": dice.choice((1, 2, 3))}],
        "tasks": {"see": {"by": "provider", "credentials": ["md"]},
                  "help": {"by": "support", "credentials": ["ma"]}},
        "visit_types": {"class": kind | {"group": dice.choice((2, 2, 3))},
                        "other": kind | {"group": dice.choice((1, 2))}},
        "rules": {
            "offer-step": step,
            "freeze": {"contact-lead": dice.choice((0, 60))},
            "notice": {"minutes": 0},
            "movability": {"bystander-minutes": dice.choice((0, step, 600))},
            "rooms": {"turnover": dice.choice((0, 5)),
                      "per-provider": dice.choice((None, None, 1))},
            "load": {
                "added-visits": dice.choice((2, 4)),
                "consecutive-minutes": dice.choice((None, 2 * step)),
                "new-patient-gap": dice.choice((0, 0, step)),
            },
            "double-booking": {"per-session": dice.choice((0, 1, 1)), "apart": step},
            "duration-risk": {"robust": dice.random() < 0.3},
        },
        "exchange_rates": {"risk_minute": dice.choice((0, 3)), "spread": dice.choice((0, 4)),
                           "overtime_minute": dice.choice((1, 20)), "double_booking": 40},
    }  # fmt: skip
