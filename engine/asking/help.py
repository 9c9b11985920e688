"""What would help: the smallest reliefs that buy something, each verified by solving with it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.asking.not_there import changes_between
from engine.asking.reliefs import wanting, ways
from engine.solving.warm import WORKERS
from models.explanation import Help, Relief
from models.finding import FindingKind
from models.plan import PlannedVisit
from solvers.day.check.verdict import check
from solvers.day.explaining.asking import Relieved
from solvers.day.explaining.told import ForcedPlan

if TYPE_CHECKING:
    import threading

    from engine.asking.reliefs import Way
    from engine.asking.standing import Standing
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan

FREE, FEW = 6, 3
"""Visits that may go anywhere in each trial: those not seen, then those moved farthest; and how
many on a large day."""

LARGE = 130
"""Visits from which a day is large."""

SHOWN = 12
"""Reliefs that are shown at the most."""

EACH = 2.5
"""Seconds that one trial may take at the most."""


@dataclass(frozen=True, slots=True)
class _Score:
    """A plan in the few numbers that help is measured in."""

    key: tuple[int, int, int]
    seen: int
    calls: int

    @classmethod
    def of(cls, plan: Plan, verdict: Verdict) -> _Score:
        """Count what a plan comes to."""
        calls = sum(f.rule == "calls" and f.kind is FindingKind.COST for f in verdict.findings)
        return cls(verdict.key, sum(entry.placement is not None for entry in plan.visits), calls)


@dataclass(frozen=True, slots=True)
class _Trial:
    way: Way | None
    plan: Plan
    score: _Score


def help_me(
    standing: Standing,
    seconds: float,
    *,
    lanes: int = 2,
    seed: int = 0,
    stop: threading.Event | None = None,
) -> Help:
    """Return the reliefs that buy something, those with the most gain for their disturbance first.

    Each is tried on the plan's neighbourhood: visits not seen and moved far, and those around
    where the relief is. The plan in question is improved in the same neighbourhood without any
    relief first, so that what is said to be bought is not what a longer search would find.
    """
    until = time.monotonic() + seconds
    case = standing.case
    finder = _Finder(standing, until, seed, stop)
    families = ways(case, finder.plan, finder.wanted)
    with ThreadPoolExecutor(max(1, lanes), thread_name_prefix="huddle-help") as pool:
        found = list(pool.map(finder.smallest, families))
    trials = sorted((trial for trial in found if trial is not None), key=finder.value)
    reliefs = tuple(finder.told(trial) for trial in trials[:SHOWN])
    return Help(
        summary=_summary(reliefs, finder.left_out),
        reliefs=reliefs,
        tried=finder.tried,
        left_out=finder.left_out,
    )


class _Finder:
    """Tries reliefs on one plan."""

    def __init__(
        self, standing: Standing, until: float, seed: int, stop: threading.Event | None
    ) -> None:
        self.case, self.until, self.seed, self.stop = standing.case, until, seed, stop
        self.plan, verdict = standing.plan, standing.verdict
        most = FREE if len(standing.case.visits) <= LARGE else FEW
        self.wanted = wanting(standing.plan, verdict, most)
        self.tried = self.left_out = 0
        self.base = _Score.of(standing.plan, verdict)
        better = self._solved(self.case, standing.plan, None)
        if better is not None and better.score.key < self.base.key:
            self.plan, self.base = better.plan, better.score
        self.original = standing.plan

    def smallest(self, family: list[Way]) -> _Trial | None:
        """Return the least step of a family that buys as much as its last one; None if nothing."""
        last = self._tried(family[-1])
        if last is None or not self._gains(last.score):
            return None
        for way in family[:-1]:
            trial = self._tried(way)
            if trial is not None and self._gains(trial.score) and _as_good(trial.score, last.score):
                return trial
        return last

    def _gains(self, score: _Score) -> bool:
        return score.key < self.base.key

    def _tried(self, way: Way) -> _Trial | None:
        if time.monotonic() >= self.until - 0.3 or (self.stop is not None and self.stop.is_set()):
            self.left_out += 1
            return None
        self.tried += 1
        return self._solved(way.case, self.plan, way)

    def _solved(self, case: Case, plan: Plan, way: Way | None) -> _Trial | None:
        """Return the best plan with a relief, judged with it; legal, or it is not told."""
        left = min(EACH, self.until - time.monotonic())
        if left <= 0:
            return None
        known = {entry.appointment for entry in plan.visits}
        missing = tuple(PlannedVisit(appointment=r) for r in case.visits if r not in known)
        start = plan.model_copy(update={"visits": (*plan.visits, *missing)}) if missing else plan
        task = Relieved(
            case=case,
            plan=start,
            free=frozenset(self.wanted),
            provider=way.provider if way else None,
            wishes=way.wishes if way else (),
            gaps=self.base.key[0],
            seconds=left,
            seed=self.seed,
        )
        found: Plan | None = None
        with WORKERS.borrow() as worker:
            for told in worker.run(task, time.monotonic() + left + 0.5, self.stop):
                if isinstance(told, ForcedPlan):
                    found = told.plan
        if found is None:
            return None
        verdict = check(case, found)
        if verdict.breaches:
            return None
        return _Trial(way, found, _Score.of(found, verdict))

    def value(self, trial: _Trial) -> tuple[int, int, float]:
        """Return what trials are ranked by: gaps, harm, then cost saved for the disturbance."""
        t0, t1, cost = (b - s for b, s in zip(self.base.key, trial.score.key, strict=True))
        asks = trial.way.disturbance if trial.way else 0
        return -t0, -t1, -cost / max(1, asks)

    def told(self, trial: _Trial) -> Relief:
        """Put a trial into words."""
        base, score, way = self.base, trial.score, trial.way
        assert way is not None
        t0, t1, cost = (b - s for b, s in zip(base.key, score.key, strict=True))
        seen, calls = score.seen - base.seen, base.calls - score.calls
        return Relief(
            kind=way.kind,
            what=way.what,
            sentence=f"{way.what}: {_buys(t0, t1, seen, calls, cost)}.",
            seen_more=seen,
            calls_fewer=calls,
            cost_less=cost,
            gaps_less=t0,
            harm_less=t1,
            disturbance=way.disturbance,
            changes=tuple(changes_between(way.case, self.original, trial.plan)),
        )


def _as_good(score: _Score, other: _Score) -> bool:
    """Tell whether a smaller step buys what shows: as many seen, no more gaps and harm."""
    return score.seen >= other.seen and score.key[:2] <= other.key[:2]


def _buys(t0: int, t1: int, seen: int, calls: int, cost: int) -> str:
    parts = []
    if t0 > 0:
        parts.append("fewer gaps in cover or law")
    if t1 > 0:
        parts.append("less harm to patients")
    if seen:
        noun = "visit" if abs(seen) == 1 else "visits"
        parts.append(f"{abs(seen)} {'more' if seen > 0 else 'fewer'} {noun} seen")
    if calls:
        noun = "call" if abs(calls) == 1 else "calls"
        parts.append(f"{abs(calls)} {'fewer' if calls > 0 else 'more'} {noun}")
    if cost:
        parts.append(f"{abs(cost):,} {'cheaper' if cost > 0 else 'dearer'}")
    return ", ".join(parts) or "the same plan"


def _summary(reliefs: tuple[Relief, ...], left_out: int) -> str:
    untried = f" {left_out} more were not tried in time." if left_out else ""
    if not reliefs:
        return f"Nothing that was tried would help.{untried}"
    return f"What would help most: {reliefs[0].sentence}{untried}"
