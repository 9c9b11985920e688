"""To accept an event takes few statements: it is what a service does most under load."""

from __future__ import annotations

from sqlalchemy import event

from engine.store.database import Database
from tests.engine.jobs.working import opened
from tests.engine.store.keeping import DATE, SITE, absent

MOST = 10
"""Statements of the transaction that accepts, its beginning and end aside."""


def test_an_event_that_one_solve_will_answer_with_others_takes_few_statements(
    database: Database,
) -> None:
    said: list[str] = []
    with opened(database) as jobs:
        jobs.accept(SITE, DATE, absent("dr-lee"), "k-1", "ann")
        event.listen(
            database.engine,
            "before_cursor_execute",
            lambda _conn, _cursor, statement, *_: said.append(statement),
        )
        jobs.accept(SITE, DATE, absent("dr-bell"), "k-2", "ann")

    statements = [each for each in said if not each.startswith("BEGIN")]
    assert len([each for each in statements if each.startswith("INSERT INTO events")]) == 1
    assert len(statements) <= MOST, statements
