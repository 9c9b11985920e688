"""How the compiled model sees a roster case: days by number, what is known, what is settled.

Day 0 is the first of the horizon; days before it have negative numbers. The checks have a reading
of their own; nothing is shared between the two.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from models.contracts import Contract
    from models.roster import Away, Cell
    from models.roster_case import RosterCase
    from models.shift_types import ShiftType
    from models.staff import Person

DAY = 24 * 60


class Facts:
    """A roster case, read once.

    Attributes:
        case: the case.
        days: days of the horizon.
        people: everybody rostered, by id.
        types: the office's shift types, by id.
        held: what stays of each cell, for cells of which something does.
        closed: cells to which nothing may be added.
        absent: (person, day) on which somebody is out, before the horizon as well.
        on_leave: (person, day) of leave granted.
        credit: paid minutes of (person, day) on which somebody is away.
    """

    def __init__(self, case: RosterCase) -> None:
        self.case = case
        self.days = case.roster.days
        self.people: dict[str, Person] = {person.id: person for person in case.people}
        self.types: dict[str, ShiftType] = dict(case.rostering.shift_types)
        self.held: dict[tuple[str, int], frozenset[str]] = {}
        self.closed: set[tuple[str, int]] = set()
        self.absent = self._cells(case.roster.absences, since=-math.inf)
        self.on_leave = self._cells(case.roster.leave)
        self.credit: dict[tuple[str, int], int] = {}
        for entry in (*case.roster.leave, *case.roster.absences):
            for cell in self._cells([entry]) if entry.credit else ():
                self.credit[cell] = max(entry.credit, self.credit.get(cell, 0))
        self._instants: dict[tuple[str, int], tuple[int, int]] = {}
        self._midnights: dict[int, int] = {}
        self._hold()

    def _cells(self, away: Iterable[Away], *, since: float = 0) -> set[tuple[str, int]]:
        return {
            (entry.person, day)
            for entry in away
            for day in range(self.number(entry.first), min(self.days, self.number(entry.end) + 1))
            if day >= since
        }

    def _hold(self) -> None:
        roster = self.case.roster
        worked = 0 if roster.as_of is None else max(0, self.number(roster.as_of))
        for person, row in roster.published.items():
            for day in range(min(worked, self.days, len(row))):
                self.closed.add((person, day))
                self.held[person, day] = frozenset(row[day])
        for lock in roster.locked:
            day = self.number(lock.date)
            row = roster.published.get(lock.person, ())
            if not 0 <= day < min(self.days, len(row)):
                continue
            cell = (lock.person, day)
            if lock.shift_type is None:
                self.closed.add(cell)
                self.held[cell] = frozenset(row[day])
            elif lock.shift_type in row[day]:
                self.held[cell] = self.held.get(cell, frozenset()) | {lock.shift_type}
        for person, day in self.absent:
            if day >= worked:
                self.closed.add((person, day))
                self.held[person, day] = frozenset()
        for (person, day), held in self.held.items():
            if held and person in self.people and self.contract(person).one_shift.most == 1:
                self.closed.add((person, day))

    def number(self, day: date) -> int:
        """Return the number of a date, counted from the first day of the horizon."""
        return (day - self.case.roster.first).days

    def date(self, day: int) -> date:
        """Return the date of a day."""
        return self.case.roster.first + timedelta(days=day)

    def weekday(self, day: int) -> int:
        """Return 0 on a Monday … 6 on a Sunday."""
        return self.date(day).weekday()

    def contract(self, person: str) -> Contract:
        """Return the contract of a person."""
        return self.case.contracts[person]

    def past(self, person: str, day: int) -> Cell | None:
        """Return what was worked on a day before the horizon; None where it is not known."""
        row = self.case.roster.history.get(person, ())
        return row[day] if -len(row) <= day < 0 else None

    def first_known(self, person: str) -> int:
        """Return the number of the first day of which something is known."""
        return -len(self.case.roster.history.get(person, ()))

    def settled(self, person: str, day: int) -> bool:
        """Tell whether nothing is left to decide on a day: past, held, or free for good."""
        return day < 0 or (person, day) in self.closed or (person, day) in self.on_leave

    def kind(self, shift_type: str) -> str:
        """Return the kind of a shift type."""
        return self.types[shift_type].kind or shift_type

    def of_kinds(self, kinds: Iterable[str]) -> frozenset[str]:
        """Return the shift types of these kinds; of no kinds at all: every one."""
        wanted = set(kinds)
        return frozenset(t for t in self.types if not wanted or self.kind(t) in wanted)

    @cached_property
    def _zones(self) -> dict[str, ZoneInfo]:
        sites = {site.id: ZoneInfo(site.zone) for site in self.case.office.sites}
        first = sites[self.case.office.sites[0].id]
        return {t: sites[st.site] if st.site else first for t, st in self.types.items()}

    def instants(self, shift_type: str, day: int) -> tuple[int, int]:
        """Return when a shift of a day starts and ends, in minutes as they pass."""
        key = (shift_type, day)
        if key not in self._instants:
            found = self.types[shift_type]
            self._instants[key] = (
                self._instant(shift_type, day, found.start),
                self._instant(shift_type, day, found.end),
            )
        return self._instants[key]

    def midnight(self, day: int) -> int:
        """Return when a day begins at the office's first site, in minutes as they pass."""
        if day not in self._midnights:
            on = self.date(day)
            zone = ZoneInfo(self.case.office.sites[0].zone)
            found = datetime(on.year, on.month, on.day, tzinfo=zone)
            self._midnights[day] = int(found.timestamp()) // 60
        return self._midnights[day]

    def _instant(self, shift_type: str, day: int, minute: int) -> int:
        on = self.date(day + minute // DAY)
        clock = datetime(on.year, on.month, on.day, minute % DAY // 60, minute % 60)
        return int(clock.replace(tzinfo=self._zones[shift_type]).timestamp()) // 60
