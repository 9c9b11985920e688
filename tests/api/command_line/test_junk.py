"""Junk handed to the command line is answered in words: exit code 2, and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api import examples
from tests.api.command_line.conftest import Run

ALIAS_BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
)

JUNK: dict[str, bytes] = {
    "empty": b"",
    "malformed-json": b'{"office": ',
    "malformed-yaml": b"office: [unclosed\n  date: {",
    "a-list": b"[1, 2, 3]",
    "a-word": b"hello",
    "null": b"null",
    "not-utf-8": b"\xff\xfe\x00office",
    "binary": bytes(range(256)) * 40,
    "zeros": b"\x00" * 4096,
    "unknown-field": json.dumps(examples.DAY | {"office": examples.OFFICE, "weather": 1}).encode(),
    "wrong-type": json.dumps({"office": examples.OFFICE, "date": {"year": 2026}}).encode(),
    "escape-codes": b'{"office": {"id": "x"}, "\\u001b[31m": 1}',
    "no-office": json.dumps({"date": "2026-11-23"}).encode(),
    "office-elsewhere": b"office: ../nowhere.yaml\ndate: 2026-11-23\n",
    "office-is-a-list": b"office: [a]\ndate: 2026-11-23\n",
    "a-long-key": b'{"office": {"id": "x"}, "' + b"x" * 1_000_000 + b'": 1}',
    "nan": b'{"office": NaN}',
    "huge-number": b'{"office": 1' + b"0" * 5000 + b"}",
    "twin-keys": b'{"office": "a", "office": "b"}',
    "deep": b"[" * 100_000,
    "deep-objects": b'{"a":' * 100_000,
    "alias-bomb": ALIAS_BOMB.encode(),
    "ten-megabytes": b"office: " + b"x" * 10_000_000,
    "ten-megabytes-of-json": b'{"office": "' + b"x" * 10_000_000 + b'"}',
    "ten-megabytes-of-brackets": b"[{" * 5_000_000,
    "tag": b"office: !!python/object/apply:os.system ['true']\n",
}


@pytest.fixture(params=JUNK, ids=list(JUNK))
def junk(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"{request.param}.yaml"
    path.write_bytes(JUNK[request.param])
    return path


def assert_refused(run: Run, *words: str | Path) -> str:
    """Assert that the words are refused, in words and as JSON; return the words."""
    plain = run(*words)
    assert plain.exit_code == 2, plain.output
    assert plain.stdout == ""
    lines = plain.stderr.splitlines()
    assert lines
    assert all(line.startswith("Error: ") for line in lines)
    assert "Traceback" not in plain.stderr
    assert "\x1b" not in plain.stderr
    assert len(plain.stderr) < 20_000

    as_json = run(*words, "--json")
    assert as_json.exit_code == 2
    assert as_json.stdout == ""
    problem = json.loads(as_json.stderr)
    assert problem["faults"]
    assert all(fault["field"] and fault["problem"] for fault in problem["faults"])
    return plain.stderr


def test_a_day_of_junk(run: Run, junk: Path) -> None:
    assert_refused(run, "resolve", junk)


def test_an_event_file_of_junk(run: Run, junk: Path, day_file: Path) -> None:
    assert_refused(run, "resolve", day_file, "--event", junk)


def test_a_plan_of_junk(run: Run, junk: Path, day_file: Path) -> None:
    assert_refused(run, "check", day_file, junk)


def test_variants_of_junk(run: Run, junk: Path, day_file: Path) -> None:
    assert_refused(run, "what-if", day_file, junk)


MISPLACED: dict[str, Callable[[Path], Path]] = {
    "missing": lambda folder: folder / "nothing.yaml",
    "directory": lambda folder: folder,
    "too-long": lambda folder: folder / ("x" * 5000),
    "in-a-file": lambda folder: folder / "day.json" / "day.yaml",
}


@pytest.mark.parametrize("place", MISPLACED)
def test_files_that_are_none(run: Run, day_file: Path, place: str) -> None:
    path = MISPLACED[place](day_file.parent)

    assert_refused(run, "resolve", path)
    assert_refused(run, "resolve", day_file, "--event", path)
    assert_refused(run, "check", day_file, path)
    assert_refused(run, "what-if", day_file, path)


def test_a_misspelt_example_day_is_guessed(run: Run) -> None:
    told = assert_refused(run, "resolve", "md-out-smal-pc")

    assert "did you mean the example day 'md-out-small-pc'?" in told


@pytest.mark.parametrize("now", ["", "37:00", "6.45", "noon", "2026-11-23T06:45", "-1", "\x1b[2J"])
def test_a_moment_that_is_none(run: Run, day_file: Path, now: str) -> None:
    told = assert_refused(run, "resolve", day_file, f"--now={now}")

    assert "--now" in told


def test_a_deadline_without_end(run: Run, day_file: Path) -> None:
    assert "--deadline" in assert_refused(run, "resolve", day_file, "--deadline", "inf")


@pytest.mark.parametrize(
    "words",
    [
        ["--deadline", "soon"],
        ["--deadline", "-1"],
        ["--deadline", "nan"],
        ["--seed", "1.5"],
        ["--seed", "-1"],
        ["--workers", "0"],
        ["--colour"],
        ["one-too-many"],
    ],
)
def test_words_that_make_no_sense(run: Run, day_file: Path, words: list[str]) -> None:
    plain = run("resolve", day_file, *words)
    as_json = run("resolve", day_file, *words, "--json")

    assert (plain.exit_code, as_json.exit_code) == (2, 2)
    assert "Error: " in plain.stderr
    assert json.loads(as_json.stderr)["status"] == 422


def test_a_command_that_is_none(run: Run) -> None:
    result = run("resolv")

    assert result.exit_code == 2
    assert "Did you mean 'resolve'" in result.stderr
