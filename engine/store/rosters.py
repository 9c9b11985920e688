"""Rosters of a site, in versions; the horizon of each stays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from engine.store.errors import NotThere
from engine.store.kinds import ROSTER
from engine.store.roster_tables import rosters
from engine.store.versions import Versions
from models.errors import BadInput, Fault

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.store.marks import RosterMarks
    from models.roster import Roster

_rosters = Versions(ROSTER)
roster_of, rosters_of = _rosters.version_of, _rosters.names_of


def put_roster(
    conn: Connection,
    site: str,
    name: str,
    roster: Roster,
    by: str,
    judged: RosterMarks | None = None,
) -> int:
    """Keep a roster and return its version; what is there already keeps its version.

    Raises:
        NotThere: there is no such site.
        Stale: it has come further than when it was `judged` that the document goes with it.
        BadInput: the roster of that name is of other days.
    """
    last = roster.first + dt.timedelta(days=roster.days - 1)
    version = _rosters.put(conn, site, name, roster, by, judged, last=last)
    try:
        before = roster_of(conn, site, name, version - 1).document
    except NotThere:
        return _grown(conn, site, name, last, version)
    if (before.first, before.days) != (roster.first, roster.days):
        expected = f"{before.days} days from {before.first}, or another name for other days"
        problem = "the roster of that name is of other days"
        raise BadInput([Fault("roster.from", str(roster.first), problem, expected)])
    return version


def last_day(conn: Connection, site: str, name: str) -> dt.date:
    """Return the last day of a roster.

    Raises:
        NotThere: there is no such roster.
    """
    asked = select(rosters.c.last).where(ROSTER.at(rosters, site, name))
    last: dt.date | None = conn.scalar(asked)
    if last is None:
        raise NotThere(f"site {site} has no roster {name}")
    return last


def _grown(conn: Connection, site: str, name: str, last: dt.date, version: int) -> int:
    """Note the last day of a roster of which nothing older is left."""
    conn.execute(update(rosters).where(ROSTER.at(rosters, site, name)).values(last=last))
    return version
