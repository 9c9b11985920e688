"""Solve one case: ring 0 at once, then whatever a search in its own process finds in time."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.side_by_side import LEAST_SECONDS, MOST_JOINED, SideBySide
from engine.warm import WORKERS
from solvers.day.check import check
from solvers.day.facts import Facts
from solvers.day.limits import Bound, Found, Limits, Stage, Trouble
from solvers.process import Died, Job

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from engine.asked import Asked
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan

log = logging.getLogger("huddle.solve")


@dataclass(slots=True)
class Solved:
    """The best plan so far, checked, with what is proven.

    `troubles` are sentences about what should never happen: a plan of the search that the check
    does not share, or a search that died. The plan itself has always passed the check.
    """

    plan: Plan
    verdict: Verdict
    ring: int = 0
    bound: Bound = field(default_factory=Bound)
    troubles: list[str] = field(default_factory=list)
    first_seconds: float | None = None


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
        return solved
    if len(case.sites) > 1:
        sides = SideBySide(case, Facts(case).hit, start, _listener(case, solved, began, told))
        if sides.apart:
            sides.run(asked, began + seconds, workers, stop)
            if asked.deterministic or sides.proven or len(case.visits) > MOST_JOINED:
                return solved
            # What is open lies between the parts.
            start, seconds = solved.plan, seconds - (time.monotonic() - began)
            began = time.monotonic()
            if seconds < LEAST_SECONDS or (stop is not None and stop.is_set()):
                return solved
    limits = Limits(
        seconds=seconds if asked.deterministic else max(0.0, seconds - 0.03),
        seed=asked.seed,
        workers=workers,
        deterministic=asked.deterministic,
        tolerance=asked.tolerance,
    )
    stage = ""
    with WORKERS.borrow() as worker:
        job = Job(case, limits, start, solved.verdict.key)
        deadline = None if asked.deterministic else began + seconds
        for message in worker.run(job, deadline, stop):
            match message:
                case Found():
                    _take(case, solved, message)
                    if solved.first_seconds is None:
                        solved.first_seconds = time.monotonic() - began
                case Bound() if message.said_more_than(solved.bound):
                    solved.bound = message
                case Stage(name=name, ring=number):
                    stage = f"{name} {number}"
                case Trouble(sentence=sentence) | Died(sentence=sentence):
                    log.error("search: %s", sentence)
                    solved.troubles.append(sentence)
            if told is not None:
                told(stage, solved)
    return solved


def _listener(
    case: Case, solved: Solved, began: float, told: Callable[[str, Solved], None] | None
) -> Callable[[Found | Bound | Trouble | Died], None]:
    """Return what takes in what is told of all parts together."""

    def listen(message: Found | Bound | Trouble | Died) -> None:
        match message:
            case Found():
                _take(case, solved, message)
                if solved.first_seconds is None:
                    solved.first_seconds = time.monotonic() - began
            case Bound():
                solved.bound = message
            case Trouble(sentence=sentence) | Died(sentence=sentence):
                log.error("search: %s", sentence)
                solved.troubles.append(sentence)
        if told is not None:
            told("parts", solved)

    return listen


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
