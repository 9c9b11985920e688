"""Processes are killed at any moment: the short form of `tests/faults/test_kills.py`."""

from __future__ import annotations

import pytest

from engine.store.database import Database
from tests.engine.jobs.killing import check_all, kill_again_and_again, settle


@pytest.mark.thorough
@pytest.mark.parametrize("ground", ["days", "rosters", "both"])
def test_nothing_is_lost_and_nothing_done_twice(
    database: Database, database_url: str, ground: str
) -> None:
    counted = kill_again_and_again(database, database_url, 12, ground)
    settle(database, database_url, ground)

    assert counted.kills >= 12
    assert counted.accepted
    check_all(database, counted, ground)
