"""Solves stop when the client leaves and when the service ends; others are not held up."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.fakes import FakePlanner
from tests.api.service.conftest import QUESTION, RawExchange


def test_leaving_stops_the_solve(app: FastAPI, planner: FakePlanner) -> None:
    planner.waits = True

    RawExchange(chunks=[json.dumps(QUESTION).encode()], leaves=True).post(app, "/v1/resolve")

    assert planner.stopped.is_set()


@contextmanager
def serving(app: FastAPI) -> Iterator[tuple[tuple[str, int], uvicorn.Server]]:
    """Serve the app over a real socket; end within seconds."""
    listening = socket.create_server(("127.0.0.1", 0))
    settings = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(settings)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield listening.getsockname(), server
    server.should_exit = True
    running.join(10)
    listening.close()
    assert not running.is_alive()


@pytest.fixture
def address(app: FastAPI) -> Iterator[tuple[str, int]]:
    with serving(app) as (address, _):
        yield address


def spoken(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def test_hanging_up_stops_the_solve(address: tuple[str, int], planner: FakePlanner) -> None:
    planner.waits = True
    with socket.create_connection(address) as client:
        client.sendall(spoken("/v1/resolve", json.dumps(QUESTION).encode()))
        assert planner.begun.wait(10)
        assert not planner.stopped.is_set()

    assert planner.stopped.wait(10)


def test_others_are_answered_while_one_is_solved(
    address: tuple[str, int], planner: FakePlanner
) -> None:
    planner.waits = True
    with socket.create_connection(address) as busy:
        busy.sendall(spoken("/v1/resolve", json.dumps(QUESTION).encode()))
        assert planner.begun.wait(10)

        with socket.create_connection(address, timeout=5) as other:
            other.sendall(b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n")
            assert other.recv(1000).startswith(b"HTTP/1.1 200")


def test_the_service_warms_up_and_shuts_down(app: FastAPI, planner: FakePlanner) -> None:
    with TestClient(app) as client:
        deadline = time.monotonic() + 10
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < deadline
        assert planner.warm
    assert planner.ended.is_set()


def test_the_end_of_the_service_stops_solves(app: FastAPI, planner: FakePlanner) -> None:
    planner.waits = True
    with serving(app) as (address, server), socket.create_connection(address) as client:
        client.sendall(spoken("/v1/resolve", json.dumps(QUESTION).encode()))
        assert planner.begun.wait(10)
        assert not planner.stopped.is_set()
        server.should_exit = True
        # The client is still there: it is the service that ends the solve.
        assert planner.stopped.wait(10)
        assert planner.ended.wait(10)
