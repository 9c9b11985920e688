"""The case of an absence of several days: roster, booked days and who is out, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from models.absence import AwayFrom
from models.day import Day
from models.office import Office
from models.plan import Plan
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
        issued: by date, the plan that the office was given last for a day, which the day goes on
            from; the day is handed in as carried forward from it.
    """

    office: Office
    roster: Roster
    days: tuple[Day, ...]
    away: tuple[AwayFrom, ...]
    now: datetime
    issued: Mapping[date, Plan] = field(default_factory=dict)

    @cached_property
    def roster_case(self) -> RosterCase:
        """The case of the roster alone."""
        return RosterCase(self.office, self.roster)

    def out(self, person: str, day: date) -> bool:
        """Tell whether the person is out all day on a date that is not over."""
        over = self.roster.as_of is not None and day < self.roster.as_of
        return not over and any(
            whole.person == person and whole.include(day) for whole in self._whole_days
        )

    def leaves(self, person: str, day: date) -> int | None:
        """Return from which minute of a date on a person is out who works before it.

        None where they do not leave within the date, or have left on one that is over.
        """
        zone = ZoneInfo(self.office.sites[0].zone)
        entries = (entry for entry in self.away if (entry.person, entry.first) == (person, day))
        times = [entry.at for entry in entries if entry.at is not None]
        return min(times, default=None) if day >= self.now.astimezone(zone).date() else None

    @cached_property
    def _whole_days(self) -> tuple[Away, ...]:
        return tuple(whole for entry in self.away if (whole := entry.whole_days) is not None)
