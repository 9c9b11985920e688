"""What sites keep no longer is removed once an hour, one site after another.

What is removed does not come back, and a clock that has jumped ahead makes everything old. So days
are removed only when the audit has something that is one day old, two at most: the clock was about
here then, and whoever has the wrong time has had a day to set it right. The audit is there after a
restart, which the seconds that a process has run are not.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.store.audit import record, recorded_between
from engine.store.errors import NotThere
from engine.store.offices import office_of, sites_of
from engine.store.purge import purge, retention_of
from engine.store.solves import clock

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.jobs.jobs import Jobs

ACTOR = "retention"
"""Who the audit says it was."""

DAY = dt.timedelta(days=1)

_log = logging.getLogger("huddle.jobs")


@dataclass(frozen=True, slots=True)
class Due:
    """What may be removed.

    Attributes:
        now: from when days are counted, whatever the clock says by the time they are removed.
        sites: that may keep something no longer.
    """

    now: dt.datetime
    sites: tuple[str, ...]


def due(jobs: Jobs) -> Due:
    """Return what may be removed now: nothing where nobody can tell whether the clock is right."""
    with jobs.database.reading() as conn:
        now = clock(conn)
        sites = tuple(site for site in sites_of(conn) if _kept(conn, jobs, site) is not None)
        if not sites or recorded_between(conn, now - 2 * DAY, now - DAY):
            return Due(now, sites)
        told = recorded_between(conn, now - DAY, now)
    if not told:
        # In a day there is something to go by, even if nobody does anything until then.
        with jobs.database.writing() as conn:
            record(conn, ACTOR, "purge put off", None, "by a day: the clock may have jumped ahead")
        _log.warning("old days are removed in a day: the clock may have jumped ahead")
    return Due(now, ())


def purge_site(jobs: Jobs, site: str, now: dt.datetime) -> int:
    """Remove the days that a site keeps no longer, and return how many.

    A site that says nothing goes by the settings.
    """
    with jobs.database.writing() as conn:
        try:
            keep_days = _kept(conn, jobs, site)
            if keep_days is None:
                return 0
            gone = len(purge(conn, site, today_at(conn, site, now), ACTOR, keep_days).dates)
        except NotThere:
            return 0
    if gone:
        _log.info("days that a site keeps no longer were removed: %d", gone)
    return gone


def today_at(conn: Connection, site: str, now: dt.datetime) -> dt.date:
    """Return the date that it is at a site, wherever its office is: no day is over before that.

    Raises:
        NotThere: there is no such site.
    """
    places = office_of(conn, site).document.sites
    return min(now.astimezone(ZoneInfo(place.zone)).date() for place in places)


def _kept(conn: Connection, jobs: Jobs, site: str) -> int | None:
    """Return for how many days a site keeps a day; None is for ever.

    Raises:
        NotThere: there is no such site.
    """
    said = retention_of(conn, site)
    return jobs.settings.keep_days if said is None else said
