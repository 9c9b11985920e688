"""Solve one case: ring 0 at once, then whatever a search in its own process finds in time."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.solving.side_by_side import LEAST_SECONDS, MOST_JOINED, SideBySide
from engine.solving.warm import WORKERS
from solvers.day.check.verdict import check, check_seconds
from solvers.day.known.facts import Facts
from solvers.day.limits import Bound, Found, Limits, Stage, Trouble
from solvers.process import Died, Hung, Job

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from engine.asked import Asked
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan

log = logging.getLogger("huddle.solve")

Heard = Found | Bound | Trouble | Died | Hung
"""What is heard of the whole case while its parts are searched."""

CHECKS_FOR_PARTS = 5.0
"""The checks of the whole day that it takes to take a day apart and to put it together again."""


@dataclass(slots=True)
class Solved:
    """The best plan so far, checked, with what is proven.

    `troubles` are sentences about what should never happen: a plan of the search that the check
    does not share, or a search that died. The plan itself has always passed the check.
    `cut_short` when a search was ended, or died, before it had ended by itself: what it would have
    found, if anything, depends on more than what was asked.
    """

    plan: Plan
    verdict: Verdict
    ring: int = 0
    bound: Bound = field(default_factory=Bound)
    troubles: list[str] = field(default_factory=list)
    first_seconds: float | None = None
    cut_short: bool = False


def solve(
    case: Case,
    start: Plan,
    asked: Asked,
    seconds: float,
    *,
    workers: int,
    ring: int = 0,
    stop: threading.Event | None = None,
    told: Callable[[str, Solved], None] | None = None,
) -> Solved:
    """Search from a legal plan for `seconds`; what does not pass the check is not taken.

    `told` is called with the stage's name whenever something better is known.
    """
    began = time.monotonic()
    solved = Solved(start, check(case, start), ring)
    if seconds <= 0 or (stop is not None and stop.is_set()):
        solved.cut_short = seconds > 0
        return solved
    if len(case.sites) > 1:
        if not asked.deterministic and seconds < CHECKS_FOR_PARTS * check_seconds(case):
            return solved
        sides = SideBySide(case, Facts(case).hit, start, _listener(case, solved, began, told))
        if sides.apart:
            sides.run(asked, began + seconds, workers, stop)
            solved.cut_short |= stop is not None and stop.is_set()
            if asked.deterministic or sides.proven or len(case.visits) > MOST_JOINED:
                return solved
            # What is open lies between the parts.
            seconds -= time.monotonic() - began
            began = time.monotonic()
            if seconds < LEAST_SECONDS or solved.cut_short:
                return solved
    _search(case, solved, asked, (began, seconds), workers, stop, told)
    solved.cut_short |= stop is not None and stop.is_set()
    return solved


def _search(
    case: Case,
    solved: Solved,
    asked: Asked,
    time_given: tuple[float, float],
    workers: int,
    stop: threading.Event | None,
    told: Callable[[str, Solved], None] | None,
) -> None:
    """Search the day as a whole from the best plan so far, from a time on and so long."""
    began, seconds = time_given
    limits = Limits(
        seconds=seconds if asked.deterministic else max(0.0, seconds - 0.03),
        seed=asked.seed,
        workers=workers,
        deterministic=asked.deterministic,
        tolerance=asked.tolerance,
    )
    stage = ""
    with WORKERS.borrow() as worker:
        job = Job(case, limits, solved.plan, solved.verdict.key)
        deadline = None if asked.deterministic else began + seconds
        for message in worker.run(job, deadline, stop, asked.guarded()):
            match message:
                case Found():
                    _take(case, solved, message)
                    if solved.first_seconds is None:
                        solved.first_seconds = time.monotonic() - began
                case Bound() if message.said_more_than(solved.bound):
                    solved.bound = message
                case Stage(name=name, ring=number):
                    stage = f"{name} {number}"
                case Trouble() | Died() | Hung():
                    _troubled(solved, message)
            if told is not None:
                told(stage, solved)


def _listener(
    case: Case, solved: Solved, began: float, told: Callable[[str, Solved], None] | None
) -> Callable[[Heard], None]:
    """Return what takes in what is told of all parts together."""

    def listen(message: Heard) -> None:
        match message:
            case Found():
                _take(case, solved, message)
                if solved.first_seconds is None:
                    solved.first_seconds = time.monotonic() - began
            case Bound():
                solved.bound = message
            case Trouble() | Died() | Hung():
                _troubled(solved, message)
        if told is not None:
            told("parts", solved)

    return listen


def _troubled(solved: Solved, message: Trouble | Died | Hung) -> None:
    log.error("search: %s", message.sentence)
    solved.troubles.append(message.sentence)
    solved.cut_short |= not isinstance(message, Trouble)


def _take(case: Case, solved: Solved, found: Found) -> None:
    verdict = check(case, found.plan)
    if verdict.breaches or verdict.key != found.key:
        rules = sorted({finding.rule for finding in verdict.breaches})
        sentence = f"ring {found.ring}: the model says {found.key}, the check {verdict.key}" + (
            f", and {', '.join(rules)} broken" if rules else ""
        )
        log.error("search: %s", sentence)
        solved.troubles.append(sentence)
        if verdict.breaches:
            return
    if verdict.key < solved.verdict.key:
        solved.plan, solved.verdict, solved.ring = found.plan, verdict, found.ring
