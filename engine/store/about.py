"""What audit entries call the things that they are about."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.store.kinds import Kind, Name

    Named = Kind[Name, Any, Any, Any, Any]

DATE = re.compile(r"days? (?:before )?(\d{4}-\d\d-\d\d)")
ROSTER = re.compile(r"roster ([^ ,]+), ")


def office(version: int) -> str:
    """Name a version of an office."""
    return f"office {version}"


def document(kind: Named[Name], name: Name, version: int) -> str:
    """Name a version of the book of a day, or of a roster."""
    what = "version" if kind.written == kind.word else kind.written
    return f"{kind.word} {name}, {what} {version}"


def event(kind: Named[Name], name: Name, event_id: str) -> str:
    """Name an event of a day or a roster."""
    return f"{kind.word} {name}, event {event_id}"


def proposal(kind: Named[Name], name: Name, proposal_id: str) -> str:
    """Name a proposal for a day or a roster."""
    return f"{kind.word} {name}, proposal {proposal_id}"


def publication(kind: Named[Name], name: Name, version: int) -> str:
    """Name a publication of a day or a roster."""
    return f"{kind.word} {name}, publication {version}"


def days_before(date: dt.date) -> str:
    """Name what a purge removed."""
    return f"days before {date}"


def date_of(about: str) -> dt.date | None:
    """Return the date of the day that a name here is about; None when it is about no day."""
    found = DATE.match(about)
    return None if found is None else dt.date.fromisoformat(found[1])


def roster_of(about: str) -> str | None:
    """Return the roster that a name here is about; None when it is about none."""
    found = ROSTER.match(about)
    return None if found is None else found[1]
