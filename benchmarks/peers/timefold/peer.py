"""Timefold's Java engine as a process: the day goes in as numbers, better plans come out as lines.

Set up as one who knows it would: visits and breaks are planning entities, each with its own value
range of legal candidates that may still pay; the score is kept up by hand, minute by minute, by an
incremental calculator, which is the fastest that the engine knows; it starts from the manager's
plan, what that leaves open is placed by the construction heuristic, and local search goes on by
late acceptance over changes and over moves that put whoever is in the way somewhere else.
Threads that share one search are for its paying users; two searches side by side, each with a seed
of its own and one of them with ruin-and-recreate moves too, use both cores.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import threading
import time
from typing import IO, TYPE_CHECKING

from benchmarks.peers.heuristic import hinted
from benchmarks.peers.peer import Answer, Clock, Trace
from benchmarks.peers.timefold.built import class_path, missing
from benchmarks.peers.timefold.reading import Reader
from benchmarks.peers.timefold.written import written

if TYPE_CHECKING:
    from benchmarks.peers.instance import Instance

RESERVE = 0.2
"""Seconds before the deadline at which the searches are told to end, so that they can answer."""


class Timefold:
    """Timefold Solver, community edition: two searches by late acceptance, in Java.

    Attributes:
        moves: so many moves of each search, for the same answer each time; None for the clock only.
        mode: the engine's environment mode; one that asserts checks our calculator at each step.
    """

    name = "timefold"
    relaxed: tuple[str, ...] = (
        "Of phases that may wait for themselves after the provider's part, staff and rooms are "
        "looked for afterwards; so is the provider's time in a later part of the visit.",
        "It has no bound, and says that a plan is best only where every visit has its cheapest "
        "place.",
        "Two searches of one thread each: threads that share a search need another edition.",
    )

    def __init__(self, searches: int = 2, moves: int | None = None, mode: str = "") -> None:
        self.searches, self.moves, self.mode = searches, moves, mode or "NO_ASSERT"

    def missing(self) -> str | None:
        """Say what is not there: the package, or a JDK."""
        return missing()

    def run(self, instance: Instance, seconds: float, seed: int) -> Trace:
        """Search to the end of the time; the Java side is compiled before the clock starts."""
        classes = class_path()
        clock, trace = Clock(seconds), Trace()
        # The hint is a plan: there is an answer before the engine has started.
        trace.answers.append(Answer(clock.passed, *hinted(instance)))
        until = int(1000 * (time.time() + clock.left - RESERVE))
        words = (until, seed, self.searches, self.moves or 0, self.mode)
        command = ["java", "-XX:+UseParallelGC", "-cp", classes, "Main", *map(str, words)]
        pipe = subprocess.PIPE
        with (
            tempfile.TemporaryFile("w+") as errors,
            subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, text=True) as process,
        ):
            killer = threading.Timer(clock.left, process.kill)
            killer.start()
            try:
                self._listen(process, instance, trace, clock)
            finally:
                killer.cancel()
                process.kill()
                process.wait()
            if process.returncode > 0:
                errors.seek(0)
                raise RuntimeError(f"Timefold has failed:\n{errors.read()}")
        trace.ended = clock.passed
        return trace

    def _listen(
        self, process: subprocess.Popen[str], instance: Instance, trace: Trace, clock: Clock
    ) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        _send(process.stdin, written(instance))
        reader = Reader(instance)
        for line in process.stdout:
            if line.startswith("plan "):
                trace.answers.append(reader.answer(line, clock.passed))
            elif line == "proven\n":
                trace.proven = True
                trace.bounds.append((clock.passed, float(trace.answers[-1].cost or 0)))
        process.wait()


def _send(into: IO[str], text: str) -> None:
    # Where nobody reads any more, it has ended by the deadline, or its exit code tells the failure.
    with contextlib.suppress(BrokenPipeError):
        into.write(text)
    with contextlib.suppress(BrokenPipeError):
        into.close()
