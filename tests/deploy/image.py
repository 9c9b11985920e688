"""The image's steps walked without a container: its files alone, in a folder that stands for /.

What is fetched is left out, for there may be no network: in the place of the wheels stands what the
tests themselves run with.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from tests.house.test_house import ROOT

CONTAINERFILE = ROOT / "deploy" / "Containerfile"
PATIENCE = 600


def stages(text: str) -> list[list[tuple[str, str]]]:
    """Return the instructions of each stage: their first words, and the rest of their lines."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    found: list[list[tuple[str, str]]] = []
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            found.append([])
        if word:
            found[-1].append((word, " ".join(rest.split())))
    return found


@dataclass
class Image:
    """What the steps have made.

    Attributes:
        root: the folder that stands for /.
        environment: what ENV has set.
        says: the last of each other instruction.
        left_out: commands that fetch.
    """

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    _place: Path = field(init=False)

    def __post_init__(self) -> None:
        self._place = self.root

    def at(self, path: str) -> Path:
        """Return where a path of the image is."""
        return self.root / path.lstrip("/")

    def build(self, text: str) -> None:
        """Do what the stage that builds says, and note what the one that runs is set to."""
        first, last = stages(text)
        for word, rest in first:
            match word:
                case "FROM":
                    pass
                case "WORKDIR":
                    self._place = self.at(rest)
                    self._place.mkdir(parents=True)
                case "COPY":
                    self._copy(*rest.split())
                case "RUN":
                    for command in rest.split(" && "):
                        self._run(shlex.split(command))
                case _:
                    raise AssertionError(f"{word} is not walked")
        for word, rest in last:
            if word == "ENV":
                self.environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
            elif word != "RUN":
                self.says[word] = rest

    def command(self, word: str) -> list[str]:
        """Return what an instruction has as a list."""
        _, bracket, rest = self.says[word].partition("[")
        words: list[str] = json.loads(bracket + rest)
        return words

    def _copy(self, *names: str) -> None:
        *sources, place = names
        for name in sources:
            source = ROOT / name
            target = self._place / (name if place == "./" else place)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, target)

    def _run(self, words: list[str]) -> None:
        if words[:2] == ["pip", "download"]:
            self.left_out.append(" ".join(words))
            self.at("/wheels").mkdir()
            return
        placed = [str(self.at(word)) if word.startswith("/") else word for word in words]
        if placed[0] == "python":
            placed[0] = sys.executable
        if placed[0].endswith("/pip"):
            # What it would find among the wheels is found beside it.
            placed[2:2] = ["--no-deps", "--no-build-isolation"]
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        done = subprocess.run(
            placed,
            cwd=self._place,
            env=kept,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        if placed[1:3] == ["-m", "venv"]:
            self._lend_wheels(Path(placed[3]))

    def _lend_wheels(self, venv: Path) -> None:
        (folder,) = venv.glob("lib/python*/site-packages")
        # A Python before 3.12 brings a setuptools along that is none of the lock's.
        for own in [*folder.glob("setuptools*"), *folder.glob("*distutils*")]:
            shutil.rmtree(own) if own.is_dir() else own.unlink()
        # Added to what is searched, after its own; what is installed for editing stays out.
        (folder / "wheels.pth").write_text(sysconfig.get_path("purelib") + "\n")
