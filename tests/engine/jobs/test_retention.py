"""What sites keep no longer is removed by whoever works, without being asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from engine.jobs.jobs import Jobs
from engine.jobs.retention import ACTOR, purge_site, sites_to_purge
from engine.jobs.settings import JobSettings
from engine.store.audit import entries, verify
from engine.store.books import dates_of
from engine.store.database import Database
from engine.store.purge import set_retention
from tests.engine.jobs.working import QUICK, SlowPlanner, at_work, wait_for
from tests.engine.store.keeping import SITE, put_day

TODAY = dt.datetime.now(dt.UTC).date()
OLD, OLDER = TODAY - dt.timedelta(days=10), TODAY - dt.timedelta(days=40)


def dates(database: Database, site: str = SITE) -> list[dt.date]:
    with database.reading() as conn:
        return dates_of(conn, site)


def test_a_worker_removes_what_is_kept_no_longer(database: Database) -> None:
    with database.writing() as conn:
        for site in (SITE, "west"):
            for date in (OLDER, OLD, TODAY):
                put_day(conn, site, date)
        set_retention(conn, SITE, 5, "ann")
    jobs = Jobs.open(database, replace(QUICK, keep_days=30))
    try:
        with at_work(jobs, SlowPlanner()):
            wait_for(lambda: dates(database) == [TODAY], "the site's old days to be removed")
            wait_for(lambda: dates(database, "west") == [OLD, TODAY], "the other site's")
    finally:
        jobs.close()

    with database.reading() as conn:
        verify(conn)
        told = [(each.actor, each.site) for each in entries(conn) if each.action == "purged"]
    assert sorted(told, key=str) == [(ACTOR, SITE), (ACTOR, "west")]


def test_nothing_is_removed_unless_somebody_says_so(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn, SITE, OLDER)
    jobs = Jobs.open(database, JobSettings())
    try:
        assert sites_to_purge(jobs) == [SITE]
        assert (purge_site(jobs, SITE), purge_site(jobs, "none")) == (0, 0)
    finally:
        jobs.close()

    assert dates(database) == [OLDER]
