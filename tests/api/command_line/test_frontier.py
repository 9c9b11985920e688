"""`huddle frontier`: what is asked and what is shown."""

from __future__ import annotations

import json
from pathlib import Path

from models.explanation import Frontier
from tests.api import examples
from tests.api.command_line.conftest import Run


def test_points_are_shown_with_their_proof(run: Run, day_file: Path) -> None:
    result = run("frontier", day_file)
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert examples.frontier().summary in lines
    assert "0 1 proven 0 2 512" in lines
    assert "1 1 at most 2 0 2 512" in lines


def test_json(run: Run, day_file: Path) -> None:
    result = run("frontier", day_file, "--json")

    assert Frontier.model_validate(json.loads(result.stdout)) == examples.frontier()
