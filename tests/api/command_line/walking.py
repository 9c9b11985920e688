"""Walks through a page: runs its console blocks, command by command, as a reader would.

A line that begins with '$ ' is a command; what follows, up to the next, is what the page shows of
its output. Commands that end in '&' are `huddle` processes, which `kill %1` and the like end.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass

from tests.api.command_line.serving import Home, Running, started, wait_ready
from tests.engine.jobs.working import wait_for

NEEDED = ("bash", "curl", "jq")
"""What the page's readers have, and what a machine that runs the tests may not."""

PORT = 8000
"""Where the page has the service."""

MASKS = (
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\bhk_\w+|(?<=\bkey[: ])[0-9a-f]{12}\b"), "KEY"),
    (re.compile(r"\bwhsec_[\w+/=]+"), "SECRET"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)"), "TIME"),
    (re.compile(r"(?<=until )\d{4}-\d\d-\d\d"), "DAY"),
    (re.compile(r"\b[0-9a-f]{32}([0-9a-f]{32})?\b"), "DIGEST"),
    (
        re.compile(
            r'(?<="(?:seen|ring|cost)":)\d+|(?<="calls":)\d+|(?<="seconds":)[\d.]+'
            r'|(?<="lower_bound":)\d+|(?<="gap":)[\d.e-]+'
        ),
        "FIGURE",
    ),
    (re.compile(r"(?<=\d{4}-\d\d-\d\d  )(?:proven|feasible|baseline) .*$", re.M), "FIGURES"),
    (re.compile(r" {2,}"), " "),
)
"""What is never the same twice, and how good a plan is after so many seconds on some machine."""


@dataclass(frozen=True)
class Step:
    """A command of a page, and what it shows of its output."""

    command: str
    shown: str


def steps_of(text: str) -> list[Step]:
    """Return the commands of a text's console blocks in their order."""
    steps = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            lines = part.splitlines()
            ends = next(n for n, line in enumerate(lines) if not line.endswith("\\"))
            steps.append(Step("\n".join(lines[: ends + 1]), "\n".join(lines[ends + 1 :]).strip()))
    return steps


def masked(text: str) -> str:
    """Return a text without what is never the same twice."""
    for pattern, name in MASKS:
        text = pattern.sub(name, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def is_shown(shown: str, said: str) -> bool:
    """Tell whether a command has said what the page shows: '…' stands for whatever."""
    pattern = re.escape(masked(shown)).replace("…", ".*?")
    return re.fullmatch(pattern, masked(said), re.S) is not None


class Walk:
    """A reader's shell.

    Args:
        home: whose settings the commands run with.
        held: ends the processes that were started.
    """

    def __init__(self, home: Home, held: ExitStack) -> None:
        self._home, self._held = home, held
        self._jobs: list[Running] = []
        self._programs = home.folder / "programs"
        self._programs.mkdir()
        huddle = self._programs / "huddle"
        huddle.write_text(f'#!/bin/sh\nexec {sys.executable} -m api.command_line "$@"\n')
        huddle.chmod(0o755)
        self._state = home.folder / "state.sh"
        self._state.write_text("")

    def take(self, step: Step) -> str:
        """Run a command, and return what it says."""
        command = step.command.replace(f":{PORT}", f":{self._home.port}")
        if command.endswith(" &"):
            return self._start(command.removesuffix(" &"))
        if found := re.fullmatch(r"kill (-9 )?%(\d)", command):
            job = self._jobs[int(found[2]) - 1]
            job.kill() if found[1] else job.end()
            assert "Traceback" not in job.said, job.said
            return ""
        return self._run(command)

    def _start(self, command: str) -> str:
        settings, words = {}, shlex.split(command)
        while "=" in words[0]:
            name, _, text = words.pop(0).partition("=")
            settings[name] = text
        assert words.pop(0) == "huddle"
        self._home.settings.update(settings)
        job = self._held.enter_context(started(self._home, *words))
        self._jobs.append(job)
        if words[0] == "serve":
            wait_ready(self._home, job)
        else:
            wait_for(lambda: "a worker is ready" in job.said, "a worker")
        return "\n".join(line for line in job.said.splitlines() if not line.startswith("{"))

    def _run(self, command: str) -> str:
        script = (
            f". {self._state}\nset -a\n{command}\n"
            f"{{ export -p | grep -v ' HUDDLE_\\| PATH='; declare -f; }} > {self._state}\n"
        )
        environment = self._home.environment
        environment["PATH"] = f"{self._programs}:{environment.get('PATH', '')}"
        done = subprocess.run(
            [shutil.which("bash") or "bash", "-c", script],
            cwd=self._home.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{command}\n{said}"
        return said


def missing() -> list[str]:
    """Return what this machine lacks of what the page's readers have."""
    return [name for name in NEEDED if shutil.which(name) is None]


def walked(text: str, home: Home) -> list[tuple[Step, str]]:
    """Run all commands of a text, and return each with what it has said."""
    with ExitStack() as held:
        walk = Walk(home, held)
        return [(step, walk.take(step)) for step in steps_of(text)]
