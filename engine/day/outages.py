"""Outages: when events take people, places and things away, with the words for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.clock import LATEST, wall
from models.events import Absent, DeviceOut, Late, LeavesEarly, Returned, RoomOut, SiteClosed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch [start, end) in which somebody or something cannot be counted on.

    Attributes:
        about: the person, room, device or site.
        start: first minute; 0 when the event names none.
        end: minute after the last; after everything when the event names none.
        by_video: the person can still hold video visits.
        sentence: what is so, in plain words; never why.
    """

    about: str
    start: int
    end: int
    by_video: bool
    sentence: str

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether [start, end) shares a minute with the outage."""
        return self.start < end and start < self.end


class Outages:
    """All outages of a case, by who or what is out."""

    def __init__(self, case: Case) -> None:
        self.people: dict[str, list[Outage]] = {}
        self.sites: dict[str, list[Outage]] = {}
        self.rooms: dict[str, list[Outage]] = {}
        self.devices: dict[str, list[Outage]] = {}
        for event in case.day.events:
            match event:
                case Absent(person=about, start=start, end=end, works_by_video=by_video):
                    known = self.people
                    hours = _shift_hours(case, about)
                    verb = "works by video only" if by_video else "is away"
                case Late(person=about, until=end):
                    known, start, by_video, verb = self.people, None, False, "is away"
                    hours = _shift_hours(case, about)
                case LeavesEarly(person=about, at=start):
                    known, end, by_video, verb = self.people, None, False, "is away"
                    hours = _shift_hours(case, about)
                case Returned(person=about, at=back):
                    hours = _shift_hours(case, about)
                    before = (out for out in self.people.get(about, []) if out.start < back)
                    self.people[about] = [_until(out, back, hours) for out in before]
                    continue
                case SiteClosed(site=about, start=start, end=end):
                    site = case.sites[about]
                    known, by_video, verb = self.sites, False, "is closed"
                    hours = (site.opens, site.latest)
                case RoomOut(room=about, start=start, end=end):
                    known, by_video, verb, hours = self.rooms, False, "cannot be used", None
                case DeviceOut(device=about, start=start, end=end):
                    known, by_video, verb, hours = self.devices, False, "cannot be used", None
                case _:
                    continue
            known.setdefault(about, []).append(
                Outage(
                    about=about,
                    start=start or 0,
                    end=LATEST + 1 if end is None else end,
                    by_video=by_video,
                    sentence=f"{about} {verb} {_span_words(start, end, hours)}",
                )
            )

    def presence(self, case: Case, person: str) -> Iterator[tuple[str, int, int]]:
        """Yield (site, from, to) for each stretch in which the person is present."""
        for shift in case.day.shifts:
            if shift.person != person:
                continue
            begin = shift.start
            for outage in sorted(self.people.get(person, []), key=lambda out: out.start):
                if outage.start > begin:
                    stretch_end = min(outage.start, shift.end)
                    if begin < stretch_end:
                        yield shift.site, begin, stretch_end
                begin = max(begin, outage.end)
            if begin < shift.end:
                yield shift.site, begin, shift.end


def _until(outage: Outage, back: int, hours: tuple[int, int] | None) -> Outage:
    """Return the outage of a person who was back by then."""
    if outage.end <= back:
        return outage
    verb = "works by video only" if outage.by_video else "is away"
    words = _span_words(outage.start or None, back, hours)
    return replace(outage, end=back, sentence=f"{outage.about} {verb} {words}")


def _shift_hours(case: Case, person: str) -> tuple[int, int] | None:
    shifts = [shift for shift in case.day.shifts if shift.person == person]
    if not shifts:
        return None
    return min(shift.start for shift in shifts), max(shift.end for shift in shifts)


def _span_words(start: int | None, end: int | None, hours: tuple[int, int] | None) -> str:
    """Write a stretch; an end that the event leaves open is that of the hours, where it can be."""
    if start is not None and end is not None:
        return f"{wall(start)}–{wall(end)}"
    opens, closes = hours or (None, None)
    begin, finish = (opens if start is None else start), (closes if end is None else end)
    if begin is not None and finish is not None and begin < finish:
        return f"{wall(begin)}–{wall(finish)}"
    if start is not None:
        return f"from {wall(start)}"
    return "all day" if end is None else f"until {wall(end)}"
