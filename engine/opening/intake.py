"""Open a day: join it with what has happened, see that all fits together, and find out 'now'."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.references.book import check_book
from engine.references.clock import check_clock
from engine.references.events import check_events
from engine.references.issued import check_issued
from engine.references.known import Known
from engine.references.office import check_office
from engine.references.overrides import check_overrides
from engine.references.staff import check_staff
from models.clock import minute_of_instant
from models.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.day import Day
    from models.events import Event
    from models.office import Office
    from models.plan import Plan


def open_day(
    office: Office,
    day: Day,
    extra_events: Sequence[Event] = (),
    now: int | datetime | None = None,
    issued: Plan | None = None,
) -> tuple[Day, int]:
    """Return the day with all its events, and the minute at which it is planned.

    Bookings that overlap, credentials that have expired and tasks that nobody may do are no
    faults: they are what a plan is judged by.

    Args:
        office: the office.
        day: its day; the events written in it come first.
        extra_events: events handed in beside the day, in their order.
        now: minutes from local midnight, or an instant with its zone; by default the time at
            which the latest event was reported, or midnight when none says.
        issued: the plan that the office was given last for the day, if it was given one.

    Returns:
        The merged day, and 'now' in minutes from local midnight; negative on an earlier day.

    Raises:
        BadInput: with every fault of office, day and events taken together.
    """
    known = Known(office, day)
    if day.office != office.id:
        known.fault("day.office", day.office[:64], "the day is of another office", office.id)
    if isinstance(now, datetime) and now.tzinfo is None:
        known.fault(
            "now", now.isoformat(), "an instant needs its zone", 'like "2026-11-23T06:45+01:00"'
        )
    check_office(known)
    check_staff(known)
    check_book(known)
    check_events(known, day.events, "day.events")
    check_events(known, extra_events, "events")
    check_overrides(known)
    if issued is not None:
        check_issued(known, issued)
    check_clock(known)
    if known.faults:
        raise BadInput(known.faults)
    merged = day.model_copy(update={"events": (*day.events, *extra_events)})
    zone = office.sites[0].zone
    if now is not None:
        return merged, minute_of_instant(now, day.date, zone)
    reported = [
        minute_of_instant(event.reported, day.date, zone)
        for event in merged.events
        if event.reported is not None
    ]
    return merged, max(reported, default=0)
