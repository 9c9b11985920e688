"""Three real sessions of one clinic laid over each other: a day of three doctors, one of them out.

The data keeps no date and this takes nothing of the patients: of each consultation only the
session, the start and how long it took. They are booked on a grid of five minutes, written as a
practice system would export them, and read back by `import_book` with the mapping in
`docs/examples/clinic-service-times`.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from api.exchange.appointment_book import import_book
from api.exchange.book_mapping import BookMapping
from api.files import load_day, read_document
from models.events import Absent
from models.reading import read
from scenarios.data_folder import data_folder

if TYPE_CHECKING:
    from datetime import date

    from api.exchange.import_report import ImportReport
    from models.day import Day
    from models.office import Office

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "clinic-service-times"
"""The office, its roster and the mapping."""

SESSIONS = 3
"""Sessions laid over each other, one for each doctor."""

GRID, LONGEST, LEAD = 5, 60, 10
"""Minutes: of the book's grid, of the longest type, and from arriving to the consultation."""

NOON = 12 * 60

COLUMNS = ("Session", "Visit", "Date", "Time", "Type", "Minutes", "Doctor", "State")
"""The header of the export."""

ABSENT = Absent(person="dr-a", reported=6 * 60 + 45)
"""What has happened."""


@dataclass(frozen=True, order=True)
class Consultation:
    """When a consultation began, in minutes from midnight, and how many minutes it took."""

    start: float
    minutes: float


def clinic_day() -> tuple[Office, Day] | None:
    """Return the office and its day with a doctor out; None where the data is not there."""
    folder = data_folder("clinic-service-times")
    if folder is None:
        return None
    office, report = import_sessions(morning_sessions(folder / "consultations.csv"))
    return office, report.day.model_copy(update={"events": (ABSENT,)})


def import_sessions(sessions: list[list[Consultation]]) -> tuple[Office, ImportReport]:
    """Write the sessions as an export and import it with the example's mapping."""
    office, roster = load_day(EXAMPLE / "roster.yaml")
    mapping = read(BookMapping, read_document(EXAMPLE / "mapping.yaml"), "mapping")
    text = export(sessions, roster.date)
    # The sessions are public: a fixed key gives the same references in every run.
    return office, import_book(text, mapping, office, key=b"clinic-service-times", roster=roster)


def morning_sessions(file: Path, count: int = SESSIONS) -> list[list[Consultation]]:
    """Read the first sessions of the file that begin before noon."""
    sessions: dict[int, list[Consultation]] = defaultdict(list)
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            hours, minutes, seconds = (int(part) for part in row["StartTime"].split(":"))
            sessions[int(row["Session"])].append(
                Consultation(hours * 60 + minutes + seconds / 60, int(row["ServTime"]) / 60)
            )
    mornings = [sorted(held) for _, held in sorted(sessions.items()) if min(held).start < NOON]
    return mornings[:count]


def export(sessions: list[list[Consultation]], day: date) -> str:
    """Write the sessions as a practice system exports its book: one row for each appointment."""
    written = StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for doctor, held in enumerate(sessions, start=1):
        for visit, (start, minutes) in enumerate(booked(held), start=1):
            told = datetime.combine(day, time()) + timedelta(minutes=start - LEAD)
            rows.writerow(
                (
                    doctor,
                    visit,
                    f"{told:%m/%d/%Y}",
                    f"{told:%I:%M %p}",
                    f"CONSULT {minutes}",
                    minutes + LEAD,
                    f"DOCTOR {doctor}",
                    "Scheduled",
                )
            )
    return written.getvalue()


def booked(held: list[Consultation]) -> list[tuple[int, int]]:
    """Return (start, minutes) of each consultation on the grid, none before the last one ended."""
    slots: list[tuple[int, int]] = []
    free = 0
    for consultation in held:
        start = max(free, round(consultation.start / GRID) * GRID)
        minutes = min(LONGEST, max(GRID, round(consultation.minutes / GRID) * GRID))
        slots.append((start, minutes))
        free = start + minutes
    return slots
