"""What sites keep no longer is removed once an hour, one site after another."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from engine.store.errors import NotThere
from engine.store.offices import sites_of
from engine.store.purge import purge, retention_of
from engine.store.solves import clock

if TYPE_CHECKING:
    from engine.jobs.jobs import Jobs

ACTOR = "retention"
"""Who the audit says it was."""

_log = logging.getLogger("huddle.jobs")


def sites_to_purge(jobs: Jobs) -> list[str]:
    """Return the sites that may keep something no longer."""
    with jobs.database.reading() as conn:
        return sites_of(conn)


def purge_site(jobs: Jobs, site: str) -> int:
    """Remove the days that a site keeps no longer, and return how many.

    A site that says nothing goes by the settings.
    """
    with jobs.database.writing() as conn:
        try:
            said = retention_of(conn, site)
            keep_days = jobs.settings.keep_days if said is None else said
            if keep_days is None:
                return 0
            gone = len(purge(conn, site, clock(conn).date(), ACTOR, keep_days).dates)
        except NotThere:
            return 0
    if gone:
        _log.info("days that a site keeps no longer were removed: %d", gone)
    return gone
