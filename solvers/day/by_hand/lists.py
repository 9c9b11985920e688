"""List schedules: visits by priority, each as early as it can be held, in many orders.

A day on which all that costs is when it ends is a schedule to be made short: the first visit that
finds room is seldom the right one, but the best of some dozen orders is near to it. Orders go by
the time that all that follows a visit takes, and by what a visit takes of its people; then by
where the best schedule so far has it, give or take.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from typing import TYPE_CHECKING

from solvers.day.by_hand.diary import Diaries
from solvers.day.by_hand.first_fit import fitted
from solvers.day.check.verdict import check
from solvers.day.limits import FIRST_FIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from models.plan import Placement, Plan
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Candidates
    from solvers.day.search import Search

    Placed = dict[str, Placement]
    Priorities = Mapping[str, float]

ORDERS = 40
"""Orders that are tried, the first half by what visits take, the others near the best."""

NEAR_BEST = 0.12
"""Of the best schedule's length, how far a visit's priority is from its start there."""


LIST_SHARE = 0.1
"""Of the time that is left, what all orders together may take."""


def offer_lists(search: Search, found: Mapping[str, Candidates]) -> None:
    """Place anew, in many orders, all that ring 0 left undecided; the search takes what is legal.

    A deterministic search tries all orders, whatever time they take.
    """
    until = search.left * (1 - LIST_SHARE)

    def more() -> bool:
        return search.limits.deterministic or search.left > until

    for plan in list_plans(search.facts, found, search.start, search.limits.seed, more):
        if not check(search.case, plan).breaches:
            search.offer_plan(FIRST_FIT, plan)


def list_plans(
    facts: Facts, found: Mapping[str, Candidates], plan: Plan, seed: int, more: Callable[[], bool]
) -> Iterator[Plan]:
    """Yield plans that place what the plan leaves undecided, each over earlier than the last.

    Of a plan nobody but the diaries has said that it is legal. `more` tells whether there is time
    for another order.
    """
    lists = _Lists(facts, found, plan)
    dice = random.Random(seed)
    best: tuple[int, int] | None = None
    known: Placed = {}
    for number in range(ORDERS):
        if not more():
            return
        if number < ORDERS // 2 or best is None:
            order = {
                ref: lists.tail[ref] * dice.uniform(0.7, 1.3) + lists.work[ref] * dice.random()
                for ref in lists.undecided
            }
        else:
            spread = NEAR_BEST * best[1]
            order = {
                ref: dice.uniform(-spread, spread) - (known[ref].start if ref in known else best[1])
                for ref in lists.undecided
            }
        placed = lists.at_once(order) if number % 2 else lists.one_by_one(order)
        length = max((placement.end for placement in placed.values()), default=0)
        missed = len(lists.undecided) - len(placed)
        if best is None or (missed, length) <= best:
            if best is None or (missed, length) < best:
                yield lists.plan_of(placed)
            best, known = (missed, length), placed


class _Lists:
    """Makes schedules of what a plan leaves undecided.

    Attributes:
        tail: minutes of a visit and of the longest chain that follows it.
        work: minutes that a visit takes of its people, over all of them.
    """

    def __init__(self, facts: Facts, found: Mapping[str, Candidates], plan: Plan) -> None:
        self.facts, self.found, self.plan = facts, found, plan
        self.undecided = [
            v.appointment
            for v in plan.visits
            if v.placement is None and v.slot is None and found[v.appointment].starts
        ]
        self.starts = {
            ref: sorted(
                (int(start), facts.rung(found[ref].visit, offer.provider), offer)
                for offer, blocks in found[ref].starts.items()
                if not offer.double
                for start in blocks[0]
            )
            for ref in self.undecided
        }
        self.tail: dict[str, float] = {}
        self.work: dict[str, float] = {}
        for ref in self.undecided:
            templates = list(found[ref].templates.values())
            tmpl = min(templates, key=lambda tmpl: tmpl.blocks[-1].head + tmpl.blocks[-1].length)
            self.tail[ref] = tmpl.blocks[-1].head + tmpl.blocks[-1].length
            self.work[ref] = sum(
                phase.minutes * len(support)
                for phase, support in zip(tmpl.phases, tmpl.support, strict=True)
            )
        self._add_what_follows()

    def _add_what_follows(self) -> None:
        own = dict(self.tail)
        for _ in own:  # a chain is no longer than there are visits
            longer = dict(self.tail)
            for ref in own:
                for follow in self.found[ref].visit.follows:
                    if follow.visit in own:
                        least = own[follow.visit] + follow.min + self.tail[ref]
                        longer[follow.visit] = max(longer[follow.visit], least)
            if longer == self.tail:
                return
            self.tail = longer

    def one_by_one(self, order: Priorities) -> Placed:
        """Place the visit of most priority whose turn it is at its earliest, then the next one."""
        diaries, placed = self._begin()
        waiting = dict.fromkeys(self.undecided)
        ends = self._ends()
        while waiting:
            ref = max(self._ready(waiting), key=lambda ref: (order[ref], ref))
            del waiting[ref]
            least = self._least(ref, ends)
            # Staff and rooms are free again when something ends; shifts may begin at any time.
            times = [least, *sorted(end for end in set(ends.values()) if end > least)]
            rest = [start for start, _, _ in self.starts[ref] if start > least]
            _ = self._place(ref, diaries, placed, ends, times) or self._place(
                ref, diaries, placed, ends, rest
            )
        return placed

    def at_once(self, order: Priorities) -> Placed:
        """Go through the day: whenever something ends, begin what can be begun, by priority."""
        diaries, placed = self._begin()
        waiting = dict.fromkeys(self.undecided)
        ends = self._ends()
        now: float = self.facts.now
        while waiting:
            ready = [ref for ref in self._ready(waiting) if self._least(ref, ends) <= now]
            for ref in sorted(ready, key=lambda ref: (-order[ref], ref)):
                if self._place(ref, diaries, placed, ends, [now]):
                    del waiting[ref]
            times = {*ends.values(), *(self._least(ref, ends) for ref in self._ready(waiting))}
            now = min((time for time in times if time > now), default=float("inf"))
            if now == float("inf"):
                break
        return placed

    def _begin(self) -> tuple[Diaries, Placed]:
        diaries = Diaries(self.facts.base, self.plan)
        for planned in self.plan.visits:
            if planned.placement is not None:
                diaries.write(self.facts.visits[planned.appointment], planned.placement)
        return diaries, {}

    def _ends(self) -> dict[str, int]:
        return {v.appointment: v.placement.end for v in self.plan.visits if v.placement}

    def _ready(self, waiting: Mapping[str, None]) -> list[str]:
        ready = [
            ref
            for ref in waiting
            if not any(follow.visit in waiting for follow in self.found[ref].visit.follows)
        ]
        return ready or list(waiting)

    def _least(self, ref: str, ends: Mapping[str, int]) -> int:
        follows = self.found[ref].visit.follows
        after = (ends[f.visit] + f.min for f in follows if f.visit in ends)
        return max(self.facts.now, *after, self.starts[ref][0][0]) if self.starts[ref] else 0

    def _place(
        self,
        ref: str,
        diaries: Diaries,
        placed: Placed,
        ends: dict[str, int],
        times: Sequence[float],
    ) -> bool:
        """Place a visit at the first start offered from one of the times on, if there is room."""
        offered, visit = self.starts[ref], self.found[ref].visit
        least = self._least(ref, ends)
        tried: set[int] = set()
        for time in times:
            first = bisect_left(offered, (time,)) if time >= least else len(offered)
            if first == len(offered) or offered[first][0] in tried:
                continue
            start = offered[first][0]
            tried.add(start)
            for _, _, offer in offered[first : bisect_left(offered, (start + 1,))]:
                found = self.found[ref]
                placement = fitted(self.facts, found, diaries, visit, offer, start)
                if placement is not None:
                    diaries.write(visit, placement)
                    placed[ref], ends[ref] = placement, placement.end
                    return True
        return False

    def plan_of(self, placed: Placed) -> Plan:
        """Return the plan with what has been placed."""
        visits = tuple(
            v.model_copy(update={"placement": placed[v.appointment]})
            if v.appointment in placed
            else v
            for v in self.plan.visits
        )
        return self.plan.model_copy(update={"visits": visits})
