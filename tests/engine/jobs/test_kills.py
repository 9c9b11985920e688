"""Processes are killed at any moment: the short form of `tests/faults/test_kills.py`."""

from __future__ import annotations

import pytest

from engine.store.database import Database
from tests.engine.jobs.killing import check_all, kill_again_and_again, settle


@pytest.mark.thorough
def test_nothing_is_lost_and_nothing_done_twice(database: Database, database_url: str) -> None:
    counted = kill_again_and_again(database, database_url, kills=12)
    settle(database, database_url)

    assert counted.kills == 12
    assert counted.accepted
    check_all(database, counted)
