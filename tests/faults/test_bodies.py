"""Ten thousand bodies that are nearly right: each is answered, and if refused, in words."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.planner import Asked, Engine, Planner, RosterAsked
from api.service.app import create_app
from api.service.days.backend import Backend
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings
from api.service.settings import Settings
from engine.asking.enquiry import Enquiry
from engine.store.database import Database
from engine.store.keys import create_key
from engine.store.offices import put_office
from engine.store.state import roster_state_of
from models.absence_answer import AnsweredAbsence
from models.access import Scope
from models.proposal import Comparison, Proposal
from models.roster_answer import BuiltRoster, RepairedRoster
from scenarios.library import load
from scenarios.roster_library import load_example_absence, load_example_roster
from tests.api import examples
from tests.api.service.days.jobs_on_call import DATE, SITE, JobsOnCall
from tests.databases import KINDS
from tests.engine.store import keeping_rosters
from tests.engine.store.keeping import opened, put_day, tag_of
from tests.faults.mutations import mutated

pytestmark = pytest.mark.thorough

FEW, MANY = 300, int(os.environ.get("TESTS_BODIES", "10000"))
"""Bodies, of all routes together."""

RICH = load("infusion-rn-out")
TINY: dict[str, Any] = {
    "office": examples.OFFICE,
    "day": examples.DAY,
    "events": [examples.ABSENT],
    "deadline": 0.0,
}
WHOLE: dict[str, Any] = {
    "office": RICH.office.model_dump(mode="json", exclude_unset=True),
    "day": RICH.day.model_dump(mode="json", exclude_unset=True),
    "deadline": 0.0,
}
WISH = {"visit": "a-1", "provider": "dr-bell", "at": "16:30"}
ASKED = TINY | {"plan": examples.PLAN}
EVENTS: list[dict[str, Any]] = [
    examples.ABSENT,
    {"type": "absent", "person": "dr-bell", "from": "09:00", "to": "10:00"},
    {"type": "late", "person": "dr-bell", "until": "10:00"},
    {"type": "leaves-early", "person": "dr-bell", "at": "15:00"},
    {"type": "site-closed", "site": "main", "from": "09:00", "to": "10:00"},
    {"type": "cancelled", "appointment": "a-2"},
    {"type": "no-show", "appointment": "a-1"},
    {"type": "overrun", "appointment": "a-1", "minutes": 10},
    {
        "type": "add-on",
        "appointment": {
            "id": "a-9",
            "visit_type": "follow-up",
            "at": "11:00",
            "provider": "dr-lee",
        },
    },
    {
        "type": "call-outcome",
        "appointment": "a-1",
        "outcome": "reached-declined",
        "offer": {"provider": "dr-bell", "at": "10:30", "site": "main"},
    },
]

MONTH: dict[str, Any] = {
    name: document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for name, document in zip(
        ("office", "roster"), load_example_roster("clinic-month"), strict=True
    )
} | {"deadline": 0.0}

NURSES: dict[str, Any] = {
    name: document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for name, document in zip(("office", "absence"), load_example_absence("nurse-out"), strict=True)
} | {"deadline": 0.0}

ROSTER_EVENTS: list[dict[str, Any]] = [
    {"type": "absent", "person": "rn-ames", "from": "2026-12-07", "to": "2026-12-09"},
    {"type": "returned", "person": "ma-eads", "date": "2026-12-03"},
    {"type": "absence-withdrawn", "person": "ma-eads", "from": "2026-12-02"},
    {"type": "leave-granted", "person": "ma-fox", "from": "2026-12-14", "to": "2026-12-15"},
    {
        "type": "extra-demand",
        "demand": {"dates": ["2026-12-10"], "shift_types": ["early"], "minimum": 3},
    },
    {
        "type": "call-outcome",
        "person": "ma-gray",
        "date": "2026-12-03",
        "outcome": "reached-declined",
        "shift_types": ["early"],
    },
]

BODIES: dict[str, list[Any]] = {
    "POST /v1/resolve": [TINY, WHOLE, TINY | {"now": "06:50", "issued": examples.PLAN}],
    "POST /v1/what-if": [
        {name: TINY[name] for name in ("office", "day", "deadline")}
        | {"variants": [{"name": "as-it-is"}, {"name": "lee", "events": [examples.ABSENT]}]}
    ],
    "POST /v1/check": [{name: ASKED[name] for name in ("office", "day", "events", "plan")}],
    "POST /v1/day/why": [ASKED | {"visit": "a-1"}],
    "POST /v1/day/why-not": [ASKED | {"wish": WISH, "within": 0.1}],
    "POST /v1/day/conflict": [ASKED | {"wishes": [WISH, {"no_calls": True}], "within": 0.1}],
    "POST /v1/day/help": [ASKED | {"within": 0.1}],
    "POST /v1/day/frontier": [ASKED | {"within": 0.1}],
    "POST /v1/roster/build": [MONTH],
    "POST /v1/roster/repair": [MONTH, MONTH | {"lean": "fairest", "options": False}],
    "POST /v1/roster/check": [{name: MONTH[name] for name in ("office", "roster")}],
    "POST /v1/roster/absence": [NURSES, NURSES | {"lean": "fairest", "options": False}],
    "PUT /v1/sites/{site}/office": [examples.OFFICE, WHOLE["office"]],
    "PUT /v1/sites/{site}/days/{date}/book": [examples.DAY],
    "POST /v1/sites/{site}/days/{date}/events": EVENTS,
    "POST /v1/sites/{site}/days/{date}/proposals": [{"profile": "balanced", "deadline": 5.0}],
    "POST /v1/sites/{site}/days/{date}/proposals/{proposal}/publish": [
        {},
        {"accepted": ["a-1", "a-2"]},
        {"option": 0},
    ],
    "PUT /v1/sites/{site}/rosters/{roster}": [
        keeping_rosters.roster().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    ],
    "POST /v1/sites/{site}/rosters/{roster}/events": ROSTER_EVENTS,
    "POST /v1/sites/{site}/rosters/{roster}/proposals": [{"lean": "fairest", "deadline": 5.0}],
    "POST /v1/sites/{site}/rosters/{roster}/proposals/{proposal}/publish": [
        {"accepted": [{"person": "ma-gray", "date": "2026-12-03"}]},
        {},
        {"option": 0},
    ],
    "POST /v1/sites/{site}/webhooks": [{"url": "https://example.org/hook"}],
    "POST /v1/fan-outs": [
        [
            {"site": SITE, "date": DATE},
            {"site": SITE, "date": DATE, "variant": {"name": "lee", "events": [examples.ABSENT]}},
        ]
    ],
    "PUT /v1/sites/{site}/retention": [{"days": 183}],
    "POST /v1/sites/{site}/purge": [{}, {"before": "2026-10-01"}],
}
"""Of each route that takes a body, some that it takes."""

SCRATCH = "scratch"
"""A site of which the office is put again and again."""

MONTHS = "months"
"""The site that has a roster."""


def brief(asked: Asked) -> Asked:
    """Return how to solve in next to no time."""
    return replace(asked, deadline=0.0, options=False, deterministic=False)


class Brief:
    """The engine, hardly searching: what it is asked goes all the way, and is soon answered."""

    def __init__(self) -> None:
        self._engine = Engine()
        self.judge = self._engine.judge
        self.judge_roster = self._engine.judge_roster
        self.warm_up = self._engine.warm_up
        self.shut_down = self._engine.shut_down

    def resolve(self, *about: Any, asked: Asked, **more: Any) -> Proposal:
        return self._engine.resolve(*about, asked=brief(asked), **more)

    def what_if(self, *about: Any, asked: Asked, **more: Any) -> Comparison:
        return self._engine.what_if(*about, asked=brief(asked), **more)

    def build_roster(self, *about: Any, asked: RosterAsked, **more: Any) -> BuiltRoster:
        return self._engine.build_roster(*about, asked=replace(asked, deadline=0.0), **more)

    def repair_roster(self, *about: Any, asked: RosterAsked, **more: Any) -> RepairedRoster:
        return self._engine.repair_roster(*about, asked=replace(asked, deadline=0.0), **more)

    def answer_absence(self, *about: Any, asked: Asked, **more: Any) -> AnsweredAbsence:
        return self._engine.answer_absence(*about, asked=brief(asked), **more)

    def __getattr__(self, question: str) -> Callable[..., Any]:
        ask = getattr(self._engine, question)

        def briefly(about: Enquiry, *given: Any, within: float | None = None, **more: Any) -> Any:
            if question != "why":
                more["within"] = within if within is not None and within < 0.1 else 0.1
            return ask(replace(about, asked=brief(about.asked)), *given, **more)

        return briefly


@dataclass
class Trial:
    """A service on trial, and what leads to its routes.

    Attributes:
        app: the service.
        database: its store.
        key: what opens it.
    """

    app: FastAPI
    database: Database
    key: str

    def address(self, label: str, number: int) -> tuple[str, str, dict[str, str]]:
        """Return the method, the address and the headers of a request that makes sense."""
        method, _, path = label.partition(" ")
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        proposal = ""
        if "{roster}" in path:
            if "{proposal}" in path:
                with self.database.writing() as conn:
                    changed = keeping_rosters.plan()
                    proposal = keeping_rosters.opened(conn, site=MONTHS, proposed=changed)
                    tag = roster_state_of(conn, MONTHS, keeping_rosters.NAME).tag
                headers["if-match"] = f'"{tag}"'
        elif "{proposal}" in path:
            # What is published or superseded says nothing of bodies any more.
            with self.database.writing() as conn:
                proposal = opened(conn)
            headers["if-match"] = f'"{tag_of(self.database)}"'
        if path.endswith("/events"):
            headers["idempotency-key"] = f"k-{number}"
        site = SCRATCH if path.endswith("/office") else SITE
        site = MONTHS if "{roster}" in path else site
        named = {"date": DATE, "roster": keeping_rosters.NAME, "proposal": proposal}
        return method, path.format(site=site, **named), headers


@pytest.fixture
def trial(database: Database) -> Iterator[Trial]:
    with database.writing() as conn:
        put_day(conn)
        put_office(conn, SCRATCH, examples.office(), "ann")
        keeping_rosters.put_month(conn, MONTHS)
        made = create_key(conn, Scope.ADMIN, None, "test", dt.timedelta(days=1), "tester")
    security = Security.guarded(SecuritySettings(rate=1e6, burst=1_000_000), database)
    backend = Backend(database, JobsOnCall(database))
    planner = cast("Planner", Brief())
    yield Trial(create_app(Settings(), planner, security, backend=backend), database, made.text)


def try_bodies(trial: Trial, label: str, count: int, log: pytest.LogCaptureFixture) -> None:
    method, _, path = label.partition(" ")
    told = trial.app.openapi()["paths"][path][method.lower()]["responses"]
    chance, statuses = Random(label), Counter[int]()
    # An error that nobody has caught is raised here, and not only answered with 500.
    with TestClient(trial.app, raise_server_exceptions=True) as client:
        for number in range(count):
            body = mutated(chance.choice(BODIES[label]), chance)
            verb, address, headers = trial.address(label, number)
            answer = client.request(verb, address, content=body, headers=headers)
            about = (number, answer.status_code, body[:2000], answer.text[:500])
            statuses[answer.status_code] += 1
            assert str(answer.status_code) in told, about
            assert answer.status_code < 500, about
            if answer.status_code >= 400:
                problem = answer.json()
                assert answer.headers["content-type"] == "application/problem+json", about
                assert problem["status"] == answer.status_code, about
                assert problem["title"], about
                assert problem["detail"], about
                if answer.status_code == 422:
                    assert problem.get("faults") or problem.get("findings"), about
                assert "Traceback" not in answer.text, about
    errors = [record for record in log.records if record.levelno >= logging.ERROR]
    assert errors == [], [record.getMessage() for record in errors]
    if count > len(STORED):
        # Not all is refused for one and the same reason, and not all is taken.
        assert len(statuses) > 1, statuses


STATELESS = [label for label in BODIES if "/sites/" not in label and "fan-outs" not in label]
STORED = [label for label in BODIES if label not in STATELESS]
SHARES = len(STATELESS) + len(KINDS) * len(STORED)
LENGTHS = [pytest.param(FEW), pytest.param(MANY, marks=pytest.mark.long)]


def test_every_route_that_takes_a_body_is_tried() -> None:
    app = create_app(backend=Backend(cast("Database", None), cast("Any", None)))
    takes = {
        f"{method.upper()} {path}"
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }

    assert takes == set(BODIES)


@pytest.mark.parametrize("label", STORED)
@pytest.mark.parametrize("bodies", LENGTHS)
def test_a_body_of_a_kept_day(
    trial: Trial, label: str, bodies: int, caplog: pytest.LogCaptureFixture
) -> None:
    try_bodies(trial, label, -(-bodies // SHARES), caplog)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("label", STATELESS)
@pytest.mark.parametrize("bodies", LENGTHS)
def test_a_body_of_a_question(
    trial: Trial, label: str, bodies: int, caplog: pytest.LogCaptureFixture
) -> None:
    try_bodies(trial, label, -(-bodies // SHARES), caplog)


@pytest.mark.parametrize("label", BODIES)
def test_what_is_mutated_is_taken_as_it_is(label: str, trial: Trial) -> None:
    with TestClient(trial.app) as client:
        for number, body in enumerate(BODIES[label]):
            verb, address, headers = trial.address(label, number)
            answer = client.request(verb, address, json=body, headers=headers)
            # What is wrong with a plan is another thing than what is wrong with a body.
            right = answer.status_code < 300 or "findings" in answer.json()
            assert right, (answer.text, body)
