"""What stands in deploy/: well-formed, tight, and of settings and commands that there are."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from api.command_line import app
from api.command_line.commands import COMMANDS
from api.service.settings import Settings, is_secret, variable_of
from tests.house.test_house import ROOT

DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
UNITS = sorted(DEPLOY.glob("*.service"))
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load(DEPLOY / "compose.yaml")
OURS = {name: it for name, it in COMPOSE["services"].items() if it["image"] == "huddle"}

KNOWN = {variable_of(name) for name in Settings.model_fields}
KNOWN |= {f"{variable_of(name)}_FILE" for name in Settings.model_fields if is_secret(name)}

EXPOSURE = 20
"""Tenths of what `systemd-analyze security` calls exposure, of 100."""


class Unit(configparser.RawConfigParser):
    """A unit file, in which a key may stand more than once: the last one counts here."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None)
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.read(path, encoding="utf-8")


def unit_commands() -> list[str]:
    return [Unit(path)["Service"]["ExecStart"] for path in UNITS]


def commands() -> list[list[str]]:
    """Return every call of huddle in deploy/, without its first word."""
    entry = re.findall(r'^CMD \["(\w+)"\]', CONTAINER, re.M)
    composed = [list(it["command"]) for it in OURS.values()]
    return [entry, *composed, *(shlex.split(line)[1:] for line in unit_commands())]


def test_everything_is_looked_at() -> None:
    assert len(FILES) == 5
    assert len(UNITS) == 2
    assert set(OURS) == {"api", "worker"}
    assert len(commands()) == 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_variable_is_a_setting(path: Path) -> None:
    named = set(re.findall(r"\bHUDDLE_[A-Z0-9_]+", path.read_text(encoding="utf-8")))

    assert named <= KNOWN


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_is_there(words: list[str]) -> None:
    command, *options = words
    assert command in COMMANDS
    shown = CliRunner().invoke(app, [command, "--help"]).stdout
    assert [each for each in options if each not in shown] == []


def test_what_the_compose_file_sets_is_taken(tmp_path: Path) -> None:
    url = tmp_path / "url"
    url.write_text("postgresql://huddle:s3cret@database/huddle\n")
    for service in OURS.values():
        environment = dict(service["environment"])
        assert environment["HUDDLE_DATABASE_URL_FILE"].startswith("/run/secrets/")
        environment["HUDDLE_DATABASE_URL_FILE"] = str(url)

        settings = Settings.from_environment(environment)

        assert settings.database_url.get_secret_value().startswith("postgresql://")


def test_no_secret_stands_in_the_compose_file() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")

    assert not re.search(r"PASSWORD: |:[^/$\s]+@", text.partition("\nname:")[2])
    mounted = {each for it in COMPOSE["services"].values() for each in it["secrets"]}
    assert mounted == set(COMPOSE["secrets"])


def test_the_compose_file_is_postgresql_one_service_and_two_workers() -> None:
    services = COMPOSE["services"]

    assert services["database"]["image"].startswith("postgres:")
    assert services["worker"]["deploy"]["replicas"] == 2
    assert services["api"]["build"]["dockerfile"] == "deploy/Containerfile"
    volumes = {each.partition(":")[0] for it in services.values() for each in it["volumes"]}
    assert volumes == set(COMPOSE["volumes"])
    networks = {each for it in services.values() for each in it["networks"]}
    assert networks == set(COMPOSE["networks"])


def test_only_the_service_is_reached_from_outside_and_only_from_this_machine() -> None:
    services = COMPOSE["services"]

    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert services["database"]["networks"] == services["worker"]["networks"] == ["inside"]
    assert [name for name, it in services.items() if "ports" in it] == ["api"]
    assert all(port.startswith("127.0.0.1:") for port in services["api"]["ports"])
    gateway = COMPOSE["networks"]["outside"]["ipam"]["config"][0]["gateway"]
    assert services["api"]["environment"]["HUDDLE_TRUSTED_PROXY"] == gateway


@pytest.mark.parametrize("name", OURS)
def test_containers_may_do_little(name: str) -> None:
    service = OURS[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def grace(text: str) -> float:
    return float(text.removesuffix("s"))


def test_there_is_time_to_end_in_order() -> None:
    patience = Settings().shutdown_seconds

    for service in OURS.values():
        assert grace(service["stop_grace_period"]) > patience
    for path in UNITS:
        assert grace(Unit(path)["Service"]["TimeoutStopSec"]) > patience


def test_the_image_is_built_apart_and_runs_as_nobody_in_particular() -> None:
    stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?$", CONTAINER, re.M)
    last = CONTAINER.rpartition("\nFROM ")[2]

    assert [name for _, name in stages] == ["build", ""]
    assert re.search(r"^USER (?!0|root)\d+:\d+$", last, re.M)
    assert last.index("USER ") < last.index("ENTRYPOINT ")
    assert 'ENTRYPOINT ["huddle"]' in last
    assert "HEALTHCHECK " in last
    # Nothing that fetches stands in the stage that runs.
    assert not re.search(r"\b(pip|apt-get|curl|wget)\b", last)


def test_the_image_installs_only_what_the_lock_has() -> None:
    assert "pip download --quiet --require-hashes" in CONTAINER
    assert "pip install --quiet --no-index --find-links /wheels" in CONTAINER


def test_the_image_copies_folders_that_are_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINER, re.M)
    names = {name for line in copied for name in line.split()}

    assert {"api", "engine", "models", "solvers", "pyproject.toml"} <= names
    assert [name for name in names if not (ROOT / name).exists()] == []
    let_in = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8").split()
    assert {line.removeprefix("!") for line in let_in if line.startswith("!")} == names


def test_the_image_s_health_is_that_of_a_route(tmp_path: Path) -> None:
    asked = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", CONTAINER)

    assert asked == [(str(Settings().listen_port), "/healthz")]


@pytest.fixture(params=UNITS, ids=lambda path: path.name)
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a copy of a unit that names a program which is there, as an instance of it."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    path: Path = request.param
    copy = tmp_path / path.name.replace("@.", "@1.")
    text = path.read_text(encoding="utf-8")
    copy.write_text(text.replace("/opt/huddle/bin/huddle", shutil.which("true") or ""))
    return copy


def analyzed(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, timeout=60, check=False
    )


def test_systemd_takes_the_unit(unit: Path) -> None:
    found = analyzed("verify", "--man=no", str(unit))

    assert (found.returncode, found.stderr) == (0, "")


def test_systemd_finds_the_unit_tight(unit: Path) -> None:
    found = analyzed("security", "--offline=true", f"--threshold={EXPOSURE}", str(unit))

    assert found.returncode == 0, found.stdout.splitlines()[-1:]


def test_a_unit_s_faults_are_found(unit: Path) -> None:
    unit.write_text(unit.read_text().replace("ProtectSystem=strict", "ProtectSystem=stritc"))

    assert "stritc" in analyzed("verify", "--man=no", str(unit)).stderr


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_keeps_its_state_where_it_may_write(path: Path) -> None:
    service = Unit(path)["Service"]

    assert service["ProtectSystem"] == "strict"
    assert service["Environment"] == f"HUDDLE_HOME=/var/lib/{service['StateDirectory']}"


def test_both_units_are_held_alike() -> None:
    """What a worker may do is what the service may do."""
    own = {"ExecStart", "Environment", "StateDirectory"}
    one, other = (
        {key: value for key, value in Unit(path)["Service"].items() if key not in own}
        for path in UNITS
    )
    assert one == other
