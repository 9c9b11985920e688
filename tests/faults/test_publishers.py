"""Two people publish at the same moment, again and again: one does, and the other is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection

from api.service.app import create_app
from api.service.days.backend import Backend
from engine.store.audit import entries, verify
from engine.store.database import Database
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import assert_problem
from tests.api.service.days.jobs_on_call import DATE, SITE, JobsOnCall
from tests.engine.store import keeping_rosters
from tests.engine.store.keeping import at_once, opened, put_day

pytestmark = pytest.mark.thorough

HERE = f"/v1/sites/{SITE}/days/{DATE}"
MONTH = f"/v1/sites/{SITE}/rosters/{keeping_rosters.NAME}"
FEW, MANY = 10, 100


@pytest.fixture
def doors(database: Database, database_url: str) -> Iterator[list[TestClient]]:
    """Give clients of two services on one database; of one, where only one may be."""
    with database.writing() as conn:
        put_day(conn)
        keeping_rosters.put_month(conn)
    with ExitStack() as held:
        clients = []
        for _ in range(1 if database.is_sqlite else 2):
            own = Database.open(database_url)
            held.callback(own.close)
            app = create_app(planner=FakePlanner(), backend=Backend(own, JobsOnCall(own)))
            clients.append(held.enter_context(TestClient(app)))
        yield clients


@pytest.mark.parametrize("races", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
@pytest.mark.parametrize(("here", "open_one"), [(HERE, opened), (MONTH, keeping_rosters.opened)])
def test_one_wins_and_the_other_is_told(
    doors: list[TestClient],
    database: Database,
    races: int,
    here: str,
    open_one: Callable[[Connection], str],
) -> None:
    for race in range(1, races + 1):
        with database.writing() as conn:
            proposals = [open_one(conn), open_one(conn)]
        seen = doors[0].get(here).headers["ETag"]
        # Now two proposals for the same, now the same one.
        wanted = proposals if race % 2 else proposals[:1] * 2
        answers = at_once(
            *(
                lambda door=door, proposal=proposal, seen=seen: door.post(
                    f"{here}/proposals/{proposal}/publish", json={}, headers={"If-Match": seen}
                )
                for door, proposal in zip((doors * 2)[:2], wanted, strict=True)
            )
        )
        came = {getattr(each, "status_code", 0): each for each in answers}
        assert set(came) == {200, 412}, (race, answers)
        won, told = cast("Any", came[200]), cast("Any", came[412])
        assert won.json()["version"] == race
        problem = assert_problem(told, 412)
        assert problem["differences"] == [{"what": "publication", "then": race - 1, "now": race}]
    with database.reading() as conn:
        verify(conn)
        actions = [entry.action for entry in entries(conn)]
    assert actions.count("plan published") == races
