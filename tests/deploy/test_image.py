"""The files that the image is built of are all it takes: installed from them, Huddle runs."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from ruamel.yaml import YAML

from tests.api.command_line.serving import KEY, PATIENCE
from tests.deploy.image import CONTAINERFILE, Image, stages
from tests.engine.jobs.working import wait_for
from tests.house.test_house import ROOT
from tests.postgres import _free_port

TEXT = CONTAINERFILE.read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load(ROOT / "deploy" / "compose.yaml")
OURS = {name: it for name, it in COMPOSE["services"].items() if it["image"] == "huddle"}
RUNS = ("models", "solvers", "engine", "api", "scenarios")
"""The packages of which every file is needed where the service runs."""


def test_instructions_are_read_over_their_lines() -> None:
    text = "# first\nFROM a AS b\nRUN one \\\n    && two\n\nFROM c\nENV X=1 \\\n    Y=2\n"

    assert stages(text) == [
        [("FROM", "a AS b"), ("RUN", "one && two")],
        [("FROM", "c"), ("ENV", "X=1 Y=2")],
    ]


def test_the_lock_has_whatever_is_installed_in_the_image() -> None:
    locked = set(
        re.findall(r"^([a-z0-9][a-z0-9.-]*)==", (ROOT / "requirements.lock").read_text(), re.M)
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["traces"],
    ]
    names = {re.split(r"[^A-Za-z0-9._-]", each)[0].lower().replace(".", "-") for each in wanted}

    assert len(names) > 20
    assert names - locked == set()


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    built = Image(tmp_path_factory.mktemp("image"))
    built.build(TEXT)
    return built


@pytest.fixture
def environment(image: Image, tmp_path: Path) -> dict[str, str]:
    """Give what a container is started with."""
    path = image.environment["PATH"].replace("/opt/huddle", str(image.at("/opt/huddle")))
    return image.environment | {"PATH": path, "HUDDLE_HOME": str(tmp_path)}


def ran(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/usr/bin/env", *words],
        cwd=environment["HUDDLE_HOME"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.thorough
def test_what_runs_is_what_was_copied(image: Image, environment: dict[str, str]) -> None:
    assert [each.split()[:2] for each in image.left_out] == [["pip", "download"]]
    found = ran(["python", "-c", "import api, models; print(api.__file__)"], environment)
    installed = Path(found.stdout.strip()).parent.parent
    assert installed.is_relative_to(image.root), found.stderr
    for package in RUNS:
        copied = image.at("/src") / package
        files = {path.relative_to(copied.parent) for path in copied.rglob("*") if path.is_file()}
        assert len(files) > 3
        assert [name for name in sorted(files) if not (installed / name).is_file()] == []


@pytest.fixture
def serving(
    image: Image, environment: dict[str, str], tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[bytes], int, Path]]:
    """Give a service that is started as the image says; behind a proxy on this machine."""
    port, log = _free_port(), tmp_path / "log"
    settings = {"HUDDLE_LISTEN_PORT": str(port), "HUDDLE_TRUSTED_PROXY": "127.0.0.1"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["/usr/bin/env", *image.command("ENTRYPOINT"), *image.command("CMD")],
            cwd=tmp_path,
            env=environment | settings,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        )
    try:
        yield process, port, log
    finally:
        process.kill()
        process.wait(PATIENCE)


@pytest.mark.thorough
def test_the_service_answers_and_its_health_is_told(
    image: Image,
    environment: dict[str, str],
    serving: tuple[subprocess.Popen[bytes], int, Path],
) -> None:
    process, port, log = serving
    check = [word.replace(":8000/", f":{port}/") for word in image.command("HEALTHCHECK")]

    def healthy() -> bool:
        assert process.poll() is None, log.read_text()
        return ran(check, environment).returncode == 0

    wait_for(healthy, "the service to be healthy")
    key = KEY.findall(log.read_text())[0]
    with httpx2.Client(
        base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False
    ) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/v1/scenarios").status_code == 401
        opens = {"Authorization": f"Bearer {key}"}
        for place in ("scenarios", "packs"):
            told = client.get(f"/v1/{place}", headers=opens)
            assert told.status_code == 200, told.text
            assert told.json()[place], place

    process.terminate()
    # Having ended in order, the server ends by the signal that it was sent.
    assert process.wait(PATIENCE) == -signal.SIGTERM, log.read_text()
    assert "Application shutdown complete" in log.read_text()
    assert ran(check, environment).returncode != 0


@pytest.mark.thorough
@pytest.mark.parametrize("name", OURS)
def test_what_compose_sets_is_in_force_there(
    environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    url = tmp_path / "url"
    url.write_text("postgresql://huddle:s3cret@database/huddle\n")
    own = OURS[name]["environment"] | {"HUDDLE_DATABASE_URL_FILE": str(url)}

    shown = ran(["huddle", "config", "--json"], environment | own)

    assert (shown.returncode, shown.stderr) == (0, "")
    said = {each["variable"]: each for each in json.loads(shown.stdout)}
    assert said["HUDDLE_DATABASE_URL"]["source"] == "file"
    for variable, value in own.items():
        if not variable.endswith("_FILE"):
            assert said[variable]["source"] == "environment"
            # An address is shown as the network that it is.
            assert said[variable]["value"].removesuffix("/32") == value
    misspelt = ran(["huddle", "config"], environment | own | {"HUDDLE_TRUSTED_HOST": "x"})
    assert "HUDDLE_TRUSTED_HOST is no setting" in misspelt.stdout + misspelt.stderr
