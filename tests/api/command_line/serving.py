"""Real `huddle` processes: a service and workers, spoken to over HTTP."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.engine.jobs.working import wait_for
from tests.house.test_house import ROOT
from tests.postgres import _free_port

HUDDLE = [sys.executable, "-m", "api.command_line"]
KEY = re.compile(r"^hk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", re.M)
PATIENCE = 120


@dataclass
class Home:
    """Where the state of some processes is, and what they all are set to.

    Attributes:
        folder: Huddle's home.
        settings: variables of the environment.
        port: where the service listens.
        key: what opens it, from its first start.
    """

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=_free_port)
    key: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What a process is started with."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("HUDDLE_")}
        own = {
            "HUDDLE_HOME": str(self.folder),
            "HUDDLE_LISTEN_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        return kept | own | self.settings

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*HUDDLE, *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


@dataclass
class Running:
    """A process, and what it has said on standard error so far."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def end(self, sent: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end, and return what it ended with."""
        self.process.send_signal(sent)
        return self.process.wait(PATIENCE)


@contextmanager
def started(home: Home, *words: str) -> Iterator[Running]:
    """Give a process that runs a command; killed in the end, if it still is there."""
    log = home.folder / f"{words[0]}-{len(list(home.folder.glob('*.log')))}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*HUDDLE, *words],
            cwd=home.folder,
            env=home.environment,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        )
    running = Running(process, log)
    try:
        yield running
    finally:
        if process.poll() is None:
            running.kill()


@contextmanager
def service(home: Home, *words: str) -> Iterator[tuple[httpx2.Client, Running]]:
    """Give a client of a service that is ready."""
    with started(home, "serve", *words) as running:
        base = f"http://127.0.0.1:{home.port}"
        with httpx2.Client(base_url=base, timeout=PATIENCE, trust_env=False) as client:

            def ready() -> bool:
                assert running.process.poll() is None, running.said
                try:
                    return client.get("/readyz").status_code == 200
                except httpx2.TransportError:
                    return False

            wait_for(ready, "the service to be ready")
            if found := KEY.findall(running.said):
                home.key = found[0]
            client.headers["Authorization"] = f"Bearer {home.key}"
            yield client, running


def told(response: Any, status: int = 200) -> Any:
    """Return what an answer says, which must have that status."""
    assert response.status_code == status, response.text
    return response.json()
