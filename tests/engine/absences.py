"""A ward of two sites whose days are booked, for the tests of absences of several days.

Nurses are rostered, a doctor is not; a visit is half an hour with either.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from engine.absences.cases import absence_case_of
from models.absence import Absence
from models.office import Office
from models.reading import read
from models.roster import RosterPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.absence_case import AbsenceCase

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, day) for day in (2, 3, 4))
EVENING_BEFORE = datetime.fromisoformat("2026-03-01T18:00+00:00")

TYPES: dict[str, Any] = {
    "D": {"from": "08:00", "to": "16:00", "breaks": [{"at": "12:00", "minutes": 30}]},
    "M": {"from": "08:00", "to": "12:00"},
    "A": {"from": "12:00", "to": "16:00"},
    "H": {"from": "08:00", "to": "16:00", "site": "north"},
    "K": {"from": "08:00", "to": "16:00", "duty": "desk"},
    "W": {"from": "08:00", "to": "16:00", "duty": "watch"},
    "N": {"from": "22:00", "to": "33:00", "breaks": [{"at": "32:15", "minutes": 15}]},
    "X": {"from": "17:00", "to": "20:00"},
    "C": {"from": "08:00", "to": "16:00", "on_call": True},
}
"""Day, morning, afternoon, at the other site, on a post, on a presence, night, evening, on call."""

OFFICE: dict[str, Any] = {
    "id": "ward",
    "sites": [
        {"id": site, "zone": "UTC", "opens": "08:00", "closes": "16:00"}
        for site in ("main", "north")
    ],
    "people": [
        *(
            {"id": ref, "roles": ["nurse"], "credentials": ["rn"], "team": "one", "contract": "any"}
            for ref in ("ann", "ben", "cat")
        ),
        {"id": "dr-orr", "roles": ["provider"], "credentials": ["rn"], "team": "one"},
    ],
    "rooms": [{"id": f"room-{n}", "site": "main", "features": ["treatment"]} for n in (1, 2, 3)],
    "tasks": {"dressing": {"by": "provider", "credentials": ["rn"]}},
    "visit_types": {
        "dressing": {
            "phases": [
                {"phase": "procedure", "minutes": 30, "tasks": ["dressing"], "room": "treatment"}
            ]
        }
    },
    "duties": [
        {"id": "desk", "site": "main"},
        {"id": "watch", "site": "main", "kind": "presence"},
    ],
    "rostering": {"shift_types": TYPES, "contracts": {"any": {"one-shift": {"most": 2}}}},
}


def office(**changed: Any) -> Office:
    """Return the ward's office with some of its fields as given."""
    return read(Office, OFFICE | changed, "office")


def booked(day: date, *visits: tuple[str, str, str], **changed: Any) -> dict[str, Any]:
    """Return a booked day with visits (id, at, provider)."""
    book = [
        {"id": ref, "visit_type": "dressing", "at": at, "provider": who} for ref, at, who in visits
    ]
    return {"office": "ward", "date": day.isoformat(), "appointments": book} | changed


def absence(
    rows: Mapping[str, list[Any]], *days: dict[str, Any], out: list[dict[str, Any]], **roster: Any
) -> Absence:
    """Return a question about a roster of some days from Monday, asked on the evening before."""
    length = max(map(len, rows.values()))
    asked = {"office": "ward", "from": MONDAY.isoformat(), "days": length, "published": rows}
    return read(
        Absence,
        {
            "office": "ward",
            "roster": asked | roster,
            "days": list(days),
            "absences": out,
            "now": EVENING_BEFORE.isoformat(),
        },
        "absence",
    )


def case(
    rows: Mapping[str, list[Any]], *days: dict[str, Any], out: list[dict[str, Any]], **roster: Any
) -> AbsenceCase:
    """Return the case of such a question."""
    return absence_case_of(office(), absence(rows, *days, out=out, **roster))


def away(person: str, first: date, last: date | None = None) -> dict[str, Any]:
    """Return somebody's absence."""
    return {"person": person, "from": first.isoformat(), "to": (last or first).isoformat()}


def plan(rows: Mapping[str, list[Any]]) -> RosterPlan:
    """Return a finished roster."""
    return read(RosterPlan, {"rows": dict(rows)}, "plan")
