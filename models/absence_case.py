"""The case of an absence of several days: roster, booked days and who is out, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from models.day import Day
from models.office import Office
from models.roster import Away, Roster
from models.roster_case import RosterCase


@dataclass(frozen=True)
class AbsenceCase:
    """Everything an absence is answered for and judged by; its references are known to be good.

    Attributes:
        office: the office.
        roster: the roster with all absences of people rostered, and the first day that may change.
        days: the booked days as handed in, in order of date; people rostered may have no shift.
        away: all absences, of people with a contract and without.
        now: when it is asked, with its zone.
    """

    office: Office
    roster: Roster
    days: tuple[Day, ...]
    away: tuple[Away, ...]
    now: datetime

    @cached_property
    def roster_case(self) -> RosterCase:
        """The case of the roster alone."""
        return RosterCase(self.office, self.roster)

    def out(self, person: str, day: date) -> bool:
        """Tell whether the person is out on a date that is not over."""
        over = self.roster.as_of is not None and day < self.roster.as_of
        return not over and any(
            entry.person == person and entry.include(day) for entry in self.away
        )
