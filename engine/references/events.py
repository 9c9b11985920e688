"""Events: what they are about exists, at the moment when they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.references.book import check_visit
from models.clock import LATEST, wall
from models.events import (
    Absent,
    AddOn,
    CallOutcome,
    Cancelled,
    DeviceOut,
    Late,
    LeavesEarly,
    NoShow,
    Overrun,
    Returned,
    RoomOut,
    SiteClosed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.references.known import Known
    from models.events import Event, Offered


def check_events(known: Known, events: Sequence[Event], field: str) -> None:
    """Note every fault of the events; those of add-ons join what is known of the book.

    An event about a visit that a later event adds is a fault: events are read in their order.
    """
    for index, event in enumerate(events):
        where = f"{field}.{index}"
        match event:
            case Absent(person=person) | Late(person=person) | LeavesEarly(person=person):
                known.refer(f"{where}.person", "person", person)
                known.note_away(person, *_stretch(event))
            case Returned(person=person, at=at):
                known.refer(f"{where}.person", "person", person)
                if known.has("person", person) and not known.note_back(person, at):
                    known.fault(
                        f"{where}.at",
                        wall(at),
                        f"{person} is not away at that time",
                        "a time within an absence, a late arrival or an early leave told before",
                    )
            case RoomOut(room=room):
                known.refer(f"{where}.room", "room", room)
            case DeviceOut(device=device):
                known.refer(f"{where}.device", "device", device)
            case SiteClosed(site=site):
                known.refer(f"{where}.site", "site", site)
            case Cancelled(appointment=ref) | NoShow(appointment=ref) | Overrun(appointment=ref):
                known.refer(f"{where}.appointment", "visit", ref)
            case AddOn(appointment=added):
                check_visit(known, f"{where}.appointment", added)
                if known.has("visit", added.id):
                    known.fault(
                        f"{where}.appointment.id",
                        added.id,
                        "this visit is in the book",
                        "give the add-on its own id",
                    )
                known.add_visit(added.id, added.visit_type)
            case CallOutcome(appointment=ref, offer=offer):
                known.refer(f"{where}.appointment", "visit", ref)
                if offer is not None:
                    _offer(known, f"{where}.offer", offer)


def _stretch(event: Absent | Late | LeavesEarly) -> tuple[int, int]:
    match event:
        case Absent(start=start, end=end):
            return start or 0, LATEST + 1 if end is None else end
        case Late(until=until):
            return 0, until
        case LeavesEarly(at=at):
            return at, LATEST + 1


def _offer(known: Known, field: str, offer: Offered) -> None:
    known.refer(f"{field}.slot", "open slot", offer.slot)
    known.refer(f"{field}.provider", "person", offer.provider)
    known.refer(f"{field}.site", "site", offer.site)
    dates = {slot.id: slot.date for slot in known.day.open_slots}
    date = known.day.date if offer.slot is None else dates.get(offer.slot)
    if offer.date is not None and date is not None and offer.date != date:
        what = (
            "an offer with 'at' is for the day itself" if offer.slot is None else "not its slot's"
        )
        known.fault(f"{field}.date", offer.date, what, str(date))
