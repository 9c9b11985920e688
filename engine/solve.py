"""Solve one case: ring 0 at once, then whatever a search in its own process finds in time."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.side_by_side import SideBySide
from engine.warm import WORKERS
from solvers.day.check import check
from solvers.day.facts import Facts
from solvers.day.limits import Bound, Found, Limits, Stage, Trouble
from solvers.day.parts import parts_of
from solvers.process import Died, Job

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from engine.asked import Asked
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan
    from solvers.day.parts import Part

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
    parts = parts_of(case, Facts(case).hit) if len(case.sites) > 1 else []
    if len(parts) > 1:
        _solve_parts(
            case, solved, parts, asked, seconds - (time.monotonic() - began), workers, stop, told
        )
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
                case Bound():
                    solved.bound = message
                case Stage(name=name, ring=number):
                    stage = f"{name} {number}"
                case Trouble(sentence=sentence) | Died(sentence=sentence):
                    log.error("search: %s", sentence)
                    solved.troubles.append(sentence)
            if told is not None:
                told(stage, solved)
    return solved


def _solve_parts(
    case: Case,
    solved: Solved,
    parts: list[Part],
    asked: Asked,
    seconds: float,
    workers: int,
    stop: threading.Event | None,
    told: Callable[[str, Solved], None] | None,
) -> None:
    """Search the parts of a case side by side."""
    began = time.monotonic()

    def tell(message: Found | Bound | Trouble | Died) -> None:
        match message:
            case Found(plan=plan, ring=ring, key=key):
                verdict = check(case, plan)
                solved.plan, solved.verdict, solved.ring = plan, verdict, ring
                if solved.first_seconds is None:
                    solved.first_seconds = time.monotonic() - began
            case Bound():
                solved.bound = message
            case Trouble(sentence=sentence) | Died(sentence=sentence):
                log.error("search: %s", sentence)
                solved.troubles.append(sentence)
        if told is not None:
            told("parts", solved)

    SideBySide(case, parts, solved.plan, tell).run(asked, seconds, workers, stop)


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
