"""What the tests of kept rosters put into the store: an example month."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from engine.store.offices import put_office
from engine.store.rosters import put_roster
from engine.store.shelves import ROSTERS
from models.office import Office
from models.roster import Cell, Roster, RosterPlan
from models.roster_answer import Lean, RosterOption
from models.roster_events import RosterAbsent, RosterEvent
from scenarios.roster_library import load_example_roster
from tests.api import examples
from tests.engine.store.keeping import SITE

NAME = "winter"
LAST = dt.date(2026, 12, 27)


def office() -> Office:
    """Return the office of the month."""
    return load_example_roster("clinic-month")[0]


def roster(**changed: object) -> Roster:
    """Return the month, in which ma-eads is out from 2 to 4 December."""
    return load_example_roster("clinic-month")[1].model_copy(update=changed)


def put_month(conn: Connection, site: str = SITE, name: str = NAME, **changed: object) -> None:
    """Put the office and its month there."""
    put_office(conn, site, office(), "ann")
    put_roster(conn, site, name, roster(**changed), "ann")


def out(person: str = "rn-ames", first: int = 7, last: int = 9) -> RosterEvent:
    """Return an event: somebody is out for some days of December."""
    days = dt.date(2026, 12, first), dt.date(2026, 12, last)
    return RosterAbsent(person=person, first=days[0], last=days[1])


def plan(person: str = "ma-gray", day: int = 3, cell: Cell = ("early",)) -> RosterPlan:
    """Return the published month with another cell in December."""
    rows = dict(roster().published)
    # The month begins on 30 November, so that the third of December is its cell of index 3.
    rows[person] = (*rows[person][:day], cell, *rows[person][day + 1 :])
    return RosterPlan(rows=rows)


def opened(
    conn: Connection,
    by: str = "ann",
    name: str = NAME,
    site: str = SITE,
    proposed: RosterPlan | None = None,
) -> str:
    """Have a proposal worked out that answers the roster as it is now.

    What is proposed is its first option too; left out, nothing is changed and there are no options.
    """
    marks, _ = ROSTERS.marker.marks_of(conn, site, name)
    proposal = ROSTERS.proposals.begin(conn, marks, by)
    answer = examples.repaired_roster(office(), roster())
    if proposed is not None:
        only = RosterOption(
            leans=(Lean.FAIREST,),
            roster=proposed,
            short=0,
            changes=1,
            people_changed=1,
            cost=answer.certificate.cost,
            tiers=answer.tiers,
            certificate=answer.certificate,
        )
        answer = answer.model_copy(update={"roster": proposed, "options": (only,)})
    ROSTERS.proposals.fill(conn, proposal, answer)
    return proposal
