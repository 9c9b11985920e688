"""Timefold's Java engine as a process: the book goes in as numbers, better rosters come as lines.

Set up as one who knows it would: a person's day is a planning entity with its own value range of
shifts; the score is kept up by hand by an incremental calculator, rows of people as they change;
local search goes on from the construction heuristic, over changes of a cell and over blocks of days
that two people exchange, that move within a row, or that get one shift.
Threads that share one search are for its paying users; two searches side by side use both cores,
one by late acceptance and one by simulated annealing: each is ahead of the other on some instances.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers.peer import Clock
from benchmarks.peers.timefold.built import missing
from benchmarks.peers.timefold.engine import Engine
from benchmarks.roster import curtois, sickness
from benchmarks.roster.answers import Answer
from benchmarks.roster.peers.timefold import curtois_book, inrc2_book, sickness_book
from benchmarks.roster.trace import Told, Trace

if TYPE_CHECKING:
    from benchmarks.roster.formats import Instance
    from benchmarks.roster.peers.timefold.book import Book
    from solvers.roster.outcome import RosterLimits

SOURCES = Path(__file__).parent / "java"


class Timefold:
    """Timefold Solver, community edition: two ways of local search, in Java.

    Attributes:
        moves: so many moves of each search, for the same answer each time; None for the clock only.
        mode: the engine's environment mode; one that asserts checks our calculator at each step.
    """

    name = "timefold"
    formats: tuple[str, ...] = ("curtois", "inrc2", "sickness")

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
        book, worded = _worded(instance)
        words = (limits.seed, limits.workers, self.moves or 0, self.mode)
        for line in engine.lines(book.text, clock, words):
            when = clock.passed
            head, *said = line.split(maxsplit=3)
            if head == "roster":
                broken, cost, cells = said
                answer, counted = worded(cells, int(cost))
                trace.answers.append(Told(when, answer, counted if broken == "0" else None))
        trace.ended = clock.passed
        return trace


Worded = Callable[[str, int], tuple[Callable[[], Answer], int]]
"""What Java says of a roster in the format's words: makes the answer, and says what it costs."""


def _worded(instance: Instance) -> tuple[Book, Worded]:
    """Return an instance's book, and how a roster in its terms is read."""
    if isinstance(instance, sickness.Instance):
        book = sickness_book.book_of(instance)

        def given(cells: str, cost: int) -> tuple[Callable[[], Answer], int]:
            answer = partial(_given, instance, book, cells)
            return answer, sickness_book.worth(instance, cost)

        return book, given
    if isinstance(instance, curtois.Instance):
        book = curtois_book.book_of(instance)
    else:
        book = inrc2_book.book_of(instance)
    return book, lambda cells, cost: (partial(book.answer, cells), cost)


def _given(instance: sickness.Instance, book: Book, cells: str) -> Answer:
    return sickness_book.answer_of(instance, book.values(cells))
