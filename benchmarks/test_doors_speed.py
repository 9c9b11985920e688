"""How long the doors take: start-up of the command line, HTTP over the bare engine call."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.planner import Engine
from api.service.app import create_app
from api.service.settings import Settings
from engine.asked import Asked
from engine.resolve import resolve
from scenarios import library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_benchmark.fixture import BenchmarkFixture

NAME = "md-out-small-pc"


def first_line() -> str:
    """Start the command line, wait for its first line, and end it."""
    command = [sys.executable, "-m", "api.command_line", "resolve", NAME, "--deadline", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        line = started.stdout.readline()
        started.kill()
    return line


def test_start_up_to_the_first_line(benchmark: BenchmarkFixture) -> None:
    assert "62 visits" in benchmark.pedantic(first_line, rounds=7, warmup_rounds=1)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the service with the real engine behind it."""
    with TestClient(create_app(Settings(), Engine())) as ready:
        yield ready


def test_bare_engine_call(benchmark: BenchmarkFixture) -> None:
    scenario = library.load(NAME)

    def call() -> object:
        asked = Asked(deadline=0, options=False)
        return resolve(scenario.office, scenario.day, asked=asked, stop=threading.Event())

    assert benchmark.pedantic(call, rounds=15, warmup_rounds=2)


def test_the_same_over_http(benchmark: BenchmarkFixture, client: TestClient) -> None:
    body = {"scenario": NAME, "deadline": 0, "options": False}
    answer = benchmark.pedantic(
        lambda: client.post("/v1/resolve", json=body), rounds=15, warmup_rounds=2
    )
    assert answer.status_code == 200
