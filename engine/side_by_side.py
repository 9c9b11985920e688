"""Side by side: the parts of a day searched on their own, and put together as they come.

What an absence costs then follows what it touches, not how large the network is. Plans of parts
are put together only where the check of the whole day agrees; their bounds add up (see
`solvers.day.parts`), less what visits could gain that may go to another part's site.
"""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.warm import WORKERS
from solvers.day.check import check
from solvers.day.elsewhere import Way, sent_elsewhere, ways_out, with_sent
from solvers.day.limits import HARM_WEIGHT, WHOLE, Bound, Found, Limits, Trouble, Worth
from solvers.day.parts import held_still, merged, within
from solvers.process import Died, Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.asked import Asked
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan, PlannedVisit
    from solvers.day.limits import Key
    from solvers.day.parts import Part

log = logging.getLogger("huddle.solve")

LEAST_SECONDS = 0.5
"""What is worth starting another round of searches for."""

ROUNDING = 1e-3
"""What floating point may have added to a sum of bounds; costs are whole numbers."""

AT_A_TIME = 5.0
"""Checks of the whole day that could have been made between two of them."""


@dataclass(slots=True)
class Side:
    """One part, and the best that is known of it.

    `refused` when its plan did not go with the others': what is shared with them is then held.
    """

    part: Part
    plan: Plan
    key: Key
    ring: int = 0
    bound: Bound = field(default_factory=Bound)
    worth: Worth | None = None
    ways: list[Way] = field(default_factory=list)
    refused: bool = False

    @property
    def t1_least(self) -> bool:
        """Whether no plan of the whole day has less T1 in this part."""
        return self.key[1] == 0 or (self.bound.t1 == self.key[1] and not self.part.crossing)

    @property
    def lower(self) -> int:
        """What the part costs at the least, if none of its visits goes elsewhere."""
        known = self.bound.given == self.key[:2] and self.bound.cost is not None
        return min(self.key[2], self.bound.cost or 0) if known else 0

    @property
    def relaxed(self) -> float:
        """The bound of the relaxation alone, which `Way.least` and `Worth` go with."""
        if self.worth is None:
            return 0.0
        return max(0.0, self.worth.bound - HARM_WEIGHT * self.key[1])

    @property
    def proven(self) -> bool:
        """Whether nothing is left to be found in the part by itself."""
        t0, t1, cost = self.key
        return t0 in {0, self.bound.t0} and (
            (t1 == 0 and cost == 0) or (t1 in {0, self.bound.t1} and self.lower == cost)
        )


