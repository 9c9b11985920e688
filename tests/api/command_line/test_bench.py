"""`huddle bench`: suites are whatever is installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint, EntryPoints

import pytest

import api.command_line.bench as bench
from tests.api.command_line.conftest import Run

RUNS: list[list[str]] = []


def suite(words: Sequence[str]) -> int:
    RUNS.append(list(words))
    return 4


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    RUNS.clear()
    found = EntryPoint("day", f"{__name__}:suite", "huddle.bench")
    monkeypatch.setattr(bench, "entry_points", lambda group: EntryPoints([found]))
    monkeypatch.setattr(EntryPoint, "load", lambda _: suite)


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "entry_points", lambda group: EntryPoints([]))


@pytest.mark.usefixtures("installed")
def test_a_suite_gets_the_words_after_its_name(run: Run) -> None:
    result = run("bench", "day", "--quick", "5")

    assert RUNS == [["--quick", "5"]]
    assert result.exit_code == 4


@pytest.mark.usefixtures("installed")
def test_suites_are_listed(run: Run) -> None:
    assert "day" in run("bench").stdout


@pytest.mark.usefixtures("installed")
def test_an_unknown_suite_is_refused(run: Run) -> None:
    result = run("bench", "night")

    assert result.exit_code == 2
    assert "write one of day" in result.stderr


@pytest.mark.usefixtures("nothing")
def test_no_suite_at_all_is_said(run: Run) -> None:
    result = run("bench")

    assert result.exit_code == 0
    assert "No benchmark suite is installed" in result.stdout
    assert run("bench", "day").exit_code == 2
