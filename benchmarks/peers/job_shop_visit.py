"""A visit in a job shop: for each place and way of holding it a chain of optional tasks.

There is a task for each phase, and two that take no time: one says when the patient arrives, one
when the provider's part begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyjobshop import (
    EndAtEnd,
    EndAtStart,
    EndBeforeStart,
    SelectAllOrNone,
    StartAtStart,
    StartBeforeEnd,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.instance import PhaseFacts
    from benchmarks.peers.job_shop_day import JobShopDay

    Sort = tuple[int, tuple[int, ...], tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Held:
    """The tasks of a visit held in one of its modes.

    Attributes:
        seen: the task that begins with the provider's part; `ways` are the ways of its modes.
        room: from the first phase in the room to the end of its turnover.
        stay: as long as the visit may take for what is paid for waiting.
    """

    visit: int
    position: int
    arrival: int
    seen: int
    phases: tuple[int, ...]
    room: int | None
    stay: int | None
    ways: dict[int, int]


def hold(day: JobShopDay, number: int, position: int, prices: list[tuple[int, int]]) -> Held:
    """Add the chain of a visit in a mode, and its ways' prices to those of the visit."""
    return _Chain(day, number, position).held(prices)


class _Chain:
    """Adds the tasks of one chain."""

    def __init__(self, day: JobShopDay, number: int, position: int) -> None:
        self.day, self.shop, self.unit = day, day.shop, day.unit
        self.number, self.position = number, position
        self.visit = day.instance.visits[number]
        self.facts = self.visit.modes[position]
        # Who may be under way has people and a room already.
        self.under_way = min(self.facts.arrivals) < day.instance.now
        self.phases: list[int] = []

    def held(self, prices: list[tuple[int, int]]) -> Held:
        shop, rows, facts = self.shop, self.shop.constraints, self.facts
        arrivals = [start // self.unit for start in facts.arrivals]
        arrival = shop.task(arrivals[0], arrivals[-1])
        when: dict[int, list[int]] = {}
        for start, price in zip(arrivals, facts.arrival_prices, strict=True):
            when.setdefault(price, []).append(start)
        shop.bill((mode, price) for price, mode in shop.choose(arrival, when).items())
        seen, ways = self._seen()
        first = next((k for k, phase in enumerate(facts.phases) if phase.provider), 0)
        for k, phase in enumerate(facts.phases):
            task = shop.task(arrivals[0])
            if phase.provider or k == first:
                own = self._by_way(task, phase, ways)
                if k == first:
                    prices += [(own[n], way.price) for n, way in enumerate(facts.ways)]
            else:
                shop.mode(task, phase.minutes // self.unit, self._uses(phase))
            if k:
                self._lag(self.phases[-1], task, phase.lag)
            self.phases.append(task)
        rows.start_at_start.append(StartAtStart(arrival, self.phases[0]))
        rows.start_at_start.append(StartAtStart(seen, self.phases[first]))
        room, stay = self._room(), self._stay()
        chain = [arrival, seen, *self.phases, *(t for t in (room, stay) if t is not None)]
        rows.select_all_or_none.append(SelectAllOrNone(chain))
        phases = tuple(self.phases)
        return Held(self.number, self.position, arrival, seen, phases, room, stay, ways)

    def _seen(self) -> tuple[int, dict[int, int]]:
        """Let the provider's part begin: a way's starts of one price, span and weight alike."""
        shop, day, unit = self.shop, self.day, self.unit
        every = [start // unit for way in self.facts.ways for start in way.starts]
        task = shop.task(min(every), max(every))
        prices: list[tuple[int, int]] = []
        ways: dict[int, int] = {}
        for number, way in enumerate(self.facts.ways):
            weighed = day.weights.get((self.number, self.position, number), [])
            sorts: dict[Sort, list[int]] = {}
            for k, start in enumerate(way.starts):
                used = tuple((stock, weights[k]) for stock, weights in weighed if weights[k])
                sort = (way.prices[k], self._met(number, k), used)
                sorts.setdefault(sort, []).append(start // unit)
            for (price, spans, used), starts in sorts.items():
                always = len(starts) == max(every) - min(every) + 1
                mode = shop.starting(task, starts, dict(used), always=always)
                ways[mode] = number
                prices.append((mode, price))
                for span in spans:
                    shop.needs(mode, [day.spans[span].used])
                    day.spans[span].meeting.add(mode)
        shop.bill(prices)
        return task, ways

    def _met(self, number: int, k: int) -> tuple[int, ...]:
        """Return the spans that the provider's part meets from a start, unless it is kept there."""
        way = self.facts.ways[number]
        if way.double or k in way.kept or not self.facts.taken:
            return ()
        start = way.starts[k]
        end = start + max(offset + length for offset, length in self.facts.taken)
        return tuple(
            n
            for n, span in enumerate(self.day.instance.spans)
            if span.provider == way.provider and span.start < end and start < span.end
        )

    def _uses(self, phase: PhaseFacts) -> dict[int, int]:
        uses: dict[int, int] = {}
        for group in (*phase.groups, *([phase.device] if phase.device else [])):
            for pool in () if self.under_way else self.day.pools_of[group]:
                uses[pool] = uses.get(pool, 0) + 1
        return uses

    def _by_way(self, task: int, phase: PhaseFacts, ways: dict[int, int]) -> dict[int, int]:
        """Give a phase a mode for each way, chosen together with that of the provider's part."""
        own = {}
        for number, way in enumerate(self.facts.ways):
            uses = self._uses(phase)
            if phase.provider and self.visit.group == 1:
                uses[self.day.machine(way.provider, way.double)] = 0
            own[number] = self.shop.mode(task, phase.minutes // self.unit, uses)
            begins = [mode for mode, other in ways.items() if other == number]
            self.shop.needs(own[number], begins)
            for mode in begins:
                self.shop.needs(mode, [own[number]])
        return own

    def _lag(self, before: int, after: int, lag: tuple[int, int]) -> None:
        rows, least, most = self.shop.constraints, -(-lag[0] // self.unit), lag[1] // self.unit
        if least == most:
            rows.end_at_start.append(EndAtStart(before, after, least))
            return
        rows.end_before_start.append(EndBeforeStart(before, after, least))
        rows.start_before_end.append(StartBeforeEnd(after, before, -most))

    def _room(self) -> int | None:
        """Hold a room from the first phase in it to the last, and until it is turned over."""
        shop, rows, facts = self.shop, self.shop.constraints, self.facts
        if facts.room is None or facts.held is None or self.under_way:
            return None
        (a, b), turnover = facts.held, self.day.turnover
        room = shop.task(idle=True)
        uses = dict.fromkeys(self.day.pools_of[facts.room], 1)
        shop.mode(room, (facts.phases[a].minutes + turnover) // self.unit, uses)
        rows.start_at_start.append(StartAtStart(self.phases[a], room))
        rows.end_at_end.append(EndAtEnd(self.phases[b], room, turnover // self.unit))
        return room

    def _stay(self) -> int | None:
        """Where patients may wait so long that it is paid for, let a longer stay be bought."""
        shop, rows, visit, unit = self.shop, self.shop.constraints, self.visit, self.unit
        minutes: Sequence[int] = [phase.minutes for phase in self.facts.phases[:-1]]
        lags = [phase.lag for phase in self.facts.phases[1:]]
        least, most = sum(minutes) + sum(a for a, _ in lags), sum(minutes) + sum(b for _, b in lags)
        free = least + visit.wait_free
        if most <= free or not visit.wait_minute:
            return None
        stay = shop.task()
        shop.bill(
            [
                (shop.mode(stay, long), max(0, long * unit - free) * visit.wait_minute)
                for long in range(free // unit, most // unit + 1)
            ]
        )
        rows.start_at_start.append(StartAtStart(self.phases[0], stay))
        rows.start_before_end.append(StartBeforeEnd(self.phases[-1], stay))
        return stay
