"""A day as whole numbers in the order in which the Java side reads them: names become positions.

Java sees resources with so much of them at each minute (providers, pools, slots), and claims, which
are visits and breaks alike, with the modes and ways in which each can be met.
"""

from __future__ import annotations

from itertools import groupby
from math import lcm
from typing import TYPE_CHECKING

from benchmarks.peers.phase_times import known_offsets, used_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.peers.instance import BreakFacts, Instance, ModeFacts, VisitFacts, WayFacts

NOBODY = -1
DEAR = 1 << 40
"""More than anything costs."""


def written(instance: Instance) -> str:
    """Return all of an instance as numbers."""
    return " ".join(map(str, _Writer(instance).all()))


class _Writer:
    """Writes an instance, part by part."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.capacity: list[tuple[tuple[int, int], ...]] = []
        ways = [(v, m, way) for v in instance.visits for m in v.modes for way in m.ways]
        # Where visits are seen in groups, each takes up a share of its provider's time.
        shares: dict[tuple[str, bool], set[int]] = {}
        for visit, _, way in ways:
            shares.setdefault((way.provider, way.double), set()).add(visit.group)
        self.whole = {key: lcm(*sizes) for key, sizes in sorted(shares.items())}
        self.person_of = {key: self._new(((0, whole),)) for key, whole in self.whole.items()}
        people = {way.provider for _, _, way in ways} | {b.person for b in instance.breaks}
        self.people = {person: number for number, person in enumerate(sorted(people))}
        for person in sorted({taken.person for taken in instance.breaks}):
            if (person, False) not in self.whole:
                self.whole[person, False] = 1
                self.person_of[person, False] = self._new(((0, 1),))
        slots = {away.slot for visit in instance.visits for away in visit.away} - {None}
        self.slot_of = {slot: self._new(((0, 1),)) for slot in sorted(str(s) for s in slots)}
        self.pools = [self._new(pool.capacity) for pool in instance.pools]
        self.pools_of: dict[str, list[int]] = {}
        for number, pool in enumerate(instance.pools):
            for group in pool.groups:
                self.pools_of.setdefault(group, []).append(number)
        caps = sorted({cap for span in instance.spans for cap in span.caps})
        self.caps = {cap: number for number, cap in enumerate(caps)}
        self.limits_of: dict[tuple[int, int, int], list[tuple[int, tuple[int, ...]]]] = {}
        for number, limit in enumerate(instance.limits):
            for visit_number, mode, way_number, weights in limit.terms:
                key = (visit_number, mode, way_number)
                self.limits_of.setdefault(key, []).append((number, weights))

    def _new(self, capacity: tuple[tuple[int, int], ...]) -> int:
        self.capacity.append(capacity)
        return len(self.capacity) - 1

    def all(self) -> Iterable[int]:
        """Yield everything."""
        instance = self.instance
        yield instance.now
        yield len(self.people)
        yield len(self.capacity)
        for steps in self.capacity:
            yield from _table(steps)
        yield from _list([most for _, most in self.caps])
        yield from _list([limit.most for limit in instance.limits])
        yield len(instance.spans)
        for span in instance.spans:
            yield span.price
            yield from _list([self.caps[cap] for cap in span.caps])
        yield len(instance.visits) + len(instance.breaks)
        for number, visit in enumerate(instance.visits):
            yield from self._visit(number, visit)
        # Where the manager finds a time for every break, none is missing in a better plan.
        may_miss = any(taken.hint < 0 for taken in instance.breaks)
        for taken in instance.breaks:
            yield from self._break(taken, may_miss)

    def _visit(self, number: int, visit: VisitFacts) -> Iterable[int]:
        # Only giving a visit up takes nothing from others, so only that dominates.
        yield min(away.price for away in visit.away if away.slot is None)
        yield from _table(
            (away.price, NOBODY if away.slot is None else self.slot_of[away.slot])
            for away in visit.away
        )
        slots = [away.slot for away in visit.away]
        placed, hint = visit.hint is None and visit.hint_slot in slots, visit.hint
        # What the manager has nowhere is left to the construction heuristic.
        yield slots.index(visit.hint_slot) if placed and visit.hint_slot is not None else NOBODY
        if hint is None:
            yield from (NOBODY,) * 4
        else:
            yield from (hint.mode, hint.way, hint.starts[0])
            yield hint.starts[_first(visit.modes[hint.mode])]
        yield len(visit.modes)
        for position, mode in enumerate(visit.modes):
            yield from _list(mode.arrivals)
            yield from mode.arrival_prices
            yield from (*mode.lead, visit.wait_free, visit.wait_minute, int(used_before(mode)))
            yield from _table(mode.taken)
            yield from self._uses(mode)
            yield len(mode.ways)
            for which, way in enumerate(mode.ways):
                yield from self._way(visit, (number, position, which), mode, way)

    def _uses(self, mode: ModeFacts) -> Iterable[int]:
        """Yield uses of staff, devices and rooms, as far as it is known when phases are held."""
        pools = self.instance.pools
        parts, stay = [], []
        for k, (phase, known) in enumerate(zip(mode.phases, known_offsets(mode), strict=True)):
            if known is None:
                continue
            by_start, offset = known
            if mode.held is not None and mode.held[0] <= k <= mode.held[1]:
                stay.append((int(by_start), offset, phase.minutes))
            parts += [
                (self.pools[p], int(by_start), offset, phase.minutes + pools[p].turnover)
                for group in (*phase.groups, *([phase.device] if phase.device else []))
                for p in self.pools_of.get(group, [])
            ]
        rooms = [] if mode.room is None else self.pools_of.get(mode.room, [])
        yield from _table(parts)
        yield from _table((self.pools[p], pools[p].turnover) for p in rooms)
        yield from _table(stay)

    def _way(
        self, visit: VisitFacts, key: tuple[int, int, int], mode: ModeFacts, way: WayFacts
    ) -> Iterable[int]:
        whose = (way.provider, way.double)
        yield from (self.people[way.provider], int(way.double))
        yield from (self.person_of[whose], self.whole[whose] // visit.group, way.price)
        yield from _list(way.starts)
        yield from way.prices
        yield from _list(way.kept)
        yield from _table(
            (number, span.start, span.end)
            for number, span in enumerate(self.instance.spans)
            if span.provider == way.provider and not way.double and mode.taken
        )
        limits = self.limits_of.get(key, [])
        yield from _list([number for number, _ in limits])
        for _, weights in limits:
            yield from _table(_runs(weights))

    def _break(self, taken: BreakFacts, may_miss: bool) -> Iterable[int]:
        yield DEAR
        yield from _table([(taken.missing, NOBODY)] if may_miss else [])
        yield 0 if taken.hint < 0 else NOBODY
        start = NOBODY if taken.hint < 0 else taken.starts[taken.hint]
        yield from (0, 0, start, start)
        yield 1
        yield from _list(taken.starts)
        yield from (0,) * len(taken.starts)
        yield from (0, 0, 0, 0, 1)
        yield from _table([(0, taken.minutes)])
        yield from _table(
            (self.pools[number], 1, 0, taken.minutes)
            for number, pool in enumerate(self.instance.pools)
            if pool.kind == "staff" and taken.person in pool.members
        )
        yield from (0, 0)
        yield 1
        whose = (taken.person, False)
        yield from (self.people[taken.person], 0, self.person_of[whose], self.whole[whose], 0)
        yield from _list(taken.starts)
        yield from taken.prices
        yield from (0, 0, 0)


def _first(mode: ModeFacts) -> int:
    """Return the phase whose start a way's starts are."""
    return next((k for k, phase in enumerate(mode.phases) if phase.provider), 0)


def _runs(values: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield equal neighbours as (how many, which)."""
    return ((len(list(run)), value) for value, run in groupby(values))


def _list(values: Sequence[int]) -> Iterable[int]:
    yield len(values)
    yield from values


def _table(rows: Iterable[tuple[int, ...]]) -> Iterable[int]:
    kept = list(rows)
    yield len(kept)
    for row in kept:
        yield from row
