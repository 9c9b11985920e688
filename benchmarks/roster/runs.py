"""One run: our search, or a peer, on one instance; what it told when, judged by the format."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.day.memory import Watch
from benchmarks.day.runs import machine
from benchmarks.peers.peer import Clock
from benchmarks.roster.formats import FORMATS
from benchmarks.roster.peers import peers
from benchmarks.roster.record import Record
from benchmarks.roster.trace import Told, Trace
from models.finding import Tier
from solvers.roster.outcome import RosterLimits, Status
from solvers.roster.search import search

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.roster.answers import Answer
    from benchmarks.roster.formats import Task
    from models.roster import RosterPlan
    from solvers.roster.outcome import Progress

OWN = "huddle"
"""Our search among the solvers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One run that is asked for: who, on which instance of which file, and within what."""

    format: str
    path: Path
    instance: str
    solver: str
    limits: RosterLimits


def measured(asked: Asked) -> tuple[Record, Answer]:
    """Read the instance and let the solver plan it; the clock starts when that is read.

    What the solver told is judged after its clock has stopped.
    """
    task = next(t for t in FORMATS[asked.format](asked.path) if t.name == asked.instance)
    return judged(task, asked)


def judged(task: Task, asked: Asked) -> tuple[Record, Answer]:
    """Return the run on an instance, and its best answer; empty without one."""
    limits = asked.limits
    with Watch() as watch:
        if asked.solver == OWN:
            trace = own(task, limits)
        else:
            (peer,) = peers([asked.solver]).here
            trace = peer.run(task.instance, limits)
    record = Record(
        format=asked.format,
        instance=task.name,
        solver=asked.solver,
        seed=limits.seed,
        deadline=limits.seconds,
        workers=limits.workers,
        most=task.most,
        proven=trace.proven,
        infeasible=trace.infeasible,
        ended=round(trace.ended, 3),
        peak_mib=watch.peak_mib,
        machine=machine(),
    )
    best: Answer = {}
    for told in trace.looked_at(limits.seconds):
        answer = told.answer()
        score = task.score(answer)
        before = record.final
        record.keep(told.seconds, (len(score.violations), score.cost))
        best = answer if record.final != before else best
        if told.cost is not None:
            record.agrees &= not score.violations and score.cost == told.cost
    record.bounds = [(round(at, 3), bound) for at, bound in trace.bounds]
    return record, best


def own(task: Task, limits: RosterLimits) -> Trace:
    """Let our search plan the instance."""
    clock, trace = Clock(limits.seconds), Trace()

    def bounded(gap_bound: int, bound: int) -> None:
        said = task.cost(gap_bound, bound)
        if not trace.bounds or trace.bounds[-1][1] != said:
            trace.bounds.append((clock.passed, said))

    def told(progress: Progress) -> None:
        if progress.plan is not None:
            answer = partial(_answer, task, progress.plan)
            trace.answers.append(Told(clock.passed, answer))
        bounded(progress.gap_bound, progress.bound)

    outcome = search(task.case, limits, told)
    trace.ended = clock.passed
    trace.proven = outcome.status is Status.PROVEN
    trace.infeasible = outcome.status is Status.INFEASIBLE
    if outcome.plan is not None and outcome.verdict is not None:
        cost = task.cost(outcome.verdict.tier_cost(Tier.T0), outcome.verdict.cost)
        last, known = task.answer(outcome.plan), trace.answers[-1]
        when = known.seconds if known.answer() == last else outcome.seconds
        trace.answers.append(Told(when, lambda: last, cost))
        bounded(outcome.gap_bound, outcome.bound)
    return trace


def _answer(task: Task, plan: Callable[[], RosterPlan]) -> Answer:
    return task.answer(plan())
