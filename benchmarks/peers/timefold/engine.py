"""One run of a Java side as a process: text goes in, lines come out, and the clock ends it."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import threading
import time
from typing import IO, TYPE_CHECKING

from benchmarks.peers.timefold.built import class_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.peers.peer import Clock

RESERVE = 0.2
"""Seconds before the deadline at which the searches are told to end, so that they can answer."""


class Engine:
    """The classes of a folder of sources, compiled when this is made."""

    def __init__(self, sources: Path) -> None:
        self._classes = class_path(sources)

    def lines(
        self, text: Callable[[], str], clock: Clock, words: tuple[object, ...]
    ) -> Iterator[str]:
        """Yield the lines that `Main` writes, given the deadline and the words, until that.

        The text is made while the virtual machine starts.

        Raises:
            RuntimeError: it has failed; its last words.
        """
        until = int(1000 * (time.time() + clock.left - RESERVE))
        given = map(str, (until, *words))
        command = ["java", "-XX:+UseParallelGC", "-cp", self._classes, "Main", *given]
        pipe = subprocess.PIPE
        with (
            tempfile.TemporaryFile("w+") as errors,
            subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, text=True) as process,
        ):
            assert process.stdin is not None
            assert process.stdout is not None
            killer = threading.Timer(clock.left, process.kill)
            killer.start()
            try:
                _send(process.stdin, text())
                yield from process.stdout
                process.wait()
            finally:
                killer.cancel()
                process.kill()
                process.wait()
            if process.returncode > 0:
                errors.seek(0)
                raise RuntimeError(f"Timefold has failed:\n{errors.read()}")


def _send(into: IO[str], text: str) -> None:
    # Where nobody reads any more, it has ended by the deadline, or its exit code tells the failure.
    with contextlib.suppress(BrokenPipeError):
        into.write(text)
    with contextlib.suppress(BrokenPipeError):
        into.close()
