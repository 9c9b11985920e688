"""`huddle scenarios`: the example days, and their documents as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.files import load_day, load_events, load_roster
from scenarios.library import load, names, written
from scenarios.roster_library import load_example_roster, roster_names
from tests.api.command_line.conftest import Run


def test_all_are_listed(run: Run) -> None:
    result = run("scenarios")

    assert result.exit_code == 0
    shown = [line.split()[0] for line in result.stdout.splitlines()[1:]]
    assert shown == [*names(), *roster_names()]


def test_one_is_shown(run: Run) -> None:
    result = run("scenarios", "md-out-small-pc")

    assert result.exit_code == 0
    assert "62 visits" in result.stdout
    assert "absent: " in result.stdout


@pytest.mark.parametrize("name", written())
def test_written_documents_are_the_example_day(run: Run, tmp_path: Path, name: str) -> None:
    result = run("scenarios", name, "--write", tmp_path / "here")

    assert result.exit_code == 0
    office, day = load_day(tmp_path / "here" / "day.yaml")
    events = load_events(tmp_path / "here" / "events.yaml")
    scenario = load(name)
    assert office == scenario.office
    assert day.model_copy(update={"events": events}) == scenario.day


@pytest.mark.parametrize("name", roster_names())
def test_an_example_roster_is_shown_and_its_documents_are_the_example(
    run: Run, tmp_path: Path, name: str
) -> None:
    result = run("scenarios", name, "--write", tmp_path / "here")

    assert result.exit_code == 0
    assert "Who is out" in result.stdout and "What a good repair shows" in result.stdout
    assert load_roster(tmp_path / "here" / "roster.yaml") == load_example_roster(name)


def test_written_documents_resolve(run: Run, tmp_path: Path) -> None:
    said = run("scenarios", "no-op", "--write", tmp_path).stdout.splitlines()[-1]

    assert run(*said.split()[1:]).exit_code == 0


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["weather"], "no such scenario"),
        (["../models"], "no such scenario"),
        (["--write", "x"], "which example day?"),
    ],
)
def test_what_is_none_is_said(run: Run, words: list[str], problem: str) -> None:
    result = run("scenarios", *words)

    assert result.exit_code == 2
    assert problem in result.stderr


def test_a_folder_that_cannot_be_made_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    result = run("scenarios", "no-op", "--write", tmp_path / "file")

    assert result.exit_code == 2
    assert "file exists" in result.stderr
