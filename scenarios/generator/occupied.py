"""What is taken so far on a day that is being booked: people, rooms, devices, duty cover."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from models.clock import LATEST
from models.office import DutyKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.breaks import BookedBreak
    from models.day import Day, Shift
    from models.office import Office

Stretch = tuple[int, int]
"""From its first minute up to, not including, its last."""


class Occupied:
    """The day as far as it is booked, asked and told one stretch at a time.

    At the start everything that the roster takes is taken: breaks and duty assignments of
    everybody, protected blocks and held slots of providers.
    """

    def __init__(self, office: Office, day: Day) -> None:
        self.office = office
        self.day = day
        self.people = {person.id: person for person in office.people}
        self.rooms = {room.id: room for room in office.rooms}
        self.devices = {device.id: device for device in office.devices}
        self.shifts: dict[str, list[Shift]] = defaultdict(list)
        self.at_site: dict[str, set[str]] = defaultdict(set)
        self._taken: dict[str, list[Stretch]] = defaultdict(list)
        self._room_holds: dict[str, list[Stretch]] = defaultdict(list)
        self._cover = {
            duty.id: np.zeros(LATEST + 1, dtype=np.int64)
            for duty in office.duties
            if duty.kind is DutyKind.POST
        }
        self.duty_sites = {duty.id: duty.site for duty in office.duties}
        self._take_roster(day)

    def _take_roster(self, day: Day) -> None:
        for shift in day.shifts:
            self.shifts[shift.person].append(shift)
            self.at_site[shift.site].add(shift.person)
            for pause in shift.breaks:
                self.take(shift.person, pause.at, pause.at + pause.minutes)
        for block in day.protected:
            self.take(block.person, block.start, block.end)
        for held in day.held_slots:
            self.take(held.person, held.start, held.end)
        breaks = {shift.person: shift.breaks for shift in day.shifts}
        for given in day.duties:
            self.take(given.person, given.start, given.end)
            if given.duty in self._cover:
                self._cover[given.duty][given.start : given.end] += 1
                self._uncover(given.duty, given.start, given.end, breaks.get(given.person, ()))

    def _uncover(self, duty: str, start: int, end: int, breaks: Iterable[BookedBreak]) -> None:
        for pause in breaks:
            since, until = max(start, pause.at), min(end, pause.at + pause.minutes)
            if since < until:
                self._cover[duty][since:until] -= 1

    def free(self, who: str, start: int, end: int) -> bool:
        """Tell whether nothing has taken the person, room or device in [start, end)."""
        return all(until <= start or end <= since for since, until in self._taken[who])

    def take(self, who: str, start: int, end: int) -> None:
        """Take a person, room or device for [start, end)."""
        insort(self._taken[who], (start, end))

    def works(self, person: str, site: str, start: int, end: int) -> bool:
        """Tell whether one shift of the person at the site holds [start, end)."""
        return any(
            shift.site == site and shift.contains(start, end) for shift in self.shifts[person]
        )

    def busy_minutes(self, who: str) -> int:
        """Sum the minutes taken so far, to share work out evenly."""
        return sum(until - since for since, until in self._taken[who])

    def duty_free(self, duty: str, site: str, start: int, end: int) -> bool:
        """Tell whether somebody on the duty has a hand free throughout [start, end)."""
        cover = self._cover.get(duty)
        return (
            cover is not None
            and self.duty_sites[duty] == site
            and bool((cover[start:end] > 0).all())
        )

    def use_duty(self, duty: str, start: int, end: int) -> None:
        """Keep one of the people on the duty busy in [start, end)."""
        self._cover[duty][start:end] -= 1

    def hold_room(self, provider: str, start: int, end: int) -> None:
        """Count a room held for one of the provider's visits."""
        self._room_holds[provider].append((start, end))

    def may_hold_room(self, provider: str, start: int, end: int) -> bool:
        """Tell whether the provider's share of rooms allows one more in [start, end)."""
        most = self.office.rules.rooms.per_provider
        if most is None:
            return True
        holds = [hold for hold in self._room_holds[provider] if hold[0] < end and start < hold[1]]
        moments = [start, *(since for since, _ in holds if since > start)]
        return all(
            sum(since <= moment < until for since, until in holds) < most for moment in moments
        )
