"""The nurse clinic with its booked days as the service keeps them, for tests of both together."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.absences.kept_absence import KeptDay
from engine.opening.roster_events import Happened, roster_after
from engine.store.books import put_book
from engine.store.offices import put_office
from engine.store.rosters import put_roster
from models.kept_roster import DayRead
from models.roster_events import RosterAbsent
from scenarios.roster_library import load_example_absence

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from models.day import Day
    from models.office import Office
    from models.plan import Plan
    from models.roster import Roster
    from models.roster_events import RosterEvent

NAME = "december"
WEDNESDAY, THURSDAY, FRIDAY = (dt.date(2026, 12, day) for day in (2, 3, 4))
EVENING = dt.datetime.fromisoformat("2026-12-02T18:00-05:00")
"""When rn-ames calls in sick: Wednesday is over by then, but for the clock."""

AMES_OUT = RosterAbsent(person="rn-ames", first=THURSDAY, last=FRIDAY)
FIRST = DayRead(office=1, book=1, position=0, publication=0)


def office() -> Office:
    """Return the clinic's office."""
    return load_example_absence("nurse-out")[0]


def roster(**changed: object) -> Roster:
    """Return the clinic's weeks, in which nobody is out yet."""
    found = load_example_absence("nurse-out")[1].roster
    return found.model_copy(update={"absences": ()} | changed)


def books() -> dict[dt.date, Day]:
    """Return the books of Wednesday, Thursday and Friday."""
    return {day.date: day for day in load_example_absence("nurse-out")[1].days}


def stands(*events: RosterEvent, **changed: object) -> Happened:
    """Return the weeks after events, rn-ames's call among them."""
    return roster_after(office(), roster(**changed), (AMES_OUT, *events), today=WEDNESDAY)


def kept_days(*changed: Day, issued: dict[dt.date, Plan] | None = None) -> list[KeptDay]:
    """Return the days as they are kept, some with another book or a plan published."""
    kept = books() | {day.date: day for day in changed}
    plans = issued or {}
    return [KeptDay(day, (), plans.get(date), FIRST) for date, day in kept.items()]


def put_clinic(conn: Connection, site: str) -> None:
    """Put the office, its roster and the booked days there."""
    put_office(conn, site, office(), "ann")
    put_roster(conn, site, NAME, roster(), "ann")
    for day in books().values():
        put_book(conn, site, day, "ann")
