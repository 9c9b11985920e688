"""`huddle` as a process: how fast it starts, what a pipe and a terminal get, how Ctrl-C ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HUDDLE = [sys.executable, "-m", "api.command_line"]

WITH_FAKE = """
import signal
import threading
from api.command_line import app
# As at a terminal, also where the tests run in the background: there it would be ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.api.fakes import FakePlanner
planner = FakePlanner(waits={waits})
def tell():
    if planner.begun.wait(60) and {waits}:
        print("waiting", flush=True)
threading.Thread(target=tell, daemon=True).start()
app(obj=planner, prog_name="huddle")
"""


def faked(*, waits: bool = False) -> list[str]:
    """Return the words that start `huddle` with a planner that answers at once, or waits."""
    return [sys.executable, "-c", WITH_FAKE.format(waits=waits)]


def run(words: Sequence[str | Path], **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_the_commands() -> None:
    result = run([*HUDDLE, "--help"])
    assert result.returncode == 0
    assert "what-if" in result.stdout


@pytest.mark.parametrize("words", [["--help"], ["--version"], []])
def test_nothing_heavy_is_loaded_before_a_command_is(words: list[str]) -> None:
    script = (
        "import atexit, sys\n"
        "atexit.register(lambda: sys.stderr.write(' '.join(sys.modules)))\n"
        "from api.command_line import main\n"
        "main()"
    )

    loaded = run([sys.executable, "-c", script, *words]).stderr.split()

    assert "typer" in loaded
    assert not {"ortools", "fastapi", "uvicorn", "pydantic", "ruamel.yaml"} & set(loaded)


def test_the_first_line_names_the_day() -> None:
    with subprocess.Popen(
        [*HUDDLE, "resolve", "md-out-small-pc", "--deadline", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.communicate(timeout=60)

    assert line == "Re-planning small-pc on 2026-11-23: 62 visits, 1 event.\n"


@pytest.mark.parametrize("settings", [{}, {"FORCE_COLOR": "1"}, {"PYTHONIOENCODING": "ascii"}])
def test_a_pipe_gets_plain_text(day_file: Path, settings: dict[str, str]) -> None:
    result = run([*faked(), "resolve", day_file], **settings)

    assert result.returncode == 0
    assert result.stderr == ""
    assert result.stdout.isascii()
    assert "\x1b" not in result.stdout
    assert all(line == line.rstrip() for line in result.stdout.splitlines())


def test_help_in_a_pipe_is_plain_text() -> None:
    result = run([*HUDDLE, "resolve", "--help"], FORCE_COLOR="1")

    assert result.stdout.isascii()
    assert "\x1b" not in result.stdout


def test_json_in_a_pipe(day_file: Path) -> None:
    result = run([*faked(), "resolve", day_file, "--json"])

    assert json.loads(result.stdout)["outcome"] == "feasible"
    assert result.stderr == ""


def test_bad_input_ends_with_2_and_no_traceback(tmp_path: Path) -> None:
    result = run([*HUDDLE, "resolve", tmp_path / "nothing.yaml"])

    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: DAY: ")
    assert len(result.stderr.splitlines()) == 1


def test_a_reader_who_has_seen_enough_is_no_failure(day_file: Path) -> None:
    with subprocess.Popen(
        [*faked(), "resolve", str(day_file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        process.wait(60)

    assert "Traceback" not in told


def seen_on_a_terminal(words: Sequence[str | Path]) -> str:
    """Run on a terminal of its own; return what it shows."""
    script = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
    result = subprocess.run(
        [sys.executable, "-c", script, *(str(word) for word in words)],
        cwd=ROOT,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0
    return result.stdout.decode()


def test_a_terminal_gets_colours_and_progress(day_file: Path) -> None:
    shown = seen_on_a_terminal([*faked(), "resolve", day_file])

    assert "\x1b[1m" in shown
    assert "Within 0.4 % of the best" in shown


def test_ctrl_c_shows_the_best_so_far(day_file: Path) -> None:
    with subprocess.Popen(
        [*faked(waits=True), "resolve", str(day_file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "waiting\n":
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        try:
            shown, told = process.communicate(timeout=60)
        finally:
            process.kill()

    assert process.returncode == 130
    assert shown.startswith("Stopped; this is the best plan so far.")
    assert "1 seen today" in shown
    assert told == ""
