"""What audit entries call the things that they are about."""

from __future__ import annotations

import datetime as dt
import re

DATE = re.compile(r"days? (?:before )?(\d{4}-\d\d-\d\d)")


def office(version: int) -> str:
    """Name a version of an office."""
    return f"office {version}"


def book(date: dt.date, version: int) -> str:
    """Name a version of the book of a day."""
    return f"day {date}, book {version}"


def event(date: dt.date, event_id: str) -> str:
    """Name an event of a day."""
    return f"day {date}, event {event_id}"


def proposal(date: dt.date, proposal_id: str) -> str:
    """Name a proposal for a day."""
    return f"day {date}, proposal {proposal_id}"


def publication(date: dt.date, version: int) -> str:
    """Name a publication of a day."""
    return f"day {date}, publication {version}"


def days_before(date: dt.date) -> str:
    """Name what a purge removed."""
    return f"days before {date}"


def date_of(about: str) -> dt.date | None:
    """Return the date of the day that a name here is about; None when it is about no day."""
    found = DATE.match(about)
    return None if found is None else dt.date.fromisoformat(found[1])
