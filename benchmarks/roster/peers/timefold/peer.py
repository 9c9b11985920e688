"""Timefold's Java engine as a process: the book goes in as numbers, better rosters come as lines.

Set up as one who knows it would: a person's day is a planning entity with its own value range of
shifts; the score is kept up by hand by an incremental calculator, rows of people as they change;
local search goes on from the construction heuristic, over changes of a cell and over blocks of days
that two people exchange, that move within a row, or that get one shift.
Threads that share one search are for its paying users; two searches side by side use both cores,
one by late acceptance and one by simulated annealing: each is ahead of the other on some instances.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers.peer import Clock
from benchmarks.peers.timefold.built import missing
from benchmarks.peers.timefold.engine import Engine
from benchmarks.roster.peers.timefold.written import book_of
from benchmarks.roster.trace import Told, Trace

if TYPE_CHECKING:
    from benchmarks.roster.answers import Answer
    from benchmarks.roster.formats import Instance
    from benchmarks.roster.peers.timefold.written import Book
    from solvers.roster.outcome import RosterLimits

SOURCES = Path(__file__).parent / "java"


class Timefold:
    """Timefold Solver, community edition: two ways of local search, in Java.

    Attributes:
        moves: so many moves of each search, for the same answer each time; None for the clock only.
        mode: the engine's environment mode; one that asserts checks our calculator at each step.
    """

    name = "timefold"
    formats: tuple[str, ...] = ("curtois", "inrc2")

    def __init__(self, moves: int | None = None, mode: str = "NO_ASSERT") -> None:
        self.moves, self.mode = moves, mode

    def missing(self) -> str | None:
        """Say what is not there: the package, or a JDK."""
        return missing()

    def run(self, instance: Instance, limits: RosterLimits) -> Trace:
        """Search to the end of the time, in as many threads as workers are allowed.

        The Java side is compiled before the clock starts.
        """
        engine = Engine(SOURCES)
        clock, trace = Clock(limits.seconds), Trace()
        book = book_of(instance)
        words = (limits.seed, limits.workers, self.moves or 0, self.mode)
        for line in engine.lines(book.text, clock, words):
            when = clock.passed
            head, *said = line.split(maxsplit=3)
            if head == "roster":
                broken, cost, cells = said
                known = int(cost) if broken == "0" else None
                trace.answers.append(Told(when, partial(_answer, book, cells), known))
        trace.ended = clock.passed
        return trace


def _answer(book: Book, cells: str) -> Answer:
    values = [int(word) for word in cells.split()]
    return {
        person: [
            (book.shifts[value - 1],) if value else ()
            for value in values[row * book.days : (row + 1) * book.days]
        ]
        for row, person in enumerate(book.people)
    }
