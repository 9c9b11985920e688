"""A service under load answers what it can, says no to the rest, and loses nothing of what it took.

How long an accept takes is measured and written down, and no reason to fail: the machine that
measures may have other things to do.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from benchmarks.day.runs import machine
from tests import postgres
from tests.api.command_line.serving import Home, told
from tests.faults.homes import Office, running
from tests.faults.load import DATE, Came, Load, prepare, send

pytestmark = pytest.mark.thorough  # processes of their own

SHORT, LONG = 5.0, float(os.environ.get("TESTS_LOAD_SECONDS", "300"))
REPORT = os.environ.get("TESTS_LOAD_REPORT", "")
"""The file that what was measured is written into; none by default."""

ALLOWED = {202, 429, 503}
SOUGHT = (0.05, 0.2, 0.25, 1.0)
"""Seconds within which so many of the accepts come."""

HEAD = """\
# Accepting events under load

{machine}

`make test-load`: {events} events, {rate:g} a second from {clients} clients, on days of {sites}
sites that are solved again and again meanwhile (`md-out-small-pc`, 62 visits). Each is sent at a
time that was fixed in advance, and its seconds count from then, whether it could be sent or not. On
SQLite one process takes in and solves; on PostgreSQL a service takes in and a worker solves.
Service, solvers, database and clients share the cores.

| database | accepted | 429 | 503 | p50, s | p95, s | p99, s | most, s | {within} |
|---|---|---|---|---|---|---|---|{dashes}
"""


@contextmanager
def office_on(kind: str, folder: Path) -> Iterator[tuple[Office, str]]:
    """Give processes on a database that loses nothing when the power fails, and its release."""
    settings = {"HUDDLE_LOG_LEVEL": "warning"}
    if kind == "sqlite":
        settings["HUDDLE_DATABASE_URL"] = f"sqlite:///{folder / 'huddle.db'}"
        with running(Home(folder, settings)) as office:
            yield office, f"SQLite {sqlite3.sqlite_version}"
        return
    postgres.insist_or_skip()
    with postgres.running(durable=True) as server:
        with psycopg.connect(server.url()) as conn:
            release = conn.info.parameter_status("server_version")
        settings["HUDDLE_DATABASE_URL"] = server.url(server.create())
        with running(Home(folder, settings)) as office:
            yield office, f"PostgreSQL {(release or '').split()[0]}"


def written(database: str, of: Load, came: Came) -> None:
    """Say what was measured, and add it to the report, if there is to be one."""
    shares = [sum(each <= most for each in came.seconds) / of.events for most in SOUGHT]
    figures = [came.percentile(share) for share in (0.5, 0.95, 0.99, 1.0)]
    row = [
        database,
        *(f"{came.statuses[status]:,}" for status in sorted(ALLOWED)),
        *(f"{each:.3f}" for each in figures),
        *(f"{share:.1%}" for share in shares),
    ]
    line = f"| {' | '.join(row)} |\n"
    sys.stdout.write(f"{line}the sender was late by {came.late:.3f} s at most\n")
    if not REPORT:
        return
    path = Path(REPORT)
    head = HEAD.format(
        machine=", ".join(f"{name} {value}" for name, value in machine().items()),
        within=" | ".join(f"in {1000 * most:g} ms" for most in SOUGHT),
        dashes="---|" * len(SOUGHT),
        **{name: f"{getattr(of, name):,}" for name in ("events", "clients", "sites")},
        rate=of.rate,
    )
    before = path.read_text() if path.exists() else ""
    kept = before[len(head) :] if before.startswith(head) else ""
    others = [each for each in kept.splitlines(keepends=True) if database not in each]
    path.write_text(head + "".join(sorted([*others, line])))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("seconds", [SHORT, pytest.param(LONG, marks=pytest.mark.long)])
def test_what_is_taken_in_under_load_is_kept(tmp_path: Path, kind: str, seconds: float) -> None:
    of = Load(seconds)
    with office_on(kind, tmp_path) as (office, database):
        prepare(office.client, of)
        came = send(office.home.url, office.home.key, of)
        assert set(came.statuses) <= ALLOWED, came.statuses
        assert came.statuses.total() == of.events
        assert came.statuses[202] > 0
        kept = set[str]()
        for site in {of.site(number) for number in range(of.sites)}:
            events = told(office.client.get(f"/v1/sites/{site}/days/{DATE}/events"))["events"]
            assert [each["position"] for each in events] == list(range(1, len(events) + 1))
            kept |= {each["id"] for each in events}
        assert kept == set(came.accepted.values())
        assert office.is_well()
        verified = office.home.run("audit", "verify", "--json")
        assert json.loads(verified.stdout)["whole"] is True, verified.stderr
    written(database, of, came)
