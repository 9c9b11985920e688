"""What was said and published of a day, without what a newer book has overtaken.

Events and publications stay for good, and a book is put anew: what patients have cancelled leaves
it, what was squeezed in comes into it. What speaks of a visit or a slot that is not there any
more would leave a day that nobody can solve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.events import AddOn, CallOutcome, Cancelled, NoShow, Overrun

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.store.state import DayState
    from models.day import Day
    from models.events import Event
    from models.plan import Plan


def said_of(state: DayState) -> tuple[list[Event], Plan | None]:
    """Return what still says something of a kept day: its events, and the plan that stands."""
    day = state.book.document
    said = still_said(day, (each.event for each in state.events))
    return said, still_issued(day, said, state.issued)


def still_said(day: Day, events: Iterable[Event]) -> list[Event]:
    """Return the events that still say something of a day, in their order.

    Of a visit that is in neither the book nor an add-on, or an offer of a slot that is not open
    any more, what was said once says nothing; nor does an add-on that has come into the book.

    Args:
        day: the day with its newest book.
        events: what has happened since its first book; all of it made sense when it came.
    """
    visits, slots = _booked(day), {slot.id for slot in day.open_slots}
    said: list[Event] = []
    for event in events:
        match event:
            case AddOn(appointment=added):
                if added.id in visits:
                    continue
                visits.add(added.id)
            case Cancelled(appointment=ref) | NoShow(appointment=ref) | Overrun(appointment=ref):
                if ref not in visits:
                    continue
            case CallOutcome(appointment=ref, offer=offer):
                slot = None if offer is None else offer.slot
                if ref not in visits or (slot is not None and slot not in slots):
                    continue
        said.append(event)
    return said


def still_issued(day: Day, said: Sequence[Event], issued: Plan | None) -> Plan | None:
    """Return the plan that was issued last without the visits that are not there any more.

    Args:
        day: the day with its newest book.
        said: the events that still say something of it.
        issued: the plan; None where none was.
    """
    if issued is None:
        return None
    visits = _booked(day)
    visits.update(event.appointment.id for event in said if isinstance(event, AddOn))
    left = tuple(visit for visit in issued.visits if visit.appointment in visits)
    if len(left) == len(issued.visits):
        return issued
    return issued.model_copy(update={"visits": left})


def _booked(day: Day) -> set[str]:
    """Return the visits that the document of a day has, add-ons written in it among them."""
    added = (event.appointment.id for event in day.events if isinstance(event, AddOn))
    return {*(visit.id for visit in day.appointments), *added}
