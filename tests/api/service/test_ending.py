"""The service told to end: who waits is answered, who comes is told, the process ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.server import Server, server_of
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import QUESTION, assert_problem
from tests.api.service.test_desk import spoken
from tests.house.test_house import ROOT

PATIENCE = 30


@contextmanager
def serving(app: FastAPI) -> Iterator[tuple[tuple[str, int], Server]]:
    """Serve the app over a real socket, as `huddle serve` does."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = server_of(app, "127.0.0.1", 0)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    running.start()
    try:
        yield listening.getsockname(), server
    finally:
        server.should_exit = True
        running.join(PATIENCE)
        listening.close()
    assert not running.is_alive()


def answer(client: socket.socket) -> tuple[int, Any]:
    """Read an answer until the connection is closed; return its status and body."""
    client.settimeout(PATIENCE)
    received = b"".join(iter(lambda: client.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def test_who_waits_is_answered_with_the_best_so_far(app: FastAPI, planner: FakePlanner) -> None:
    planner.waits = True
    with serving(app) as (address, server), socket.create_connection(address) as client:
        client.sendall(spoken("/v1/resolve", json.dumps(QUESTION).encode()))
        assert planner.begun.wait(PATIENCE)

        server.should_exit = True

        status, proposal = answer(client)
    assert status == 200
    assert proposal["outcome"] == "feasible"
    assert planner.stopped.is_set()
    assert planner.ended.is_set()


def test_who_comes_meanwhile_is_told(app: FastAPI, planner: FakePlanner) -> None:
    with TestClient(app) as client:
        while client.get("/readyz").status_code != 200:
            pass
        app.state.service.retire()

        for response in (client.get("/readyz"), client.post("/v1/resolve", json=QUESTION)):
            assert assert_problem(response, 503)["detail"] == "The service is ending."
            assert int(response.headers["retry-after"]) >= 1
        assert client.get("/healthz").status_code == 200
        assert planner.asked == []


def test_retiring_twice_is_as_once(app: FastAPI) -> None:
    with TestClient(app) as client:
        app.state.service.retire()
        app.state.service.retire()
        assert_problem(client.get("/readyz"), 503)


SERVE = """
import signal, socket, sys, threading
# As at a terminal, also where the tests run in the background: there it would be ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from api.service.app import create_app
from api.service.server import server_of
from api.service.settings import Settings
from api.operation.logs import start_logging
from tests.api.fakes import FakePlanner
planner = FakePlanner(waits=True)
start_logging("info", "json")
server = server_of(create_app(Settings(), planner), "127.0.0.1", 0)
listening = socket.create_server(("127.0.0.1", 0))
def tell():
    print(listening.getsockname()[1], flush=True)
    planner.begun.wait(60)
    print("begun", flush=True)
threading.Thread(target=tell, daemon=True).start()
server.run([listening])
"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_in_order(sent: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        cwd=ROOT,
        env=os.environ | {"HUDDLE_HOME": "/nonexistent"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
                client.sendall(spoken("/v1/resolve", json.dumps(QUESTION).encode()))
                assert process.stdout.readline() == "begun\n"
                process.send_signal(sent)
                status, _ = answer(client)
            _, told = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()

    assert status == 200
    assert process.returncode == -sent
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert any(each["message"].startswith("Finished server process") for each in lines)
    (answered,) = [each for each in lines if each["logger"] == "huddle.request"]
    assert (answered["route"], answered["status"]) == ("/v1/resolve", 200)
