"""The expert's formulation: one literal for each start candidate, and rows over time, as arrays.

Both experts' engines load the same arrays, so that what differs is the engine. Literals:

- a *seat* for each (visit, way, start) of a mode whose phases before the provider cannot wait;
- where they can wait, an arrival and a start: with one provider a literal for each pair, with more
  a literal for each (way, start) and one for each (arrival, start), joined by a row for each start;
- an away for each visit, a break's start, a missing break, a span that is used.

Rows: each visit once; at each minute at which something begins, a provider once (clique), and the
uses of each pool within its capacity; an open slot once; spans, caps and limits. Dominated
candidates are left out: seats that cost no less than giving the visit up, and arrivals for which
a later one costs no more and nothing but the patient waits in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import lcm
from typing import TYPE_CHECKING, Literal

import numpy as np

from benchmarks.peers.phase_times import known_offsets, room_time, used_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from benchmarks.peers.instance import Instance, ModeFacts, VisitFacts, WayFacts

    Numbers = NDArray[np.int64]
    Sense = Literal["exactly-one", "at-most-one", "linear"]

NOWHERE = -1


@dataclass(slots=True)
class Row:
    """A row: `low <= coefficients · literals <= high`; a clique where all coefficients are 1."""

    literals: Numbers
    coefficients: Numbers | None
    low: int
    high: int

    @property
    def sense(self) -> Sense:
        """How an engine with clauses would have it."""
        if self.coefficients is None and (self.low, self.high) == (1, 1):
            return "exactly-one"
        if self.coefficients is None and (self.low, self.high) == (0, 1):
            return "at-most-one"
        return "linear"


@dataclass(slots=True)
class _Uses:
    """Spans of time with the literal of each; written in chunks."""

    begins: list[Numbers] = field(default_factory=list)
    ends: list[Numbers] = field(default_factory=list)
    literals: list[Numbers] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)

    def add(self, begins: Numbers, ends: Numbers, literals: Numbers, weight: int = 1) -> None:
        self.begins.append(begins)
        self.ends.append(ends)
        self.literals.append(literals)
        self.weights.append(weight)


class StartTable:
    """All literals of an instance with their costs, and all rows."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.count = 0
        self._costs: list[Numbers] = []
        self.rows: list[Row] = []
        self.seats: list[tuple[int, int, int, int, Numbers, Numbers, Numbers]] = []
        self.pairs: dict[tuple[int, int], tuple[int, Numbers, Numbers]] = {}
        self.away: list[tuple[int, ...]] = []
        self.breaks: list[tuple[int, Numbers]] = []
        self._time: dict[tuple[str, bool], _Uses] = {}
        self._groups: dict[str, _Uses] = {}
        self._resting: dict[str, _Uses] = {}
        self._slots: dict[str, list[int]] = {}
        self.met: list[list[tuple[Numbers, Numbers, Numbers]]] = [[] for _ in instance.spans]
        self._ways: dict[tuple[int, int, int], tuple[Numbers, Numbers]] = {}
        for number, visit in enumerate(instance.visits):
            self._visit(number, visit)
        self._rest()
        self._provider_rows()
        self._pool_rows()
        self._other_rows()
        self.costs: Numbers = np.concatenate(self._costs)

    def _new(self, costs: Numbers) -> Numbers:
        first, self.count = self.count, self.count + len(costs)
        self._costs.append(costs)
        return np.arange(first, self.count, dtype=np.int64)

    def _visit(self, number: int, visit: VisitFacts) -> None:
        away = self._new(np.array([each.price for each in visit.away], dtype=np.int64))
        self.away.append(tuple(int(literal) for literal in away))
        for each, literal in zip(visit.away, away, strict=True):
            if each.slot is not None:
                self._slots.setdefault(each.slot, []).append(int(literal))
        # Only giving a visit up takes nothing from others, so only that dominates.
        most = min(each.price for each in visit.away if each.slot is None)
        once = [away]
        for position, mode in enumerate(visit.modes):
            once += self._mode(number, visit, position, mode, most)
        self.rows.append(Row(np.concatenate(once), None, 1, 1))

    def _mode(
        self, number: int, visit: VisitFacts, position: int, mode: ModeFacts, most: int
    ) -> list[Numbers]:
        arrivals = np.array(mode.arrivals, dtype=np.int64)
        arrival_prices = np.array(mode.arrival_prices, dtype=np.int64)
        starts = np.unique(np.concatenate([np.array(way.starts) for way in mode.ways]))
        # Every (arrival, start) that the lags allow, with its price.
        gap = starts[None, :] - arrivals[:, None]
        fits = (mode.lead[0] <= gap) & (gap <= mode.lead[1])
        wait = np.maximum(0, gap - mode.lead[0] - visit.wait_free) * visit.wait_minute
        prices = arrival_prices[:, None] + wait
        fits &= prices < most
        if not used_before(mode):
            fits &= ~_outwaited(fits, prices)
        a, p = np.nonzero(fits)
        least = np.where(fits, prices, most).min(axis=0)
        single = (fits.sum(axis=0) <= 1).all()
        chosen: list[Numbers] = []
        found: list[tuple[Numbers, Numbers]] = []
        for way_number, way in enumerate(mode.ways):
            own = np.array(way.starts, dtype=np.int64)
            column = np.searchsorted(starts, own)
            price = way.price + np.array(way.prices, dtype=np.int64)
            if single or len(mode.ways) == 1:
                keep = np.isin(p, column)
                at = np.searchsorted(own, starts[p[keep]])
                cost = price[at] + prices[a[keep], p[keep]]
                cheap = cost < most
                pair_a = a[keep][cheap]
                literals = self._new(cost[cheap])
                at = at[cheap]
                self.seats.append(
                    (number, position, way_number, NOWHERE, literals, arrivals[pair_a], own[at])
                )
                self._occupy(visit, mode, literals, arrivals[pair_a], own[at])
                chosen.append(literals)
            else:
                cheap = price + least[column] < most
                cheap &= fits[:, column].any(axis=0)
                at = np.flatnonzero(cheap)
                literals = self._new(price[at])
                self.seats.append((number, position, way_number, 0, literals, own[at], own[at]))
                found.append((column[at], literals))
                chosen.append(literals)
            self._ways[number, position, way_number] = (literals, at)
            self._take(visit, mode, way, literals, own[at], at)
        if found:
            self._join(visit, mode, (number, position), found, (a, p), (arrivals, starts, prices))
        return chosen

    def _join(
        self,
        visit: VisitFacts,
        mode: ModeFacts,
        key: tuple[int, int],
        found: list[tuple[Numbers, Numbers]],
        pairs: tuple[Numbers, Numbers],
        times: tuple[Numbers, Numbers, Numbers],
    ) -> None:
        """Give arrivals their own literals, and join them to the starts with the providers."""
        (a, p), (arrivals, starts, prices) = pairs, times
        columns = np.concatenate([column for column, _ in found])
        literals = np.concatenate([own for _, own in found])
        keep = np.isin(p, columns)
        a, p = a[keep], p[keep]
        joint = self._new(prices[a, p])
        self.pairs[key] = (int(joint[0]) if len(joint) else 0, arrivals[a], starts[p])
        for column in np.unique(columns):
            mine, theirs = joint[p == column], literals[columns == column]
            weights = np.concatenate(
                [np.ones(len(theirs), dtype=np.int64), -np.ones(len(mine), dtype=np.int64)]
            )
            self.rows.append(Row(np.concatenate([theirs, mine]), weights, 0, 0))
        self._occupy(visit, mode, joint, arrivals[a], starts[p])

    def _take(
        self,
        visit: VisitFacts,
        mode: ModeFacts,
        way: WayFacts,
        literals: Numbers,
        starts: Numbers,
        at: Numbers,
    ) -> None:
        """Take the provider's time, and the spans that it meets."""
        uses = self._time.setdefault((way.provider, way.double), _Uses())
        kept = np.isin(at, np.array(way.kept, dtype=np.int64))
        for offset, minutes in mode.taken:
            begins, ends = starts + offset, starts + offset + minutes
            uses.add(begins, ends, literals, visit.group)
            if way.double:
                continue
            for number, span in enumerate(self.instance.spans):
                if span.provider == way.provider:
                    met = (begins < span.end) & (span.start < ends) & ~kept
                    self.met[number].append((begins[met], ends[met], literals[met]))

    def _occupy(
        self,
        visit: VisitFacts,
        mode: ModeFacts,
        literals: Numbers,
        arrivals: Numbers,
        starts: Numbers,
    ) -> None:
        """Use staff, rooms and devices, as far as it is known when phases are held."""
        del visit
        offsets = known_offsets(mode)
        for phase, known in zip(mode.phases, offsets, strict=True):
            if known is None:
                continue
            by_start, offset = known
            begins = (starts if by_start else arrivals) + offset
            for group in (*phase.groups, *([phase.device] if phase.device else [])):
                uses = self._groups.setdefault(group, _Uses())
                # What is under way has its people already.
                later = begins >= self.instance.now
                uses.add(begins[later], begins[later] + phase.minutes, literals[later])
        if mode.room is not None and mode.held is not None:
            first, last = mode.held
            begins, ends = room_time(mode, offsets, first, last, arrivals, starts)
            later = begins >= self.instance.now
            uses = self._groups.setdefault(mode.room, _Uses())
            uses.add(begins[later], ends[later], literals[later])

    def _rest(self) -> None:
        # Where the manager finds a time for every break, none is missing in a better plan.
        may_miss = any(taken.hint < 0 for taken in self.instance.breaks)
        for number, taken in enumerate(self.instance.breaks):
            prices = [*taken.prices, taken.missing] if may_miss else taken.prices
            literals = self._new(np.array(prices, dtype=np.int64))
            self.breaks.append((number, literals))
            self.rows.append(Row(literals, None, 1, 1))
            begins = np.array(taken.starts, dtype=np.int64)
            uses = self._resting.setdefault(taken.person, _Uses())
            uses.add(begins, begins + taken.minutes, literals[: len(begins)])

    def _provider_rows(self) -> None:
        for (provider, double), uses in sorted(self._time.items()):
            weights = sorted(set(uses.weights))
            most = lcm(*weights)
            resting = [] if double else [self._resting.get(provider, _Uses())]
            begins, ends, literals, weight = _together([uses, *resting])
            begins = np.maximum(begins, self.instance.now)
            for inside in _covers(begins, ends):
                if weights == [1]:
                    self._add_clique(literals[inside])
                else:
                    own = most // weight[inside]
                    self.rows.append(Row(literals[inside], own, 0, most))

            if double:
                self._double_rows(provider, uses)

    def _double_rows(self, provider: str, doubles: _Uses) -> None:
        """A visit in another one's time meets at most one visit with time of its own."""
        ordinary = self._time.get((provider, False), _Uses())
        begins, ends, literals, weight = _together([ordinary])
        double_begins, double_ends, double_literals, _ = _together([doubles])
        double_begins = np.maximum(double_begins, self.instance.now)
        if not len(begins):
            return
        shortest = max(1, int((ends - begins).min()))
        spans = np.stack([double_begins, double_ends], axis=1)
        for begin, end in np.unique(spans[double_ends > double_begins], axis=0):
            own = double_literals[(double_begins == begin) & (double_ends == end)]
            met = np.unique(literals[(begins < end) & (begin < ends)])
            most = int(((end - begin - 1) // shortest + 2) * weight.max())
            weights = np.append(np.full(len(own), most - 1), np.ones(len(met), dtype=np.int64))
            self.rows.append(Row(np.append(own, met), weights, 0, most))

    def _add_clique(self, literals: Numbers) -> None:
        if len(literals) > 1:
            self.rows.append(Row(literals, None, 0, 1))

    def _pool_rows(self) -> None:
        for pool in self.instance.pools:
            parts = [self._groups[group] for group in pool.groups if group in self._groups]
            if not parts:
                continue
            if pool.kind == "staff":
                parts += [self._resting[p] for p in pool.members if p in self._resting]
            begins, ends, literals, _ = _together(parts)
            ends = ends + pool.turnover
            begins = np.maximum(begins, self.instance.now)
            steps = np.array([when for when, _ in pool.capacity])
            many = np.array([capacity for _, capacity in pool.capacity])
            for inside in _covers(begins, ends, steps):
                start = int(begins[inside].max())
                high = int(many[np.searchsorted(steps, start, side="right") - 1])
                ids, counts = np.unique(literals[inside], return_counts=True)
                if counts.sum() > high:
                    ones = bool((counts == 1).all())
                    self.rows.append(Row(ids, None if ones else counts, 0, high))

    def _other_rows(self) -> None:
        for _, wanted in sorted(self._slots.items()):
            self._add_clique(np.array(wanted, dtype=np.int64))
        used = self._new(np.array([span.price for span in self.instance.spans], dtype=np.int64))
        caps: dict[tuple[str, int], list[int]] = {}
        alone = all(weight == 1 for uses in self._time.values() for weight in uses.weights)
        for span, literal, met in zip(self.instance.spans, used, self.met, strict=True):
            for cap in span.caps:
                caps.setdefault(cap, []).append(int(literal))
            if not met:
                continue
            begins, ends, users = (np.concatenate(each) for each in zip(*met, strict=True))
            for inside in _covers(np.maximum(begins, span.start), np.minimum(ends, span.end)):
                ids = np.unique(users[inside])
                signs = np.ones(len(ids) + 1, dtype=np.int64)
                # Where nobody is seen with others, at most one of them is taken at that minute.
                signs[-1] = -1 if alone else -len(ids)
                self.rows.append(Row(np.append(ids, literal), signs, -len(ids), 0))
        for (_, most), listed in sorted(caps.items()):
            if len(listed) > most:
                self.rows.append(Row(np.array(listed, dtype=np.int64), None, 0, most))
        for limit in self.instance.limits:
            literals_of: list[Numbers] = []
            weights: list[Numbers] = []
            for visit, mode, way, weight in limit.terms:
                literals, at = self._ways[visit, mode, way]
                literals_of.append(literals)
                weights.append(np.array(weight, dtype=np.int64)[at])
            everything, heavy = np.concatenate(literals_of), np.concatenate(weights)
            on = heavy != 0
            self.rows.append(Row(everything[on], heavy[on], 0, limit.most))
        self.used = used


def _outwaited(fits: NDArray[np.bool_], prices: Numbers) -> NDArray[np.bool_]:
    """Tell for which arrivals another one costs less, or as much and comes later."""
    dear = 1 << 40
    priced = np.where(fits, prices, dear)
    last_best = priced.shape[0] - 1 - np.argmin(priced[::-1], axis=0)
    rows = np.arange(priced.shape[0])[:, None]
    return np.asarray(fits & (rows != last_best[None, :]), dtype=np.bool_)


def _together(parts: list[_Uses]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return begins, ends, literals and weights of all uses; of none, empty arrays."""
    begins = _joined(each for part in parts for each in part.begins)
    sizes = [
        np.full(len(own), weight, dtype=np.int64)
        for part in parts
        for own, weight in zip(part.begins, part.weights, strict=True)
    ]
    return (
        begins,
        _joined(each for part in parts for each in part.ends),
        _joined(each for part in parts for each in part.literals),
        _joined(iter(sizes)),
    )


def _joined(arrays: Iterator[Numbers]) -> Numbers:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


def _covers(begins: Numbers, ends: Numbers, also: Numbers | None = None) -> list[Numbers]:
    """Return, for each minute at which something begins, which of the spans hold it.

    Of minutes between which nothing ends only the last one is needed, unless a minute is in
    `also`: there what holds may change.
    """
    going = np.flatnonzero(ends > begins)
    if not len(going):
        return []
    points = np.unique(begins[going])
    stops = np.unique(ends[going])
    if also is not None:
        stops = np.union1d(stops, also)
    # A point is covered by the next one where nothing stops in between.
    after = np.searchsorted(stops, points, side="right")
    last = np.append(after[1:] != after[:-1], True)
    return [going[(begins[going] <= point) & (point < ends[going])] for point in points[last]]
