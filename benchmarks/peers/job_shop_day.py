"""A day as a job shop: visits are chains of tasks, providers machines, staff and rooms pools.

Of the chains of a visit one is chosen, or the task of a visit that is not seen today; an open slot
is a stock of one. Breaks are tasks as well, which their people's machine or pools are used by.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pyjobshop import SelectAllOrNone, SelectExactlyOne, StartAtStart

from benchmarks.peers.job_shop import JobShop
from benchmarks.peers.job_shop_visit import Held, hold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.peers.instance import BreakFacts, Instance, VisitFacts
    from benchmarks.peers.peer import Clock


@dataclass(frozen=True, slots=True)
class Away:
    """The task of a visit that is not seen today, and its mode for each away."""

    task: int
    modes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A break: it begins and is taken, or it is missed."""

    begin: int
    task: int
    missed: int


@dataclass(frozen=True, slots=True)
class Paid:
    """A span that is paid for as a whole; `meeting` are the modes for which it has to be used."""

    task: int
    unused: int
    used: int
    meeting: set[int] = field(default_factory=set)


class JobShopDay:
    """The job shop of an instance, and where everything is in it; its unit is `unit` minutes."""

    def __init__(self, instance: Instance, clock: Clock) -> None:
        self.instance, self.shop = instance, JobShop(clock)
        self.unit = math.gcd(*_times(instance)) or 1
        self.held: list[Held] = []
        self.away: list[Away] = []
        self.breaks: list[Taken] = []
        self.spans: list[Paid] = []
        self.weights: dict[tuple[int, int, int], list[tuple[int, tuple[int, ...]]]] = {}
        self.machines: dict[tuple[str, bool], int] = {}
        self.slots: dict[str, int] = {}
        self.pools: dict[str, int] = {}
        self.pools_of: dict[str, list[int]] = {}
        for pool in instance.pools:
            self.pools[pool.key] = self.shop.pool(self._capacity(pool.capacity))
            for group in pool.groups:
                self.pools_of.setdefault(group, []).append(self.pools[pool.key])
        self.turnover = max((p.turnover for p in instance.pools if p.kind == "room"), default=0)
        self._spans()
        self._limits()
        for number, visit in enumerate(instance.visits):
            self._visit(number, visit)
        for taken in instance.breaks:
            self._break(taken)

    def machine(self, provider: str, double: bool) -> int:
        """Return a provider's time, or the time in which others are double-booked."""
        key = (provider, double)
        if key not in self.machines:
            self.machines[key] = self.shop.machine()
        return self.machines[key]

    def _capacity(self, steps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Write a capacity in units; in one in which it changes, the least counts."""
        known = [(0, max(many for _, many in steps))]
        for since, many in steps:
            when = max(since, self.instance.now, 0)
            at = when // self.unit if many < known[-1][1] else -(-when // self.unit)
            known = [*((a, n) for a, n in known if a < at), (at, many)]
        return known

    def _spans(self) -> None:
        caps: dict[tuple[str, int], int] = {}
        for span in self.instance.spans:
            for cap in span.caps:
                if cap not in caps:
                    caps[cap] = self.shop.stock(cap[1])
            task = self.shop.task(0, 0, optional=False)
            unused = self.shop.mode(task, 0)
            used = self.shop.mode(task, 0, {caps[cap]: 1 for cap in span.caps})
            self.shop.bill([(used, span.price)])
            self.spans.append(Paid(task, unused, used))

    def _limits(self) -> None:
        """Limits on whole ways, or on those before or after some hour, are stocks."""
        for limit in self.instance.limits:
            if all(_changes(weights) <= 1 for *_, weights in limit.terms):
                stock = self.shop.stock(limit.most)
                for number, position, way, weights in limit.terms:
                    self.weights.setdefault((number, position, way), []).append((stock, weights))

    def _visit(self, number: int, visit: VisitFacts) -> None:
        shop = self.shop
        task = shop.task(0, 0)
        modes = []
        for each in visit.away:
            if each.slot is not None and each.slot not in self.slots:
                self.slots[each.slot] = shop.stock(1)
            modes.append(shop.mode(task, 0, {self.slots[each.slot]: 1} if each.slot else None))
        self.away.append(Away(task, tuple(modes)))
        prices = [(mode, each.price) for mode, each in zip(modes, visit.away, strict=True)]
        chains = [hold(self, number, position, prices) for position in range(len(visit.modes))]
        self.held += chains
        shop.constraints.select_exactly_one.append(
            SelectExactlyOne([task, *(chain.arrival for chain in chains)])
        )
        shop.bill(prices)

    def _break(self, taken: BreakFacts) -> None:
        shop, rows = self.shop, self.shop.constraints
        starts = [start // self.unit for start in taken.starts]
        begin, task = shop.task(starts[0], starts[-1]), shop.task(starts[0], starts[-1])
        missed = shop.task(0, 0)
        when: dict[int, list[int]] = {}
        for start, price in zip(starts, taken.prices, strict=True):
            when.setdefault(price, []).append(start)
        prices = [(mode, price) for price, mode in shop.choose(begin, when).items()]
        shop.bill([*prices, (shop.mode(missed, 0), taken.missing)])
        uses = {
            self.pools[pool.key]: 1
            for pool in self.instance.pools
            if pool.kind == "staff" and taken.person in pool.members
        }
        if (taken.person, False) in self.machines:
            uses[self.machines[taken.person, False]] = 0
        shop.mode(task, taken.minutes // self.unit, uses)
        rows.start_at_start.append(StartAtStart(begin, task))
        rows.select_all_or_none.append(SelectAllOrNone([begin, task]))
        rows.select_exactly_one.append(SelectExactlyOne([task, missed]))
        self.breaks.append(Taken(begin, task, missed))


def _changes(weights: Sequence[int]) -> int:
    """Return how often a weight changes in the course of the day."""
    return sum(a != b for a, b in pairwise(weights))


def _times(instance: Instance) -> Iterator[int]:
    """Yield all starts and all minutes that must be whole units."""
    for visit in instance.visits:
        for mode in visit.modes:
            yield from mode.arrivals
            yield from (phase.minutes for phase in mode.phases)
            for way in mode.ways:
                yield from way.starts
    for taken in instance.breaks:
        yield taken.minutes
        yield from taken.starts
    yield from (pool.turnover for pool in instance.pools)
