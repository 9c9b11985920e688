"""A thousand kills on each database: nothing is lost, nothing done twice, the audit is whole."""

from __future__ import annotations

import os
import sys

import pytest

from engine.store.database import Database
from tests.engine.jobs.killing import check_all, kill_again_and_again, settle

pytestmark = pytest.mark.thorough  # processes of their own, killed again and again

KILLS = int(os.environ.get("TESTS_KILLS", "1000"))


@pytest.mark.long
@pytest.mark.parametrize("ground", ["days", "rosters", "both"])
def test_a_thousand_kills(database: Database, database_url: str, ground: str) -> None:
    counted = kill_again_and_again(database, database_url, KILLS, ground)
    settle(database, database_url, ground)

    events, publications = len(counted.accepted), len(counted.published)
    assert counted.kills == KILLS
    assert events >= KILLS / 10
    assert publications >= KILLS / 100
    check_all(database, counted, ground)
    sys.stdout.write(f"{KILLS} kills, {events} events, {publications} publications: all there\n")
