"""`huddle help-me`: what is asked and what is shown."""

from __future__ import annotations

import json
from pathlib import Path

from models.explanation import Help
from tests.api import examples
from tests.api.command_line.conftest import Run
from tests.api.fakes import FakePlanner


def test_reliefs_are_shown_with_what_they_buy(
    run: Run, planner: FakePlanner, day_file: Path
) -> None:
    result = run("help-me", day_file, "--within", "4")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert planner.asked[0]["within"] == 4
    assert examples.help_me().summary in lines
    assert "one more held slot released +1 +1 -290" in lines


def test_json(run: Run, day_file: Path) -> None:
    result = run("help-me", day_file, "--json")

    assert Help.model_validate(json.loads(result.stdout)) == examples.help_me()
