"""`huddle roster generate`: what it writes can be repaired; what cannot be drawn is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.files import load_roster
from scenarios.generator.weeks.absences import Absences
from tests.api.command_line.conftest import Run


def test_what_is_written_is_a_roster_and_the_same_again(run: Run, tmp_path: Path) -> None:
    words = ("--seed", "4", "--people", "9", "--days", "21", "--from", "2026-03-02")
    done = run("roster", "generate", *words, "--write", tmp_path / "one")
    assert done.exit_code == 0
    assert done.stdout.startswith("9 people from 2026-03-02: 21 days, 1 absence.\n")
    run("roster", "generate", *words, "--write", tmp_path / "two")
    office, roster = load_roster(tmp_path / "one" / "roster.yaml")
    assert (office, roster) == load_roster(tmp_path / "two" / "roster.yaml")
    assert (len(roster.published), roster.days, str(roster.as_of)) == (9, 21, "2026-03-12")
    said = done.stdout.splitlines()[-1]
    assert run(*said.split()[1:], "--deadline", "3").exit_code in {0, 3}


def test_without_what_is_published_there_is_a_roster_to_build(run: Run, tmp_path: Path) -> None:
    words = ("--seed", "4", "--people", "6", "--days", "7", "--to-build")
    done = run("roster", "generate", *words, "--write", tmp_path)
    said = done.stdout.splitlines()
    assert said[0] == "6 people from 2026-11-30: 7 days, 0 absences."
    _, roster = load_roster(tmp_path / "roster.yaml")
    assert (roster.published, roster.absences, roster.as_of) == ({}, (), None)
    assert said[-1].split()[:3] == ["huddle", "roster", "build"]
    assert run(*said[-1].split()[1:], "--deadline", "3").exit_code in {0, 3}


@pytest.mark.parametrize("kind", list(Absences))
def test_every_kind_of_absence_can_be_asked_for(run: Run, tmp_path: Path, kind: str) -> None:
    done = run("roster", "generate", "--absences", kind, "--write", tmp_path)
    assert done.exit_code == 0


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--from", "monday"), "not a date"),
        (("--people", "0"), "size.people"),
        (("--sites", "99"), "size.sites"),
        (("--days", "400"), "size.days"),
        (("--tightness", "1.5"), "size.tightness"),
        (("--people", "1", "--absences", "leave-and-days"), "too few people are at work"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    run: Run, tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    done = run("roster", "generate", *words, "--write", tmp_path / "here")
    assert done.exit_code == 2
    assert problem in done.stderr
    assert not (tmp_path / "here").exists()
