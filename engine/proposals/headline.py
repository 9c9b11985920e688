"""What happened, in the few words that open a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.events import (
    Absent,
    AddOn,
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

    from models.case import Case
    from models.events import Event

MOST = 4
"""People, places or visits named before the rest is only counted."""


def headline(case: Case) -> str:
    """Name the events of the day in a few words, absences first; calls made are left out.

    What a person's return has ended is left out, too.
    """
    by_words: dict[str, list[str]] = {}
    events = case.day.events
    for position, event in enumerate(events):
        if _is_over(event, events[position + 1 :]):
            continue
        told = _told(case, event)
        if told is not None:
            about, words = told
            known = by_words.setdefault(words, [])
            if about not in known:
                known.append(about)
    groups = sorted(by_words.items(), key=lambda group: group[0] != "out")
    parts: list[str] = []
    left = MOST
    for words, named in groups:
        shown = named[:left]
        left -= len(shown)
        if shown:
            parts.append(f"{_listed(shown)} {words}")
    more = sum(len(named) for named in by_words.values()) - (MOST - left)
    if more:
        parts.append(f"{more} more")
    return ", ".join(parts) if parts else "the day as booked"


def _is_over(event: Event, later: Sequence[Event]) -> bool:
    if not isinstance(event, Absent | Late | LeavesEarly | Returned):
        return False
    returns = (e for e in later if isinstance(e, Returned) and e.person == event.person)
    return any(not _ends_before(event, back.at) for back in returns)


def _ends_before(event: Absent | Late | LeavesEarly | Returned, at: int) -> bool:
    if isinstance(event, Absent):
        return event.end is not None and event.end <= at
    return isinstance(event, Late) and event.until <= at


def _told(case: Case, event: Event) -> tuple[str, str] | None:
    match event:
        case Absent(person=person):
            out = "by video only" if event.works_by_video else "out"
            return person, out + ("" if _whole_day(case, event) else _when(event))
        case Late(person=person, until=until):
            return person, f"late until {wall(until)}"
        case LeavesEarly(person=person, at=at):
            return person, f"gone from {wall(at)}"
        case Returned(person=person, at=at):
            return person, f"back from {wall(at)}"
        case SiteClosed(site=site):
            return site, "closed" + _when(event)
        case RoomOut(room=about) | DeviceOut(device=about):
            return about, "unusable" + _when(event)
        case Overrun(appointment=visit, minutes=minutes):
            return visit, f"{minutes} min over"
        case AddOn(appointment=added):
            return added.id, "added"
        case Cancelled(appointment=visit) | NoShow(appointment=visit):
            return visit, "cancelled" if isinstance(event, Cancelled) else "not come"
        case _:
            return None


def _whole_day(case: Case, absent: Absent) -> bool:
    shifts = [shift for shift in case.day.shifts if shift.person == absent.person]
    return all(
        (absent.start is None or absent.start <= shift.start)
        and (absent.end is None or shift.end <= absent.end)
        for shift in shifts
    )


def _when(event: Absent | SiteClosed | RoomOut | DeviceOut) -> str:
    if event.start is None:
        return "" if event.end is None else f" until {wall(event.end)}"
    return f" from {wall(event.start)}" + ("" if event.end is None else f" to {wall(event.end)}")


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
