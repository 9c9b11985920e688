"""Whatever is asked, as the OpenAPI document has it or not, the answer is one that it tells of."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Connection

from api.service.app import create_app
from api.service.days.backend import Backend
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings
from api.service.settings import Settings
from engine.store.database import Database
from engine.store.fan_outs import Question, answer_question
from engine.store.keys import create_key
from engine.store.proposals import begin, fill
from engine.store.shelves import ROSTERS
from engine.store.state import roster_state_of, state_of
from models.access import Scope
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.api.service.days.jobs_on_call import DATE, SITE, JobsOnCall
from tests.engine.store import keeping_rosters
from tests.engine.store.keeping import put_day

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BODIES: dict[str, list[Any]] = {
    "PUT /v1/sites/{site}/office": [examples.OFFICE],
    "PUT /v1/sites/{site}/days/{date}/book": [examples.DAY],
    "POST /v1/sites/{site}/days/{date}/events": [
        examples.ABSENT,
        {"type": "late", "person": "dr-bell", "until": "10:00"},
        {"type": "call-outcome", "appointment": "a-1", "outcome": "no-answer"},
    ],
    "POST /v1/sites/{site}/days/{date}/proposals/{proposal}/publish": [{}, {"accepted": ["a-1"]}],
    "PUT /v1/sites/{site}/rosters/{roster}": [
        keeping_rosters.roster().model_dump(mode="json", by_alias=True)
    ],
    "POST /v1/sites/{site}/rosters/{roster}/events": [
        {"type": "absent", "person": "rn-ames", "from": "2026-12-07", "to": "2026-12-09"},
        {"type": "returned", "person": "ma-eads", "date": "2026-12-03"},
        {"type": "absence-withdrawn", "person": "ma-eads", "from": "2026-12-02"},
    ],
    "POST /v1/sites/{site}/rosters/{roster}/proposals/{proposal}/publish": [
        {},
        {"accepted": [{"person": "ma-gray", "date": "2026-12-03"}]},
    ],
    "POST /v1/fan-outs": [[{"site": SITE, "date": DATE}]],
    "POST /v1/keys": [{"label": "x", "scope": "read", "sites": None}],
    "POST /v1/keys/{key}/rotate": [{}],
    "POST /v1/sites/{site}/webhooks": [{"url": "https://example.org/hook"}],
}
"""What makes sense, which hardly comes about by chance."""

DAY = dt.date.fromisoformat(DATE)

MONTHS = "months"
"""The site that has a roster."""

FEW, MANY = 12, int(os.environ.get("TESTS_REQUESTS", "1000"))
"""Requests to each operation, and in the long run."""


def app_of(database: Database) -> FastAPI:
    security = Security.guarded(SecuritySettings(rate=1e6, burst=1_000_000), database)
    limits = Settings(body_seconds=5.0)
    backend = Backend(database, JobsOnCall(database))
    return create_app(limits, FakePlanner(), security, backend=backend)


def operations() -> list[str]:
    # No database is asked for the document.
    document = app_of(cast("Database", None)).openapi()
    schema = schemathesis.openapi.from_dict(document)
    return [each.label for each in _all(schema)]


def _all(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


OPERATIONS = operations()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Make a database in which there is one of everything; return it, and what leads there."""
    path = tmp_path_factory.mktemp("template") / "huddle.db"
    database = Database.open(f"sqlite:///{path}")
    database.migrate()
    jobs = JobsOnCall(database)
    with database.writing() as conn:
        put_day(conn)
        made, other = (
            create_key(conn, Scope.ADMIN, None, "test", dt.timedelta(days=1), "tester")
            for _ in range(2)
        )
        proposal = begin(conn, state_of(conn, SITE, DAY).marks, "ann")
        fill(conn, proposal, examples.proposal())
        hook, _ = jobs.add_webhook(conn, SITE, "https://example.org/hook", "ann")
        jobs.announce(conn, SITE, DAY, "proposal.open", {"proposal": proposal})
        fan_out = jobs.ask_fan_out(conn, [Question(SITE, DAY)] * 2, "ann")
        answer_question(conn, fan_out, 1, 0.5, examples.proposal())
        tag = state_of(conn, SITE, DAY).tag
        keeping_rosters.put_month(conn, MONTHS)
        ours = begin_repair(conn)
        roster_tag = roster_state_of(conn, MONTHS, keeping_rosters.NAME).tag
    database.close()
    return path, {
        "site": SITE,
        "date": DATE,
        "proposal": proposal,
        "webhook": hook.id,
        "fan_out": fan_out,
        "key": other.key.id,
        "name": "no-op",
        "document": "plan",
        "Authorization": f"Bearer {made.text}",
        "If-Match": f'"{tag}"',
        "roster": keeping_rosters.NAME,
        "months": MONTHS,
        "roster-proposal": ours,
        "roster-tag": f'"{roster_tag}"',
    }


def begin_repair(conn: Connection) -> str:
    """Have a repair that is open."""
    marks, _ = ROSTERS.marker.marks_of(conn, MONTHS, keeping_rosters.NAME)
    proposal = ROSTERS.proposals.begin(conn, marks, "ann")
    office, roster = keeping_rosters.office(), keeping_rosters.roster()
    ROSTERS.proposals.fill(conn, proposal, examples.repaired_roster(office, roster))
    return proposal


@pytest.fixture
def known(template: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return template[1]


@pytest.fixture
def app(template: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[FastAPI]:
    database = Database.open(f"sqlite:///{shutil.copy(template[0], tmp_path / 'huddle.db')}")
    yield app_of(database)
    database.close()


def try_it(app: FastAPI, label: str, known: dict[str, str], examples_: int) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    (operation,) = [each for each in _all(schema) if each.label == label]
    if "{roster}" in operation.path:
        ours = {"site": "months", "proposal": "roster-proposal", "If-Match": "roster-tag"}
        known = known | {name: known[of] for name, of in ours.items()}
    there = {name: known[name] for name in known if f"{{{name}}}" in operation.path}
    headers = {"Authorization": known["Authorization"]}
    ways: list[Any] = [
        operation.as_strategy(generation_mode=mode, path_parameters=path)
        for mode in GenerationMode
        for path in ({}, there)
    ]
    ways += [
        operation.as_strategy(path_parameters=there, body=body) for body in BODIES.get(label, ())
    ]

    with asgi.get_client(cast("Any", app)) as client:

        @given(case=st.one_of(ways), seen=st.booleans())
        @settings(
            max_examples=examples_,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any, *, seen: bool) -> None:
            if seen and "If-Match" in case.headers:
                case.headers["If-Match"] = known["If-Match"]
            response = case.call(headers=headers, session=client)
            assert response.status_code < 500 or response.status_code == 503, response.text
            case.validate_response(response, checks=CHECKS)

        ask()


@pytest.mark.thorough
@pytest.mark.parametrize("label", OPERATIONS)
def test_the_answer_is_one_that_the_document_tells_of(
    app: FastAPI, known: dict[str, str], label: str
) -> None:
    try_it(app, label, known, FEW)


@pytest.mark.long
@pytest.mark.parametrize("label", OPERATIONS)
def test_the_answer_is_one_that_the_document_tells_of_however_often(
    app: FastAPI, known: dict[str, str], label: str
) -> None:
    try_it(app, label, known, MANY)
