"""What sites keep no longer is removed by whoever works, without being asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from engine.jobs import retention
from engine.jobs.jobs import Jobs
from engine.jobs.retention import ACTOR, Due, due, purge_site
from engine.jobs.settings import JobSettings
from engine.store import audit
from engine.store.audit import entries, record, verify
from engine.store.books import dates_of
from engine.store.database import Database
from engine.store.purge import set_retention
from tests.engine.jobs.working import QUICK, SlowPlanner, at_work, wait_for
from tests.engine.store.keeping import SITE, put_day

DAY = dt.timedelta(days=1)
NOW = dt.datetime.now(dt.UTC)
TODAY = NOW.date()
OLD, OLDER = TODAY - 10 * DAY, TODAY - 40 * DAY


def dates(database: Database, site: str = SITE) -> list[dt.date]:
    with database.reading() as conn:
        return dates_of(conn, site)


def something_happened(database: Database, *times: dt.datetime) -> None:
    """Have the audit say of some times that something was done."""
    with pytest.MonkeyPatch.context() as patch:
        for time in times:
            patch.setattr(audit, "now", lambda time=time: time)
            with database.writing() as conn:
                record(conn, "ann", "day seen", SITE, "a day")


def put_off(database: Database) -> int:
    with database.reading() as conn:
        return sum(each.action == "purge put off" for each in entries(conn))


@contextmanager
def keeping(database: Database, at: dt.datetime | None = None) -> Iterator[Jobs]:
    """Give jobs of a site that keeps its days for 30 days, at a time that the clock says."""
    jobs = Jobs.open(database, replace(QUICK, keep_days=30))
    try:
        with pytest.MonkeyPatch.context() as patch:
            if at is not None:
                patch.setattr(retention, "clock", lambda _: at)
                patch.setattr(audit, "now", lambda: at)
            yield jobs
    finally:
        jobs.close()


def test_a_worker_removes_what_is_kept_no_longer(database: Database) -> None:
    something_happened(database, NOW - 1.5 * DAY)
    with database.writing() as conn:
        for site in (SITE, "west"):
            for date in (OLDER, OLD, TODAY):
                put_day(conn, site, date)
        set_retention(conn, SITE, 5, "ann")
    with keeping(database) as jobs, at_work(jobs, SlowPlanner()):
        wait_for(lambda: dates(database) == [TODAY], "the site's old days to be removed")
        wait_for(lambda: dates(database, "west") == [OLD, TODAY], "the other site's")

    with database.reading() as conn:
        verify(conn)
        told = [(each.actor, each.site) for each in entries(conn) if each.action == "purged"]
    assert sorted(told, key=str) == [(ACTOR, SITE), (ACTOR, "west")]


def test_nothing_is_removed_unless_somebody_says_so(database: Database) -> None:
    something_happened(database, NOW - 1.5 * DAY)
    with database.writing() as conn:
        put_day(conn, SITE, OLDER)
    jobs = Jobs.open(database, JobSettings())
    try:
        assert due(jobs).sites == ()
        assert [purge_site(jobs, site, NOW) for site in (SITE, "none")] == [0, 0]
    finally:
        jobs.close()

    assert dates(database) == [OLDER]
    assert put_off(database) == 0


def test_a_clock_that_has_jumped_ahead_makes_nothing_old_for_a_day(database: Database) -> None:
    something_happened(database, NOW - 1.5 * DAY, NOW - 0.1 * DAY)
    with database.writing() as conn:
        put_day(conn, SITE, TODAY)
    ahead = NOW + 400 * DAY
    # Whatever is done there and then says nothing of whether the clock is right.
    something_happened(database, ahead)

    for hours in (1, 2, 23):
        with keeping(database, ahead + dt.timedelta(hours=hours)) as jobs:
            assert due(jobs).sites == ()
    with keeping(database, NOW) as jobs:
        assert due(jobs) == Due(NOW, (SITE,))
        assert purge_site(jobs, SITE, NOW) == 0
    # Nobody has set it right for more than a day: so it is.
    later = ahead + 1.1 * DAY
    with keeping(database, later) as jobs:
        assert due(jobs) == Due(later, (SITE,))
    assert dates(database) == [TODAY]


def test_a_jump_between_the_look_and_the_purge_changes_nothing(database: Database) -> None:
    something_happened(database, NOW - 1.5 * DAY)
    with database.writing() as conn:
        put_day(conn, SITE, OLD)
    with keeping(database, NOW) as jobs:
        found = due(jobs)
    with keeping(database, NOW + 400 * DAY) as jobs:
        assert purge_site(jobs, SITE, found.now) == 0

    assert dates(database) == [OLD]


def test_bug_a_day_is_not_over_before_it_is_at_the_office(database: Database) -> None:
    evening = dt.datetime(2026, 11, 24, 1, tzinfo=dt.UTC)
    here, yesterday = dt.date(2026, 11, 23), dt.date(2026, 11, 22)
    with database.writing() as conn:
        for date in (yesterday, here):
            put_day(conn, SITE, date)
        set_retention(conn, SITE, 0, "ann")
    with keeping(database) as jobs:
        assert purge_site(jobs, SITE, evening) == 1
        assert dates(database) == [here]
        assert purge_site(jobs, SITE, evening + DAY) == 1


def test_where_nobody_does_anything_days_are_removed_all_the_same(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn, SITE, OLDER)
    idle = NOW + 5 * DAY
    found = []
    for hours in range(0, 72, 6):
        with keeping(database, idle + dt.timedelta(hours=hours)) as jobs:
            found.append(bool(due(jobs).sites))

    # It is put off once, for a day; what the audit has of that tells for the next.
    assert found[:5] == [False] * 4 + [True]
    assert found[5:8] == [True] * 3
    assert put_off(database) == 2
    with database.reading() as conn:
        verify(conn)