class SideBySide:
    """A search over the parts of a case; `tell` hears of what is better for the whole case."""

    def __init__(
        self,
        case: Case,
        parts: list[Part],
        start: Plan,
        tell: Callable[[Found | Bound | Trouble | Died], None],
    ) -> None:
        self.case, self.tell = case, tell
        self.plan, self.key = start, check(case, start).key
        self.sides = [
            Side(part, plan, key)
            for part in parts
            for plan in (within(start, part.case.day, case, part.sites),)
            if any(key := check(part.case, plan).key)
        ]
        self.parts = parts
        self.inbox: queue.SimpleQueue[tuple[Side, object]] = queue.SimpleQueue()
        self.changed = False
        self.bound = Bound()
        self.sent: dict[str, PlannedVisit] = {}

    def run(
        self,
        asked: Asked,
        seconds: float,
        workers: int,
        stop: threading.Event | None,
    ) -> None:
        """Search until every part is proven, or time is up."""
        until = time.monotonic() + seconds
        if len(self.sides) > 1:
            self._round(asked, self.sides, until, workers, stop, first=True)
        while True:
            left = until - time.monotonic()
            ended = stop is not None and stop.is_set()
            rest = sorted(
                (side for side in self.sides if not side.proven),
                key=lambda side: side.lower - side.key[2],
            )
            if not rest or ended or left < LEAST_SECONDS:
                return
            self._round(asked, rest, until, workers, stop)
            if asked.deterministic:
                return

    def _round(
        self,
        asked: Asked,
        sides: list[Side],
        until: float,
        workers: int,
        stop: threading.Event | None,
        *,
        first: bool = False,
    ) -> None:
        """Search each of some parts once, as many at a time as there are workers."""
        waiting = deque(sides)
        lanes = min(workers, len(sides))
        lock = threading.Lock()
        done = object()

        def lane() -> None:
            while True:
                with lock:
                    if not waiting:
                        break
                    turns = -(-len(waiting) // lanes)
                    side = waiting.popleft()
                left = until - time.monotonic()
                share = asked.deadline if asked.deterministic else left / turns
                if share <= 0 or (stop is not None and stop.is_set()):
                    break
                limits = Limits(
                    seconds=share if asked.deterministic else max(0.0, share - 0.03),
                    seed=asked.seed,
                    workers=max(1, workers // lanes),
                    deterministic=asked.deterministic,
                    tolerance=asked.tolerance,
                    first=first,
                    prices=bool(side.part.crossing) or self._visited(side),
                )
                deadline = None if asked.deterministic else min(until, time.monotonic() + share)
                with WORKERS.borrow() as worker:
                    job = Job(side.part.case, limits, side.plan, side.key)
                    for message in worker.run(job, deadline, stop):
                        self.inbox.put((side, message))
            self.inbox.put((sides[0], done))

        threads = [
            threading.Thread(target=lane, name=f"huddle-part-{n}", daemon=True)
            for n in range(lanes)
        ]
        for thread in threads:
            thread.start()
        running, merged_at, cost = lanes, 0.0, 0.0
        while running:
            side, message = self.inbox.get()
            if message is done:
                running -= 1
            else:
                self._take(side, message)
            quiet = self.inbox.empty() and not asked.deterministic
            if self.changed and (quiet and time.monotonic() - merged_at > AT_A_TIME * cost):
                began = time.monotonic()
                self._merge()
                merged_at = time.monotonic()
                cost = merged_at - began
        for thread in threads:
            thread.join()
        if self.changed:
            self._merge()
        if not first:
            self._send_out()

    def _send_out(self) -> None:
        """See at other parts' sites, without moving anybody, whom their own part gave up."""
        for side in self.sides:
            sent = sent_elsewhere(self.case, side.part, self.plan)
            whole = with_sent(self.plan, sent)
            verdict = check(self.case, whole)
            if sent and not verdict.breaches and verdict.key < self.key:
                self.sent |= sent
                self.plan, self.key = whole, verdict.key
                self.tell(Found(WHOLE, whole, verdict.key))
                self.changed = True
        if self.changed:
            self._merge()

    def _visited(self, side: Side) -> bool:
        """Tell whether a visit of another part could come to this one."""
        return any(
            side.part.sites & set(self.case.visits[ref].sites)
            for other in self.sides
            if other is not side
            for ref in other.part.crossing
        )

    def _take(self, side: Side, message: object) -> None:
        match message:
            case Found(plan=plan, ring=ring):
                verdict = check(side.part.case, plan)
                if verdict.breaches or verdict.key != message.key:
                    broken = sorted({finding.rule for finding in verdict.breaches})
                    sentence = f"the model says {message.key}, the check {verdict.key}"
                    self.tell(Trouble(f"ring {ring}: {sentence}, broken {broken}"))
                if not verdict.breaches and verdict.key < side.key:
                    side.plan, side.key, side.ring = plan, verdict.key, ring
                    self.changed = True
            case Bound() if not side.refused:
                side.bound = message
                self.changed = True
            case Worth() if not side.refused:
                side.worth = message
                side.ways = ways_out(self.case, side.part)
                self.changed = True
            case Trouble() | Died():
                self.tell(message)

    def _merge(self) -> None:
        """Put the parts' plans together, and tell what is better for the whole day."""
        self.changed = False
        whole = self.plan
        for side in self.sides:
            whole = merged(whole, side.part, side.plan)
        whole = with_sent(whole, self.sent)
        verdict = check(self.case, whole)
        if verdict.breaches:
            whole, verdict = self._one_by_one()
        if verdict.key < self.key:
            self.plan, self.key = whole, verdict.key
            self.tell(Found(max(side.ring for side in self.sides), whole, verdict.key))
        bound = self._bound()
        if bound != self.bound:
            self.bound = bound
            self.tell(bound)

    def _one_by_one(self) -> tuple[Plan, Verdict]:
        """Put together those plans that go together; the others are to be found again."""
        self.sent = {}
        whole = self.plan
        verdict = check(self.case, whole)
        for side in self.sides:
            trial = merged(whole, side.part, side.plan)
            judged = check(self.case, trial)
            if judged.breaches or judged.key[0] > verdict.key[0]:
                log.info("a part's plan does not go with the others': %s", sorted(side.part.sites))
                side.plan = within(whole, side.part.case.day, self.case, side.part.sites)
                side.part = held_still(side.part)
                side.key = check(side.part.case, side.plan).key
                side.refused = True
            else:
                whole, verdict = trial, judged
        return whole, verdict

    def _bound(self) -> Bound:
        """Return what is proven of the whole day: the parts' bounds together."""
        t0, t1 = (sum(side.key[tier] for side in self.sides) for tier in (0, 1))
        if (t0, t1) != self.key[:2] or not all(s.key[0] in (0, s.bound.t0) for s in self.sides):
            return Bound()
        if not all(side.t1_least for side in self.sides):
            gains, _ = self._gains(dict.fromkeys(map(id, self.sides), 0.0))
            weighed = sum(side.worth.bound for side in self.sides if side.worth is not None)
            return _lower(t0, None, weighed - HARM_WEIGHT * t1 + gains, (t0, t1))
        above = {id(side): max(0.0, side.lower - side.relaxed) for side in self.sides}
        gains, touched = self._gains(above)
        least = sum(s.lower - (above[id(s)] if id(s) in touched else 0) for s in self.sides)
        return _lower(t0, t1, least + gains, (t0, t1))

    def _gains(self, above: dict[int, float]) -> tuple[float, set[int]]:
        """Return what visits gain at the most by going to other parts, as a sum not above 0.

        Beside it, the parts whose bounds may then hold no further than their relaxations, above
        which they are by so much.
        """
        host = {site: side for side in self.sides for site in side.part.sites}
        total, touched = 0.0, set()
        for side in self.sides:
            if side.part.crossing and side.worth is None:
                touched.add(id(side))
                continue
            gains: dict[str, float] = {}
            for way in side.ways:
                taker = host.get(way.site)
                known = taker.worth.minutes if taker is not None and taker.worth else {}
                worth = 0.0 if side.worth is None else side.worth.visits.get(way.visit, 0.0)
                gain = way.least(known.get(way.provider or "")) - worth
                lost = above[id(side)] + (0.0 if taker is None else above[id(taker)])
                if gain < lost:
                    touched |= {id(side)} | ({id(taker)} if taker is not None else set())
                gains[way.visit] = min(gains.get(way.visit, 0.0), gain)
            total += sum(gains.values())
        return total, touched


def _lower(t0: int, t1: int | None, least: float, given: tuple[int, int]) -> Bound:
    return Bound(t0, t1, max(0, math.ceil(least - ROUNDING)), given, WHOLE)
