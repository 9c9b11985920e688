"""Visits seen today against patients called who could have been left alone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.asking.conflict import GRACE
from engine.day.hit import hit_visits
from engine.solving.warm import WORKERS
from models.explanation import Frontier, FrontierPoint
from solvers.day.check.verdict import check
from solvers.day.explaining.asking import Calling
from solvers.day.explaining.told import FrontierFound

if TYPE_CHECKING:
    import threading
    from collections.abc import Collection

    from engine.asking.standing import Standing
    from models.plan import Plan

STEPS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15)
"""Numbers of calls that are tried, one after the other, until more bring nothing more."""


def frontier(
    standing: Standing, seconds: float, *, seed: int = 0, stop: threading.Event | None = None
) -> Frontier:
    """Return, for 0, 1, 2 … calls that the engine may choose to make, how many can be seen.

    A call is chosen when the patient was not hit: who lost their provider or their place has to
    be told in any case. Chosen are moves of start, site or way, and giving the visit up for
    another's sake. Every point has its certificate: no plan with so many calls sees more than
    `seen_at_most`, with no more gaps in cover than the plan in question.
    """
    until = time.monotonic() + seconds
    case, hit = standing.case, hit_visits(standing.case)
    unlimited = len(case.visits)
    left = until - time.monotonic()
    most = _solved(standing, (unlimited,), left * 0.25, seed, stop)
    best = _point(standing, most[0], unlimited, hit) if most else None
    points: list[FrontierPoint] = []
    ceiling = most[0].seen_at_most if most else unlimited
    complete = False
    for position, calls in enumerate(STEPS):
        share = (until - time.monotonic()) / (len(STEPS) - position)
        if share < 0.1 or (stop is not None and stop.is_set()):
            break
        found = _solved(standing, (calls,), share * (2 if position < 4 else 1), seed, stop)
        if not found:
            break
        points.append(_kept(points, _point(standing, found[0], calls, hit)))
        if points[-1].seen >= ceiling:
            complete = True
            break
    if best is not None and not complete and (not points or best.seen > points[-1].seen):
        points.append(best.model_copy(update={"calls_at_most": best.calls}))
        complete = best.seen == ceiling
    return Frontier(
        summary=_summary(points, complete),
        visits=len(case.visits),
        points=tuple(points),
        complete=complete,
    )


def _solved(
    standing: Standing,
    calls: tuple[int, ...],
    seconds: float,
    seed: int,
    stop: threading.Event | None,
) -> list[FrontierFound]:
    task = Calling(standing.case, calls, standing.verdict.key[0], seconds, seed)
    with WORKERS.borrow() as worker:
        told = worker.run(task, time.monotonic() + seconds + GRACE, stop)
        return [message for message in told if isinstance(message, FrontierFound)]


def _point(
    standing: Standing, found: FrontierFound, calls: int, hit: Collection[str]
) -> FrontierPoint:
    """Judge what was found; the plan in question counts, too, where it keeps to the calls."""
    case = standing.case
    plans = [standing.plan] if _chosen(standing, standing.plan, hit) <= calls else []
    if found.plan is not None and not check(case, found.plan).breaches:
        plans.append(found.plan)
    if not plans:
        return FrontierPoint(
            calls_at_most=calls,
            calls=0,
            all_calls=0,
            seen=0,
            seen_at_most=found.seen_at_most,
            proven=False,
            cost=0,
            gaps=0,
            harm=0,
        )
    best = min(plans, key=lambda plan: (-_seen(plan), check(case, plan).key))
    verdict = check(case, best)
    seen = _seen(best)
    return FrontierPoint(
        calls_at_most=calls,
        calls=_chosen(standing, best, hit),
        all_calls=sum(finding.rule == "calls" for finding in verdict.findings),
        seen=seen,
        seen_at_most=found.seen_at_most,
        proven=seen == found.seen_at_most,
        cost=verdict.cost,
        gaps=verdict.key[0],
        harm=verdict.key[1],
    )


def _kept(points: list[FrontierPoint], fresh: FrontierPoint) -> FrontierPoint:
    """Return the point, or the last one's plan where that sees more: fewer calls are allowed."""
    if not points or points[-1].seen <= fresh.seen:
        return fresh
    last = points[-1]
    return last.model_copy(
        update={
            "calls_at_most": fresh.calls_at_most,
            "seen_at_most": fresh.seen_at_most,
            "proven": last.seen == fresh.seen_at_most,
        }
    )


def _seen(plan: Plan) -> int:
    return sum(entry.placement is not None for entry in plan.visits)


def _chosen(standing: Standing, plan: Plan, hit: Collection[str]) -> int:
    """Count the patients who were not hit and are told something new, or lose their place."""
    was = standing.case.published_visits
    count = 0
    for entry in plan.visits:
        old = was[entry.appointment].placement if entry.appointment in was else None
        if entry.appointment in hit or old is None:
            continue
        now = entry.placement
        count += now is None or (now.start, now.site, now.modality) != (
            old.start,
            old.site,
            old.modality,
        )
    return count


def _summary(points: list[FrontierPoint], complete: bool) -> str:
    if not points:
        return "No point was found in time."
    first, last = points[0], points[-1]
    words = f"{first.seen} seen without a call that could be spared"
    if last.seen > first.seen:
        words += f", {last.seen} with {last.calls}"
    more = "more calls bring nothing more" if complete else "what more calls bring is not proven"
    return f"{words}; {more}."
