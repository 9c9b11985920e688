"""An absence of several days: the roster it strikes, the booked days within, who is out."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field, field_validator

from models.base import Fact
from models.clock import Minute
from models.day import Day
from models.roster import Away, Roster

MOST_BOOKED_DAYS = 60
"""The most days with books in one question; an absence of three months has as many weekdays."""


class AwayFrom(Away):
    """A person is out from one date to another; on the first of them perhaps only from a time on.

    Who leaves in the middle of a day has worked on it: their cell of that day stays, and what
    they leave undone is the day's to see to. The roster is struck from the day after.
    """

    at: Minute | None = Field(default=None, description="Left out: for the whole first day, too.")

    @property
    def whole_days(self) -> Away | None:
        """The dates on which the person is out all day, if there are any."""
        if self.at is None:
            return Away(person=self.person, first=self.first, last=self.end, credit=self.credit)
        after = self.first + timedelta(days=1)
        if after > self.end:
            return None
        return Away(person=self.person, first=after, last=self.end, credit=self.credit)


class Absence(Fact):
    """Who is out for some days, with the roster and the booked days that this may touch.

    A day's `shifts` may leave out whoever is rostered: their published cell says when they work.
    Where they are written (for a break, a lock) they are those of that cell. `absences` count as
    if they stood in the roster; of somebody without a contract they strike the booked days alone.
    """

    office: str = Field(max_length=200, description="The office's id, or its file.")
    roster: Roster
    days: tuple[Day, ...] = Field(
        default=(), max_length=MOST_BOOKED_DAYS, description="Days of the horizon with a book."
    )
    absences: tuple[AwayFrom, ...] = Field(
        default=(), max_length=1000, description="Besides the roster's own."
    )
    now: datetime | None = Field(
        default=None,
        description="When the question is asked, with its zone; by default the midnight before"
        " 'as_of' or, left out as well, before the first day that anybody is out.",
        examples=["2026-12-02T18:00-05:00"],
    )

    @field_validator("now")
    @classmethod
    def _with_zone(cls, now: datetime | None) -> datetime | None:
        if now is not None and now.tzinfo is None:
            raise ValueError('an instant needs its zone, like "2026-12-02T18:00-05:00"')
        return now
