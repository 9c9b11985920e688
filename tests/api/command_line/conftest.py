"""A command line with a planner of the test's own, and the example day as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.command_line import app
from tests.api import examples
from tests.api.fakes import FakePlanner
from tests.databases import _ends_with_the_session

__all__ = ["_ends_with_the_session"]

Run = Callable[..., Result]


@pytest.fixture
def planner() -> FakePlanner:
    return FakePlanner()


@pytest.fixture
def run(planner: FakePlanner) -> Run:
    """Run `huddle` with the given words; what escapes it fails the test."""

    def invoke(*words: str | Path) -> Result:
        return CliRunner().invoke(
            app, [str(word) for word in words], obj=planner, catch_exceptions=False
        )

    return invoke


@pytest.fixture
def day_file(tmp_path: Path) -> Path:
    (tmp_path / "office.json").write_text(json.dumps(examples.OFFICE))
    path = tmp_path / "day.json"
    path.write_text(json.dumps(examples.DAY | {"office": "office.json"}))
    return path
