"""`huddle serve`: where it listens, and what it says before it does."""

from __future__ import annotations

from typing import Any

import pytest
import uvicorn

from tests.api.command_line.conftest import Run


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    settings: dict[str, Any] = {}

    def listen(app: Any, **given: Any) -> None:
        settings.update(given, app=app)

    monkeypatch.setattr(uvicorn, "run", listen)
    return settings


def test_it_listens_to_this_machine_only(run: Run, served: dict[str, Any]) -> None:
    result = run("serve")

    assert result.exit_code == 0
    assert (served["host"], served["port"]) == ("127.0.0.1", 8000)
    assert result.stderr == ""


def test_whoever_opens_it_to_others_is_told(run: Run, served: dict[str, Any]) -> None:
    result = run("serve", "--host", "0.0.0.0", "--port", "9000")

    assert (served["host"], served["port"]) == ("0.0.0.0", 9000)
    assert "There is no sign-in" in result.stderr


def test_settings_come_from_the_environment(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_SOLVES", "7")

    run("serve")

    assert served["app"].state.service.settings.solves == 7


def test_a_setting_that_is_none_is_refused(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_SOLVES", "many")

    result = run("serve")

    assert result.exit_code == 2
    assert "HUDDLE_SOLVES" in result.stderr
    assert served == {}


def test_help_lists_every_variable(run: Run) -> None:
    shown = " ".join(run("serve", "--help").stdout.split())

    assert "HUDDLE_MOST_BYTES (10000000)" in shown
    assert "HUDDLE_WORKERS (0)" in shown
