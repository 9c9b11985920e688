"""`huddle serve`: where it listens, and what it says before it does."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api.service.server import Server
from tests.api.certificates import write_certificate
from tests.api.command_line.conftest import Run

Served = dict[str, Any]


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
        found.update(config=self.config, settings=app.state.service.settings)
        self.started = True

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


def test_it_listens_to_this_machine_only(run: Run, served: Served) -> None:
    result = run("serve")

    config: uvicorn.Config = served["config"]
    assert result.exit_code == 0
    assert (config.host, config.port) == ("127.0.0.1", 8000)
    assert not config.is_ssl
    assert not config.proxy_headers
    assert result.stderr == ""


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


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "huddle.example.org"])
def test_it_is_not_opened_to_others_who_could_read_along(
    run: Run, served: Served, host: str
) -> None:
    result = run("serve", "--host", host)

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: HUDDLE_LISTEN_HOST: ")
    assert "HUDDLE_TLS_CERTIFICATE" in result.stderr
    assert served == {}


def test_it_is_opened_to_others_with_a_certificate(
    run: Run, served: Served, certificate: Callable[..., None]
) -> None:
    certificate()

    result = run("serve", "--host", "0.0.0.0")

    assert result.exit_code == 0
    assert served["config"].is_ssl
    served["config"].load()


def test_it_is_opened_to_others_behind_a_proxy(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_TRUSTED_PROXY", "10.0.0.0/8")

    result = run("serve", "--host", "0.0.0.0")

    assert result.exit_code == 0
    assert served["config"].proxy_headers
    assert served["config"].forwarded_allow_ips == ["10.0.0.0/8"]


def test_a_key_with_a_password_is_refused(
    run: Run, served: Served, certificate: Callable[..., None]
) -> None:
    certificate(b"s3cret")

    result = run("serve")

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: HUDDLE_TLS_CERTIFICATE: ")
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


def test_settings_come_from_the_environment(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_SOLVES", "7")
    monkeypatch.setenv("HUDDLE_SHUTDOWN_SECONDS", "2.5")

    run("serve")

    assert served["settings"].solves == 7
    assert served["config"].timeout_graceful_shutdown == 3


def test_a_setting_that_is_none_is_refused(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_SOLVES", "many")

    result = run("serve")

    assert result.exit_code == 2
    assert "HUDDLE_SOLVES" in result.stderr
    assert served == {}


def test_a_misspelt_variable_is_logged(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_SOLVE", "7")

    line = json.loads(run("serve").stderr)

    assert (line["level"], line["count"]) == ("warning", 1)
    assert "'huddle config' names them" in line["message"]


def test_what_does_not_start_is_a_failure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "run", lambda self: None)

    assert run("serve").exit_code == 1
