"""The page on the service says what there is, and what it shows is what its commands say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import Mock

import pytest
from pydantic import TypeAdapter

from api.command_line.commands import COMMANDS
from api.service.app import create_app
from api.service.days.backend import Backend
from api.service.security.access import Doorway, doorways_of
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings
from api.service.settings import Settings, variable_of
from engine.jobs.webhooks import FAILED, OPEN, PUBLISHED, UNDONE, signed
from models.events import Event
from models.roster_events import RosterEvent
from tests.api.command_line.serving import Home
from tests.api.command_line.walking import is_shown, missing, steps_of, walked
from tests.databases import shared_server
from tests.house.test_house import ROOT

if TYPE_CHECKING:
    from api.service.days.backend import Jobs
    from api.service.security.keeper import Keeper
    from api.service.security.sign_in import SignIn
    from engine.store.database import Database

PAGE = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
SETTINGS = {
    "HUDDLE_SOLVE_DEADLINE": "3",
    "HUDDLE_TAKEOVER_SECONDS": "3",
    "HUDDLE_LOG_LEVEL": "info",
}


def section(title: str) -> str:
    """Return what stands under a heading."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert found is not None, title
    return found[1]


def walk(title: str, home: Home) -> None:
    """See that every command of a section says what the section shows."""
    if lacking := missing():
        pytest.skip(f"the page is for people who have {', '.join(lacking)}")
    steps = walked(section(title), home)
    assert len(steps) > 10
    for step, said in steps:
        assert is_shown(step.shown, said), f"$ {step.command}\n{said}\nbut shown:\n{step.shown}"


@pytest.mark.thorough
def test_one_machine(tmp_path: Path) -> None:
    walk("One machine", Home(tmp_path, dict(SETTINGS)))


@pytest.mark.thorough
def test_a_roster(tmp_path: Path) -> None:
    # It is over as soon as it is proven; there is no answer before a roster is found.
    walk("A roster", Home(tmp_path, SETTINGS | {"HUDDLE_SOLVE_DEADLINE": "60"}))


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Home]:
    server = shared_server()
    name = server.create()
    yield Home(tmp_path, SETTINGS | {"HUDDLE_DATABASE_URL": server.url(name)})
    server.drop(name)


@pytest.mark.thorough
def test_many_machines(cluster: Home) -> None:
    walk("Many machines", cluster)


def routes() -> list[str]:
    """Return the rows that the table of routes must have."""
    database = cast("Database", None)
    security = Security(SecuritySettings(), cast("Keeper", Mock()), cast("SignIn", Mock()))
    app = create_app(security=security, backend=Backend(database, cast("Jobs", None)))
    security.close()
    told = app.openapi()["paths"]
    rows = []
    for doorway in doorways_of(app):
        operation = told.get(doorway.path, {}).get(doorway.method.lower())
        if operation is not None:
            rows.append(
                f"| `{doorway.method} {doorway.path}` | {asked(doorway)} | {operation['summary']} |"
            )
    return rows


def asked(doorway: Doorway) -> str:
    if doorway.needs is None:
        return "none"
    of_every_site = "{site}" not in doorway.path and not doorway.needs.of_no_site
    return f"{doorway.needs.scope}{', every site' if of_every_site else ''}"


def test_every_route_is_in_the_table() -> None:
    rows = routes()
    assert len(rows) > 40

    assert re.findall(r"^\| `[A-Z]+ /.*\|$", section("Routes"), re.M) == rows


def test_every_type_of_event_is_there() -> None:
    kinds = [*events(Event), *events(RosterEvent)]
    known = {each["properties"]["type"]["const"] for each in kinds}

    assert set(re.findall(r"`([a-z-]+)`", section("Events"))) & known == known


def events(kind: Any) -> list[Any]:
    schema = TypeAdapter(kind).json_schema()
    return [schema["$defs"][each["$ref"].rpartition("/")[2]] for each in schema["oneOf"]]


def test_a_signature_is_verified_as_shown() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", section("Webhooks"), re.M | re.S)
    shown: dict[str, Any] = {}
    exec(code, shown)
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"type": "publication.made"}'
    headers = signed(secret, "an-id", body, 1614265330)

    assert shown["is_from_huddle"](secret, headers, body)
    assert not shown["is_from_huddle"](secret, headers, body + b" ")
    assert not shown["is_from_huddle"]("whsec_" + "A" * 32, headers, body)


@pytest.mark.parametrize("kind", [OPEN, FAILED, PUBLISHED, UNDONE])
def test_what_webhooks_are_told_is_there(kind: str) -> None:
    assert f"`{kind}`" in section("Webhooks")


def test_every_variable_is_a_setting_and_every_command_is_there() -> None:
    known = {variable_of(name) for name in Settings.model_fields}

    assert set(re.findall(r"HUDDLE_[A-Z]+(?:_[A-Z]+)*", PAGE)) <= known
    assert set(re.findall(r"huddle ([a-z-]+)", "".join(re.findall(r"`[^`]*`", PAGE)))) <= set(
        COMMANDS
    )


def test_commands_are_found() -> None:
    (first, second) = steps_of("```console\n$ a \\\n  b\nout\nput\n$ c\n```\n")
    assert (first.command, first.shown) == ("a \\\n  b", "out\nput")
    assert (second.command, second.shown) == ("c", "")
    assert is_shown('{"calls":3} … until 2027-01-01', '{"calls":14} or so until 2030-12-31')
    assert not is_shown('{"calls":3}', '{"tells":3}')
