"""A service with a planner of the test's own, and a client that can misbehave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.settings import Settings
from tests.api import examples
from tests.api.fakes import FakePlanner

QUESTION: dict[str, Any] = {
    "office": examples.OFFICE,
    "day": examples.DAY,
    "events": [examples.ABSENT],
}
JSON_HEADERS = {"content-type": "application/json"}


@pytest.fixture
def planner() -> FakePlanner:
    return FakePlanner()


@pytest.fixture
def settings() -> Settings:
    return Settings(solves=1, most_bytes=100_000, body_seconds=0.2, most_variants=3)


@pytest.fixture
def app(settings: Settings, planner: FakePlanner) -> FastAPI:
    return create_app(settings, planner)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def assert_problem(response: Any, status: int) -> dict[str, Any]:
    """Assert that a response is problem details of that status; return them."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == "about:blank"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


@dataclass
class RawExchange:
    """One request spoken straight to the app, message by message.

    Attributes:
        chunks: the body as it comes.
        ends: whether the body ever ends; if not, nothing comes after the chunks.
        leaves: whether the client leaves once its body is through.
        taken: how many chunks the app took.
    """

    chunks: Iterable[bytes]
    headers: dict[str, str] = field(default_factory=dict)
    ends: bool = True
    leaves: bool = False
    taken: int = 0
    status: int = 0
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)

    def post(self, app: FastAPI, path: str) -> RawExchange:
        """Speak it; return when the app is done."""
        asyncio.run(asyncio.wait_for(self._speak(app, path), 20))
        return self

    async def _speak(self, app: FastAPI, path: str) -> None:
        waiting = iter(self.chunks)
        headers = JSON_HEADERS | self.headers
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "scheme": "http",
        }
        ended = False

        async def receive() -> dict[str, Any]:
            nonlocal ended
            chunk = next(waiting, None)
            if chunk is not None:
                self.taken += 1
                return {"type": "http.request", "body": chunk, "more_body": True}
            if self.ends and not ended:
                ended = True
                return {"type": "http.request", "body": b"", "more_body": False}
            if not self.leaves:
                await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            self.body += message.get("body", b"")

        await app(scope, receive, send)
