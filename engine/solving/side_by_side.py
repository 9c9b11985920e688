"""Side by side: the parts of a day searched on their own, and put together as they come.

What an absence costs then follows what it touches, not how large the network is. Plans of parts
are put together only where the check of the whole day agrees; their bounds add up (see
`solvers.day.known.parts`), less what visits could gain that may go to another part's site.
"""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from engine.solving.patience import Patience
from engine.solving.side import Side, share_of
from engine.solving.warm import WORKERS
from solvers.day.bounds.elsewhere import kept_apart, sent_elsewhere, ways_out, with_sent
from solvers.day.check.verdict import check, check_seconds
from solvers.day.known.parts import held_still, merged, part_of, parts_of, within
from solvers.day.limits import HARM_WEIGHT, WHOLE, Bound, Found, Limits, Trouble, Worth, summed
from solvers.process import Died, Hung, Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from engine.asked import Asked
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan, PlannedVisit
    from solvers.day.known.parts import Part

log = logging.getLogger("huddle.solve")

LEAST_SECONDS = 0.5
"""What is worth starting another round of searches for."""

MOST_JOINED = 500
"""Visits of two parts together up to which they may become one."""

ALONE_SHARE = 0.8
"""Of its time, what a part gets by itself whose patients may go to another part's site."""

AT_A_TIME = 5.0
"""Checks of the whole day that could have been made between two of them."""


