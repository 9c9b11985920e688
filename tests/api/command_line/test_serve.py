"""`huddle serve`: where it listens, who is let in, and what it says before it does."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service.server import Server
from tests.api.certificates import write_certificate
from tests.api.command_line.conftest import Run
from tests.api.service.security.conftest import shown

KEY = re.compile(r"^hk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", re.M)

Served = dict[str, Any]


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path))


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Take back what the command does to the whole process's log."""
    names = (None, "huddle", "uvicorn.error", "uvicorn.access")
    before = {
        name: (log.level, list(log.handlers), log.propagate)
        for name in names
        for log in [logging.getLogger(name)]
    }
    yield
    logging.raiseExceptions = True
    for name, (level, handlers, propagate) in before.items():
        log = logging.getLogger(name)
        log.setLevel(level)
        log.handlers[:] = handlers
        log.propagate = propagate


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """Return what would be served, and do not serve it."""
    found: Served = {}

    def listen(self: Server) -> None:
        app: Any = self.config.app
        found.update(config=self.config, app=app)
        self.started = True
        # Without its lifespan: no solver process is started for this.
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        found["asked"] = client.get("/v1/scenarios").status_code
        if key := found.get("key"):
            found["answered"] = client.get("/v1/session", headers=shown(key)).json()

    monkeypatch.setattr(Server, "run", listen)
    return found


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have the service serve HTTPS."""

    def write(password: bytes | None = None) -> None:
        chain, key = write_certificate(tmp_path, password)
        monkeypatch.setenv("HUDDLE_TLS_CERTIFICATE", str(chain))
        monkeypatch.setenv("HUDDLE_TLS_KEY", str(key))

    return write


def test_it_listens_to_this_machine_only_and_asks_for_a_key(run: Run, served: Served) -> None:
    result = run("serve")

    config = served["config"]
    assert result.exit_code == 0
    assert (config.host, config.port) == ("127.0.0.1", 8000)
    assert not config.is_ssl
    assert config.proxy_headers is False
    assert served["asked"] == 401


def test_the_first_start_shows_a_key_and_no_other_does(run: Run, served: Served) -> None:
    first, second = run("serve"), run("serve")

    assert first.stdout == second.stdout == ""
    (key,) = KEY.findall(first.stderr)
    assert KEY.findall(second.stderr) == []
    served["key"] = key
    run("serve")
    assert served["answered"]["scope"] == "admin"
    assert served["answered"]["sites"] is None


def test_it_answers_to_names_of_this_machine(run: Run, served: Served) -> None:
    run("serve")

    client = TestClient(served["app"], base_url="http://evil.example.org")
    assert client.get("/v1/schema").status_code == 421


def test_it_logs_no_path_of_its_own(run: Run, served: Served) -> None:
    run("serve")

    assert not served["config"].access_log
    assert served["config"].log_config is None
    assert not logging.getLogger("uvicorn.access").isEnabledFor(logging.ERROR)


def test_where_it_listens_is_set_or_said(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_LISTEN_HOST", "::1")
    monkeypatch.setenv("HUDDLE_LISTEN_PORT", "9000")

    run("serve")
    assert (served["config"].host, served["config"].port) == ("::1", 9000)
    run("serve", "--host", "localhost", "--port", "0")
    assert (served["config"].host, served["config"].port) == ("localhost", 0)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "huddle.example.org"])
def test_it_does_not_listen_elsewhere_in_the_clear(run: Run, served: Served, host: str) -> None:
    result = run("serve", "--host", host)

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: --host: ")
    assert "HUDDLE_TLS_CERTIFICATE" in result.stderr
    assert served == {}


def test_by_tls_it_listens_anywhere(
    run: Run, served: Served, certificate: Callable[..., None]
) -> None:
    certificate()

    assert run("serve", "--host", "0.0.0.0", "--port", "9000").exit_code == 0

    assert (served["config"].host, served["config"].port) == ("0.0.0.0", 9000)
    assert served["config"].is_ssl
    served["config"].load()
    assert served["asked"] == 401


def test_a_key_with_a_password_is_refused(
    run: Run, served: Served, certificate: Callable[..., None]
) -> None:
    certificate(b"s3cret")

    result = run("serve")

    assert result.exit_code == 2
    assert "Error: HUDDLE_TLS_CERTIFICATE: cannot be used with its key: " in result.stderr
    assert served == {}


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_certificate_that_is_none_is_refused(
    run: Run,
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: str | None,
) -> None:
    file = tmp_path / "cert.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("HUDDLE_TLS_CERTIFICATE", str(file))
    monkeypatch.setenv("HUDDLE_TLS_KEY", str(file))

    result = run("serve")

    assert result.exit_code == 2
    assert "HUDDLE_TLS_CERTIFICATE: cannot be used with its key: " in result.stderr
    assert served == {}


def test_behind_a_trusted_proxy_it_listens_anywhere(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_TRUSTED_PROXY", "10.0.0.0/8")

    assert run("serve", "--host", "0.0.0.0").exit_code == 0

    assert served["config"].proxy_headers is True
    assert served["config"].forwarded_allow_ips == ["10.0.0.0/8"]


def test_open_it_asks_nobody_on_this_machine_alone(
    run: Run,
    served: Served,
    monkeypatch: pytest.MonkeyPatch,
    certificate: Callable[..., None],
) -> None:
    monkeypatch.setenv("HUDDLE_OPEN", "1")
    result = run("serve")

    assert served["asked"] == 200
    assert "HUDDLE_OPEN" in result.stderr
    assert KEY.findall(result.stderr) == []
    client = TestClient(served["app"], base_url="http://evil.example.org")
    assert client.get("/v1/scenarios").status_code == 421

    served.clear()
    certificate()
    refused = run("serve", "--host", "0.0.0.0")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("Error: HUDDLE_OPEN: ")
    assert served == {}


def test_settings_come_from_the_environment(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_SOLVES", "7")
    monkeypatch.setenv("HUDDLE_RATE", "3")
    monkeypatch.setenv("HUDDLE_SHUTDOWN_SECONDS", "2.5")

    run("serve")

    assert served["app"].state.service.settings.solves == 7
    assert served["app"].state.security.settings.rate == 3
    assert served["config"].timeout_graceful_shutdown == 3


@pytest.mark.parametrize("variable", ["HUDDLE_SOLVES", "HUDDLE_RATE"])
def test_a_setting_that_is_none_is_refused(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "many")

    result = run("serve")

    assert result.exit_code == 2
    assert variable in result.stderr
    assert served == {}


def test_a_misspelt_variable_is_logged(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("serve")
    monkeypatch.setenv("HUDDLE_SOLVE", "7")

    told = [json.loads(line) for line in run("serve").stderr.splitlines()]

    (line,) = [each for each in told if each["logger"] == "huddle.service"]
    assert (line["level"], line["count"]) == ("warning", 1)
    assert "'huddle config' names them" in line["message"]


def test_what_does_not_start_is_a_failure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "run", lambda self: None)

    assert run("serve").exit_code == 1
