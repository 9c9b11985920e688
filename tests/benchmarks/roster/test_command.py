"""`huddle bench roster`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.roster.answers import Score
from benchmarks.roster.command import BAD_INPUT, UNCHECKED, main
from benchmarks.roster.formats import FORMATS
from tests.benchmarks.roster.test_curtois import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.txt"
    path.write_text(SMALL)
    return path


def test_each_instance_is_a_line(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--format", "curtois", str(small), "--workers", "1"]) == 0
    assert capsys.readouterr().out.startswith("small: cost 0, bound 0, ")


def test_json_and_the_roster_as_csv(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = small.parent / "out"
    words = ["--format", "curtois", str(small.parent), "--json", "--out", str(out)]
    assert main([*words, "--workers", "1", "--seed", "3", "--deadline", "60"]) == 0
    (run,) = json.loads(capsys.readouterr().out)
    assert (run["instance"], run["cost"], run["bound"], run["proven"], run["checked"]) == (
        "small",
        0,
        0,
        True,
        True,
    )
    assert run["violations"] == []
    with (out / "small.csv").open(encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    assert head == ["person", *"0123456"]
    assert [row[0] for row in rows] == ["A", "B"]
    assert rows[0][3] == "D"


def test_bad_input_ends_with_two(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.write_text("nonsense")
    assert main(["--format", "curtois", str(small)]) == BAD_INPUT
    assert capsys.readouterr().err.startswith("small.txt, line 1: ")
    assert main(["--format", "sickness", str(small.parent / "none")]) == BAD_INPUT
    assert "no instance there" in capsys.readouterr().err


def test_no_roster_is_said(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.write_text(SMALL.replace("2400,960,3", "2400,2400,3"))
    assert main(["--format", "curtois", str(small), "--workers", "1"]) == UNCHECKED
    assert capsys.readouterr().out.startswith("small: infeasible after ")


def _always(answer: Any) -> Callable[..., Any]:
    return lambda *_: answer


def test_what_its_format_refuses_is_not_checked(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (task,) = FORMATS["curtois"](small)
    for judged in (Score(0, ("A: works on day 0",)), Score(5)):
        wrong = replace(task, score=_always(judged))
        monkeypatch.setitem(FORMATS, "curtois", _always([wrong]))
        assert main(["--format", "curtois", str(small), "--workers", "1"]) == UNCHECKED
        said = "; ".join(judged.violations)
        assert f"NOT CHECKED {said}" in capsys.readouterr().out
