"""One run: our engine, or a peer, on one day; what it said when, judged by the check."""

from __future__ import annotations

import os
import platform
import time
from importlib.metadata import version
from typing import TYPE_CHECKING

from benchmarks.day.memory import Watch
from benchmarks.day.record import STAMPS, Record
from benchmarks.peers.from_case import Outlook, instance_of
from benchmarks.peers.score import score
from engine.asked import Asked
from engine.solving.solve import Solved, solve
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from benchmarks.day.days import DayName
    from benchmarks.peers.peer import Peer
    from models.case import Case
    from models.plan import Plan

OWN = "huddle"
"""Our engine among the solvers."""

LAST, BETWEEN = 10.0, 2.0
"""Seconds in which a peer's last plan, and each of those before, is completed for the check."""


def machine() -> dict[str, str]:
    """Say what was measured on, without naming it."""
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "ortools": version("ortools"),
        "huddle": version("huddle"),
    }


def run_own(day: DayName, case: Case, seconds: float, seed: int = 0) -> tuple[Record, Plan]:
    """Solve the day with all cores; seconds count from the case handed in, ring 0 included."""
    asked = Asked(deadline=seconds, seed=seed, options=False)
    answers: list[tuple[float, int, int, int]] = []
    bounds: list[tuple[float, tuple[int, int] | None, int | None]] = []
    with Watch() as watch:
        began = time.monotonic()
        start = ring_zero(case)
        least = check(case, start).key
        best = least

        def told(stage: str, solved: Solved) -> None:
            nonlocal best
            del stage
            at = round(time.monotonic() - began, 3)
            if solved.verdict.key < best:
                best = solved.verdict.key
                answers.append((at, *best))
            if not bounds or bounds[-1][1:] != (solved.bound.given, solved.bound.cost):
                bounds.append((at, solved.bound.given, solved.bound.cost))

        left = max(0.0, seconds - (time.monotonic() - began))
        solved = solve(case, start, asked, left, workers=asked.cores, told=told)
        ended = time.monotonic() - began
    t0, t1, cost = solved.verdict.key
    known = [(at, float(b)) for at, given, b in bounds if given == (t0, t1) and b is not None]
    least_met = solved.bound.t0 == t0 and t1 in {0, solved.bound.t1}
    proven = least_met and solved.bound.given == (t0, t1) and solved.bound.cost == cost
    proven = proven or solved.verdict.key == (0, 0, 0)  # nothing is less
    record = _record(day, case, OWN, seconds, least)
    record.answers, record.bounds, record.proven = answers, known, proven
    record.ended, record.peak_mib = round(ended, 3), watch.peak_mib
    record.troubles = tuple(solved.troubles)
    record.calls, record.changed = touched(case, solved.plan)
    return record, solved.plan


def run_peer(
    day: DayName, case: Case, peer: Peer, seconds: float, seed: int = 0
) -> tuple[Record, Plan]:
    """Let a peer plan the day; what it has at each stamp is judged after its clock has stopped.

    The instance is written before the clock starts: a peer is handed the day in its own words.
    """
    outlook = Outlook(case)
    instance = instance_of(case, outlook)
    with Watch() as watch:
        trace = peer.run(instance, seconds, seed)
    start = ring_zero(case)
    record = _record(day, case, peer.name, seconds, check(case, start).key)
    plan, best = start, record.ring_zero
    last = trace.answers[-1:]
    asked_for = [answer for at in STAMPS if (answer := trace.at(at)) is not None]
    for answer in sorted({id(a): a for a in (*asked_for, *last)}.values(), key=lambda a: a.seconds):
        most = LAST if answer is trace.answers[-1] else BETWEEN
        judged = score(case, answer.seats, answer.rests, outlook=outlook, seconds=most)
        if judged.key < best or not record.answers:
            plan, best = judged.plan, judged.key
            record.answers.append((round(answer.seconds, 3), *judged.key))
            record.dropped = len(judged.dropped)
    record.bounds = [(round(at, 3), float(bound)) for at, bound in trace.bounds]
    record.proven, record.ended = trace.proven, round(trace.ended, 3)
    record.peak_mib, record.relaxed = watch.peak_mib, tuple(peer.relaxed)
    record.calls, record.changed = touched(case, plan)
    return record, plan


def touched(case: Case, plan: Plan) -> tuple[int, int]:
    """Return how many booked patients are called, and for how many anything changes."""
    calls = changed = 0
    for visit in plan.visits:
        if visit.appointment not in case.published_visits:
            continue
        was, now = case.published_visits[visit.appointment].placement, visit.placement
        if was is None:
            continue
        if now is None or (now.start, now.site, now.modality) != (
            was.start,
            was.site,
            was.modality,
        ):
            calls += 1
        if now is None or (now.start, now.site, now.modality, now.provider) != (
            was.start,
            was.site,
            was.modality,
            was.provider,
        ):
            changed += 1
    return calls, changed


def _record(
    day: DayName, case: Case, solver: str, seconds: float, least: tuple[int, int, int]
) -> Record:
    return Record(
        tier=day.tier,
        book=day.book,
        disruption=day.disruption,
        seed=day.seed,
        solver=solver,
        deadline=seconds,
        visits=len(case.visits),
        ring_zero=least,
        machine=machine(),
    )
