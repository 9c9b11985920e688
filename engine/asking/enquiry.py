"""What a question is about: a day, and a plan, handed in or to be found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.asked import Asked, Given

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from models.day import Day
    from models.events import Event
    from models.office import Office
    from models.plan import Plan


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A day, and the plan that a question is about.

    Attributes:
        office, day: the day.
        events: what has happened besides what the day says.
        now: when; by default when the last event was reported.
        issued: the plan last given to the office on that day, from which the day goes on.
        given: the plan in question; by default the best that is found.
        asked: how to find it.
    """

    office: Office
    day: Day
    events: Sequence[Event] = ()
    now: int | datetime | None = None
    issued: Plan | None = None
    given: Given | None = None
    asked: Asked = field(default_factory=Asked)
