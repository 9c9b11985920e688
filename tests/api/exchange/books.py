"""A small office, a mapping as an office writes it, and exports to go with them."""

from __future__ import annotations

from typing import Any

from api.exchange.book_mapping import BookMapping
from models.office import Office
from models.reading import read

OFFICE = read(
    Office,
    {
        "id": "corner",
        "sites": [
            {"id": "main", "zone": "America/New_York", "opens": "08:00", "closes": "17:00"},
            {"id": "west", "zone": "America/Chicago", "opens": "08:00", "closes": "17:00"},
        ],
        "people": [
            {"id": "dr-lee", "roles": ["provider"]},
            {"id": "dr-bell", "roles": ["provider"]},
            {"id": "rn-ortiz", "roles": ["nurse"]},
            {"id": "ma-1", "roles": ["medical-assistant"]},
        ],
        "rooms": [{"id": "room-1", "site": "main"}, {"id": "room-2", "site": "main"}],
        "devices": [{"id": "scanner", "site": "main"}],
        "tasks": {"see": {"by": "provider"}},
        "visit_types": {
            "follow-up": {
                "phases": [{"phase": "provider", "minutes": 15, "tasks": ["see"]}],
                "video": [{"phase": "provider", "minutes": 15, "tasks": ["see"]}],
            },
            "physical": {"phases": [{"phase": "provider", "minutes": 40, "tasks": ["see"]}]},
        },
    },
    "office",
)

MAPPING: dict[str, Any] = {
    "columns": {
        "reference": ["Appt ID"],
        "date": "Date",
        "time": "Time",
        "visit_type": "Type",
        "provider": "Provider",
        "status": "Status",
    },
    "formats": {"dates": "month-first", "times": "12-hour"},
    "visit_types": {"FOLLOW UP 15": "follow-up", "Annual Physical": "physical"},
    "providers": {"LEE, ROBERT MD": "dr-lee", "BELL, ANN MD": "dr-bell"},
    "statuses": {"Scheduled": "booked", "Checked In": "checked-in", "Canceled": "leave-out"},
}

HEADER = "Appt ID,Patient,MRN,Date,Time,Type,Provider,Status"


def mapping(**changes: Any) -> BookMapping:
    """Return the mapping with other top-level fields; `columns` and `formats` are added to."""
    merged = dict(MAPPING)
    for name, change in changes.items():
        both = isinstance(change, dict) and name in {"columns", "formats"}
        merged[name] = {**MAPPING[name], **change} if both else change
    return read(BookMapping, merged, "mapping")


def export(*rows: str, header: str = HEADER) -> str:
    """Return a file of the header and the rows."""
    return "\n".join((header, *rows)) + "\n"
