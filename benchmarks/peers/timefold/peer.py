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

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers.heuristic import hinted
from benchmarks.peers.peer import Answer, Clock, Trace
from benchmarks.peers.timefold.built import missing
from benchmarks.peers.timefold.engine import Engine
from benchmarks.peers.timefold.reading import Reader
from benchmarks.peers.timefold.written import written

if TYPE_CHECKING:
    from benchmarks.peers.instance import Instance

SOURCES = Path(__file__).parent / "java"
"""The Java side for days."""


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
        engine = Engine(SOURCES)
        clock, trace = Clock(seconds), Trace()
        # The hint is a plan: there is an answer before the engine has started.
        trace.answers.append(Answer(clock.passed, *hinted(instance)))
        reader = Reader(instance)
        words = (seed, self.searches, self.moves or 0, self.mode)
        for line in engine.lines(lambda: written(instance), clock, words):
            if line.startswith("plan "):
                trace.answers.append(reader.answer(line, clock.passed))
            elif line == "proven\n":
                trace.proven = True
                trace.bounds.append((clock.passed, float(trace.answers[-1].cost or 0)))
        trace.ended = clock.passed
        return trace