class SideBySide:
    """A search over the parts of a case; `tell` hears of what is better for the whole case."""

    def __init__(
        self,
        case: Case,
        hit: AbstractSet[str],
        start: Plan,
        tell: Callable[[Found | Bound | Trouble | Died | Hung], None],
    ) -> None:
        self.case, self.hit, self.tell = case, hit, tell
        self.plan, self.key = start, check(case, start).key
        self.check_seconds = check_seconds(case)
        self.sent: dict[str, PlannedVisit] = {}
        self.parts = {site: part for part in parts_of(case, hit) for site in part.sites}
        sides = [self._side(part) for part in {id(p): p for p in self.parts.values()}.values()]
        self.sides = [side for side in sides if any(side.key)]
        self.inbox: queue.SimpleQueue[tuple[Side, object]] = queue.SimpleQueue()
        self.changed = self.bounded = False
        self.bound = Bound()
        self.until = math.inf

    @property
    def apart(self) -> bool:
        """Whether there is more than one part."""
        return len(set(map(id, self.parts.values()))) > 1

    @property
    def proven(self) -> bool:
        """Whether nothing better is left to be found."""
        (t0, t1, cost), bound = self.key, self.bound
        return bound.given == (t0, t1) and bound.cost == cost and t1 in {0, bound.t1}

    def run(self, asked: Asked, until: float, workers: int, stop: threading.Event | None) -> None:
        """Search until every part is proven, or until a time of `time.monotonic()`."""
        # The last plans have to be put together and checked by then.
        until = math.inf if asked.deterministic else until - 2 * self.check_seconds
        self.until = until
        if len(self.sides) > 1:
            self._round(asked, self.sides, until, workers, stop, first=True)
        while not (stop is not None and stop.is_set()):
            rest = [side for side in self.sides if not side.proven]
            if not rest or until - time.monotonic() < LEAST_SECONDS:
                return
            rest.sort(key=lambda side: -side.open)
            self._round(asked, rest, until, workers, stop)
            if asked.deterministic or self._late():
                return
            self._join()

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
                    part = share_of(waiting, lanes, even=first)
                    side = waiting.popleft()
                left = until - time.monotonic()
                share = asked.deadline if asked.deterministic else left * part
                wall = not asked.deterministic and not first
                if side.part.crossing and not side.searched and wall:
                    # It may have to be searched together with where its patients could go.
                    share *= ALONE_SHARE
                side.searched = not first
                if share <= 0 or (stop is not None and stop.is_set()):
                    break
                limits = Limits(
                    seconds=share if asked.deterministic else max(0.0, share - 0.03),
                    seed=asked.seed,
                    workers=max(1, workers // lanes),
                    deterministic=asked.deterministic,
                    tolerance=asked.tolerance,
                    first=first,
                    fitted=side.fitted,
                    prices=True,
                )
                deadline = None if asked.deterministic else min(until, time.monotonic() + share)
                with WORKERS.borrow() as worker:
                    job = Job(side.part.case, limits, side.plan, side.key)
                    for message in worker.run(job, deadline, stop, asked.guarded()):
                        self.inbox.put((side, message))
                    # A worker that was not killed has come to the end of its search.
                    side.fitted |= first and worker.alive and not side.refused
            self.inbox.put((sides[0], done))

        threads = [
            threading.Thread(target=lane, name=f"huddle-part-{n}", daemon=True)
            for n in range(lanes)
        ]
        for thread in threads:
            thread.start()
        running, merged_at = lanes, 0.0
        while running:
            side, message = self.inbox.get()
            if message is done:
                running -= 1
            else:
                self._take(side, message)
            quiet = self.inbox.empty() and not asked.deterministic
            pause = AT_A_TIME * self.check_seconds
            if self.changed and quiet and time.monotonic() - merged_at > pause:
                self._merge()
                merged_at = time.monotonic()
            elif self.bounded and not self.changed:
                self._tell_bound()
        for thread in threads:
            thread.join()
        if self.changed:
            self._merge()
        elif self.bounded:
            self._tell_bound()
        if not first:
            self._send_out()

    def _send_out(self) -> None:
        """See at other parts' sites, without moving anybody, whom their own part gave up."""
        # Whom there is room for is checked once more.
        patience = Patience(self.until - self.check_seconds)
        for side in self.sides:
            if not patience.left:
                break
            with patience.piece():
                sent = sent_elsewhere(self.case, side.part, self.plan)
            if not sent:
                continue
            whole = with_sent(self.plan, sent)
            verdict = check(self.case, whole)
            if not verdict.breaches and verdict.key < self.key:
                self.sent |= sent
                self.plan, self.key = whole, verdict.key
                self.tell(Found(WHOLE, whole, verdict.key))
                self.changed = True
        if self.changed:
            self._merge()

    def _side(self, part: Part) -> Side:
        plan = self._own(self.plan, part)
        return Side(part, plan, check(part.case, plan).key)

    def _own(self, whole: Plan, part: Part) -> Plan:
        """Return what a plan says of a part; visits sent elsewhere are kept apart from it."""
        plan, away = kept_apart(within(whole, part.case.day, self.case, part.sites), part)
        self.sent |= away
        return plan

    def _join(self) -> None:
        """Make one part of two where going from one to the other leaves more open than both."""
        host = {site: side for side in self.sides for site in side.part.sites}
        best: tuple[float, Side, Part] | None = None
        for side in self.sides:
            for site, fall in side.open_to(host).items():
                taker = host.get(site)
                there = self.parts[site] if taker is None else taker.part
                inside = (side, *(() if taker is None else (taker,)))
                missing = sum(each.key[2] - each.lower for each in inside)
                visits = len(side.part.case.visits) + len(there.case.visits)
                small = visits <= MOST_JOINED and not side.refused
                if fall > missing and small and (best is None or fall > best[0]):
                    best = (fall, side, there)
        if best is None:
            return
        _, side, there = best
        part = part_of(self.case, side.part.sites | there.sites, self.hit)
        gone = [each for each in self.sides if each.part.sites & part.sites]
        self.sides = [each for each in self.sides if each not in gone]
        self.sides.append(self._side(part))

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
            case Bound() if not side.refused and message.said_more_than(side.bound):
                side.bound = message
                self.bounded = True
            case Worth() if not side.refused and not self._late():
                side.worth = message
                side.ways = ways_out(self.case, side.part)
                self.bounded = True
            case Trouble() | Died() | Hung():
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
        self._tell_bound()

    def _tell_bound(self) -> None:
        """Tell what is proven of the whole day, if it is more than before."""
        self.bounded = False
        bound = self._bound()
        if bound.given != self.bound.given or (bound.cost or 0) > (self.bound.cost or 0):
            self.bound = bound
            self.tell(bound)

    def _late(self) -> bool:
        """Tell whether there is no time for one more check of the whole day."""
        return time.monotonic() + self.check_seconds > self.until

    def _one_by_one(self) -> tuple[Plan, Verdict]:
        """Put together those plans that go together; the others are to be found again."""
        self.sent = {}
        whole = self.plan
        verdict = check(self.case, whole)
        for side in self.sides:
            if self._late():
                break
            trial = merged(whole, side.part, side.plan)
            judged = check(self.case, trial)
            if judged.breaches or judged.key[0] > verdict.key[0]:
                log.info(
                    "a part's plan of %d sites does not go with the others'", len(side.part.sites)
                )
                side.plan = self._own(whole, side.part)
                side.part = held_still(side.part)
                side.key = check(side.part.case, side.plan).key
                side.refused, side.fitted = True, False
            else:
                whole, verdict = trial, judged
        return whole, verdict

    def _bound(self) -> Bound:
        """Return what is proven of the whole day: the parts' bounds together."""
        t0, t1 = (sum(side.key[tier] for side in self.sides) for tier in (0, 1))
        if (t0, t1) != self.key[:2] or not all(s.key[0] in (0, s.bound.t0) for s in self.sides):
            return Bound()
        gains, touched = self._gains()
        if not all(side.t1_least for side in self.sides):
            weighed = sum(
                side.weighed
                if id(side) not in touched
                else (0.0 if side.worth is None else side.worth.bound)
                for side in self.sides
            )
            return summed(t0, None, weighed - HARM_WEIGHT * t1 + gains, (t0, t1))
        least = sum(s.lower - (s.above if id(s) in touched else 0) for s in self.sides)
        return summed(t0, t1, least + gains, (t0, t1))

    def _gains(self) -> tuple[float, set[int]]:
        """Return what visits gain at the most by going to other parts, as a sum not above 0.

        Beside it, the parts whose bounds may then hold no further than their relaxations'.
        """
        host = {site: side for side in self.sides for site in side.part.sites}
        total, touched = 0.0, set()
        for side in self.sides:
            if side.part.crossing and side.worth is None:
                touched.add(id(side))
            least: dict[str, float] = {}
            for way, gain in side.leaving(host):
                taker = host.get(way.site)
                if gain < side.above + (0.0 if taker is None else taker.above):
                    touched |= {id(side)} | ({id(taker)} if taker is not None else set())
                least[way.visit] = min(least.get(way.visit, 0.0), gain)
            total += sum(least.values())
        return total, touched
