"""`huddle serve`: where it listens, who is let in, and what it says before it does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from tests.api.command_line.conftest import Run
from tests.api.service.security.conftest import shown

KEY = re.compile(r"^hk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", re.M)


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_DATABASE_URL", f"sqlite:///{tmp_path / 'huddle.db'}")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    settings: dict[str, Any] = {}

    def listen(app: Any, **given: Any) -> None:
        settings.update(given, app=app)
        # Without its lifespan: no solver process is started for this.
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        settings["asked"] = client.get("/v1/scenarios").status_code
        if key := settings.get("key"):
            settings["answered"] = client.get("/v1/session", headers=shown(key)).json()

    monkeypatch.setattr(uvicorn, "run", listen)
    return settings


@pytest.fixture
def pem(tmp_path: Path) -> str:
    path = tmp_path / "tls.pem"
    path.touch()
    return str(path)


def test_it_listens_to_this_machine_only_and_asks_for_a_key(
    run: Run, served: dict[str, Any]
) -> None:
    result = run("serve")

    assert result.exit_code == 0
    assert (served["host"], served["port"]) == ("127.0.0.1", 8000)
    assert served["proxy_headers"] is False
    assert served["asked"] == 401


def test_the_first_start_shows_a_key_and_no_other_does(run: Run, served: dict[str, Any]) -> None:
    first, second = run("serve"), run("serve")

    assert first.stdout == second.stdout == second.stderr == ""
    (key,) = KEY.findall(first.stderr)
    served["key"] = key
    run("serve")
    assert served["answered"]["scope"] == "admin"
    assert served["answered"]["sites"] is None


def test_it_answers_to_names_of_this_machine(run: Run, served: dict[str, Any]) -> None:
    run("serve")

    client = TestClient(served["app"], base_url="http://evil.example.org")
    assert client.get("/v1/schema").status_code == 421


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "huddle.example.org"])
def test_it_does_not_listen_elsewhere_in_the_clear(
    run: Run, served: dict[str, Any], host: str
) -> None:
    result = run("serve", "--host", host)

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: --host: ")
    assert "HUDDLE_TLS_CERTIFICATE" in result.stderr
    assert served == {}


def test_by_tls_it_listens_anywhere(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch, pem: str
) -> None:
    monkeypatch.setenv("HUDDLE_TLS_CERTIFICATE", pem)
    monkeypatch.setenv("HUDDLE_TLS_KEY", pem)

    assert run("serve", "--host", "0.0.0.0", "--port", "9000").exit_code == 0

    assert (served["host"], served["port"]) == ("0.0.0.0", 9000)
    assert (served["ssl_certfile"], served["ssl_keyfile"]) == (pem, pem)
    assert served["asked"] == 401


def test_behind_a_trusted_proxy_it_listens_anywhere(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_TRUSTED_PROXY", "10.0.0.7")

    assert run("serve", "--host", "0.0.0.0").exit_code == 0

    assert served["forwarded_allow_ips"] == ["10.0.0.7"]


def test_open_it_asks_nobody_on_this_machine_alone(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch, pem: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUDDLE_OPEN", "1")
    result = run("serve")

    assert served["asked"] == 200
    assert "HUDDLE_OPEN" in result.stderr
    assert not (tmp_path / "huddle.db").exists()
    client = TestClient(served["app"], base_url="http://evil.example.org")
    assert client.get("/v1/scenarios").status_code == 421

    served.clear()
    monkeypatch.setenv("HUDDLE_TLS_CERTIFICATE", pem)
    monkeypatch.setenv("HUDDLE_TLS_KEY", pem)
    refused = run("serve", "--host", "0.0.0.0")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("Error: HUDDLE_OPEN: ")
    assert served == {}


def test_settings_come_from_the_environment(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_SOLVES", "7")
    monkeypatch.setenv("HUDDLE_RATE", "3")

    run("serve")

    assert served["app"].state.service.settings.solves == 7
    assert served["app"].state.security.settings.rate == 3


@pytest.mark.parametrize("variable", ["HUDDLE_SOLVES", "HUDDLE_RATE"])
def test_a_setting_that_is_none_is_refused(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "many")

    result = run("serve")

    assert result.exit_code == 2
    assert variable in result.stderr
    assert served == {}


def test_help_lists_every_variable(run: Run) -> None:
    told = " ".join(run("serve", "--help").stdout.split())

    assert "HUDDLE_MOST_BYTES (10000000)" in told
    assert "HUDDLE_WORKERS (0)" in told
    assert "HUDDLE_TRUSTED_PROXY (none)" in told
    assert "HUDDLE_OPEN (0)" in told
