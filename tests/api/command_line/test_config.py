"""`huddle config`: what is in force, whence, and no password."""

from __future__ import annotations

import json

import pytest

from api.service.settings import Settings, variable_of
from tests.api.command_line.conftest import Run

URL = "postgresql://huddle:s3cret@db/huddle"


def test_it_prints_every_setting(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_SOLVES", "7")

    result = run("config")

    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.stdout.splitlines() if line.strip()}
    assert {variable_of(name) for name in Settings.model_fields} <= set(lines)
    assert lines["HUDDLE_SOLVES"].split()[1:3] == ["7", "environment"]
    assert lines["HUDDLE_MOST_BYTES"].split()[1:3] == ["10000000", "default"]
    assert result.stderr == ""


def test_as_json(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_SOLVES", "7")

    told = {each["variable"]: each for each in json.loads(run("config", "--json").stdout)}

    assert told["HUDDLE_SOLVES"]["value"] == "7"
    assert told["HUDDLE_SOLVES"]["source"] == "environment"
    assert told["HUDDLE_SOLVES"]["means"] == Settings.model_fields["solves"].description


@pytest.mark.parametrize("words", [["config"], ["config", "--json"]])
def test_no_password_is_printed(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("HUDDLE_DATABASE_URL", URL)

    result = run(*words)

    assert "postgresql://huddle:***@db/huddle" in result.stdout
    assert "s3cret" not in result.output


def test_a_wrong_value_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_DATABASE_URL", URL.replace("postgresql", "mysql"))

    result = run("config")

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: HUDDLE_DATABASE_URL: ")
    assert "s3cret" not in result.output


def test_a_misspelt_variable_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_SOLVE", "7")

    result = run("config", "--json")

    assert result.exit_code == 0
    assert "did you mean HUDDLE_SOLVES?" in result.stderr
    assert json.loads(result.stdout)
