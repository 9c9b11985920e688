"""A Java side is compiled once for each version of its sources and of the engine.

The engine's archives come with the package `timefold`, none of whose Python is used. Classes are
kept in the user's cache folder, outside the project.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

RELEASE = "17"
"""The Java that the engine asks for at least."""

UNUSED = ("logback", "junit", "mockito", "assertj", "jpyinterpreter", "python-core", "solver-test")
"""Archives that planning does not need; with the first one every step would be logged."""


def missing() -> str | None:
    """Say what is not there; None where all is."""
    lacks = []
    if _wheel() is None:
        lacks.append("the package timefold, which the extra [peers] installs")
    lacks += [
        f"{tool} of a JDK {RELEASE} or later on the PATH"
        for tool in ("javac", "java")
        if shutil.which(tool) is None
    ]
    return f"there is no {', no '.join(lacks)}" if lacks else None


def class_path(sources: Path) -> str:
    """Return where the engine's classes are and those of a folder, compiled where that is not done.

    Raises:
        RuntimeError: something is missing, or the sources do not compile.
    """
    wheel, lacks = _wheel(), missing()
    if wheel is None or lacks:
        raise RuntimeError(lacks)
    archives = os.pathsep.join(str(path) for path in _archives(wheel))
    return os.pathsep.join((str(_classes(sources, wheel.version, archives)), archives))


def _wheel() -> Distribution | None:
    try:
        return distribution("timefold")
    except PackageNotFoundError:
        return None


def _archives(wheel: Distribution) -> list[Path]:
    return sorted(
        Path(str(wheel.locate_file(file)))
        for file in wheel.files or ()
        if file.suffix == ".jar" and not any(name in file.name for name in UNUSED)
    )


def _classes(folder: Path, version: str, archives: str) -> Path:
    sources = sorted(folder.glob("*.java"))
    digest = hashlib.sha256(f"{version} {RELEASE}".encode())
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kept = caches / "huddle" / f"timefold-{digest.hexdigest()[:16]}"
    if kept.is_dir():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as spare:
        fresh = Path(spare) / "classes"
        compiled = subprocess.run(
            ["javac", "--release", RELEASE, "-proc:none", "-cp", archives, "-d", fresh, *sources],
            capture_output=True,
            text=True,
            check=False,
        )
        if compiled.returncode:
            raise RuntimeError(f"the planner for Timefold does not compile:\n{compiled.stderr}")
        try:
            fresh.rename(kept)
        except OSError:
            if not kept.is_dir():  # otherwise somebody else has just compiled the same
                raise
    return kept
