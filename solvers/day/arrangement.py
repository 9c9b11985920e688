"""An arrangement: a plan as one column for each visit, changed visit by visit.

What a change costs is known from the columns, and whether it can be from the rows over them and
from diaries of people, rooms and devices. The check has the last word.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.plan import PlannedVisit
from solvers.day.agenda import bits
from solvers.day.column_rows import ColumnRows
from solvers.day.columns import NOBODY
from solvers.day.diary import Diaries
from solvers.day.first_fit import fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.appointment import Follow
    from models.plan import Placement, Plan
    from solvers.day.arrival_prices import ArrivalPrices
    from solvers.day.candidates import Candidates, Offer
    from solvers.day.columns import Chunk, Columns
    from solvers.day.cuts import Cut
    from solvers.day.facts import Facts

NONE = -1
"""The column of a visit that is where no column has it."""

EARLIER = 4
"""Starts of what goes before the provider's part that are tried with one column."""


class Put(NamedTuple):
    """Where a visit is put: in a column, as a plan has it.

    Attributes:
        extra: what it costs more than the column says, for an arrival that is not the best.
    """

    column: int
    planned: PlannedVisit
    extra: float


class Arrangement:
    """Where each visit is, what is taken, and what it costs.

    Attributes:
        chosen: the column of each visit, by job.
        planned: the same as a plan has it.
        cost: what the columns come to, with what they share; a plan costs no less.
    """

    def __init__(
        self,
        facts: Facts,
        found: Mapping[str, Candidates],
        columns: Columns,
        rows: Sequence[Cut],
        arrivals: ArrivalPrices,
        plan: Plan,
    ) -> None:
        self.facts, self.found, self.columns, self.based = facts, found, columns, plan
        self.arrivals = arrivals
        self.rows = ColumnRows(rows, len(columns.job))
        self.diaries = Diaries(facts.base, plan)
        resources = len(columns.providers) + len(columns.slots) + len(columns.doubled)
        self.busy = [0] * (resources + 1)  # minutes as bits; the last is nobody's
        self.spans: list[list[int]] = [[] for _ in range(resources + 1)]
        for number, span in enumerate(columns.shared):
            self.spans[span.resource].append(number)
        self.span_uses = [0] * len(columns.shared)
        self.cap_uses: Counter[str] = Counter()
        self.most = {name: most for span in columns.shared for name, most in span.caps}
        self.pays = columns.pays_shared
        self.resource = columns.resource.tolist()
        self.begin: list[int] = columns.begin[0].tolist()
        self.price = columns.price.tolist()
        self.offers: dict[int, tuple[Offer, int]] = {}
        self.slots: dict[int, str | None] = {}
        self._known: dict[int, int] = {}
        self._arrivals: dict[int, list[tuple[float, int]]] = {}
        self._order: dict[int, list[tuple[float, int]]] = {}
        self._runs = np.searchsorted(columns.job[: columns.first_away], np.arange(columns.jobs + 1))
        self._chunk_first = np.array([chunk.first for chunk in columns.chunks], dtype=np.int64)
        self._chunks: defaultdict[str, list[Chunk]] = defaultdict(list)
        for chunk in columns.chunks:
            self._chunks[chunk.ref].append(chunk)
        self.chosen = [NONE] * len(columns.refs)
        self.planned: list[PlannedVisit] = []
        self.cost = 0.0
        self._away: dict[str, list[int]] = {}
        for number, (ref, slot) in enumerate(columns.away, columns.first_away):
            self._away.setdefault(ref, []).append(number)
            self.slots[number] = slot
        self.jobs = {ref: job for job, ref in enumerate(columns.refs)}
        self.followers: dict[str, list[tuple[int, Follow]]] = {}
        for job, ref in enumerate(columns.refs):
            for follow in facts.visits[ref].follows:
                self.followers.setdefault(follow.visit, []).append((job, follow))
        self.lifted: set[int] = set()
        self.extra = [0.0] * len(columns.refs)
        self._enter(plan)

    def _enter(self, plan: Plan) -> None:
        for taken in plan.breaks:
            if taken.person in self.columns.providers:
                number = self.columns.providers.index(taken.person)
                self.busy[number] |= bits(taken.start, taken.end)
        for column in self._breaks(plan):
            self.rows.take(column)
        now = {visit.appointment: visit for visit in plan.visits}
        for job, ref in enumerate(self.columns.refs):
            planned = now[ref]
            self.planned.append(planned)
            column = self._column_of(planned)
            if column == NONE:
                self._fix(ref, planned)
            else:
                self.put(job, Put(column, planned, self._extra(column, planned)))

    def _extra(self, column: int, planned: PlannedVisit) -> float:
        """Return what a visit costs more than its column says, for when the patient comes."""
        if planned.placement is None:
            return 0.0
        _, arrivals = self._before(column, *self.seat(column))
        begin = planned.placement.start
        return next((extra for extra, arrival in arrivals if arrival == begin), 0.0)

    def _fix(self, ref: str, planned: PlannedVisit) -> None:
        """Take the time of a visit that stays, since no column has it where it is."""
        if planned.placement is None:
            return
        visit, placement = self.facts.visits[ref], planned.placement
        self.diaries.write(visit, placement)
        if placement.provider in self.columns.providers and not placement.double_booked:
            number = self.columns.providers.index(placement.provider)
            for start, end in self.facts.provider_spans(visit, placement):
                self.busy[number] |= bits(start, end)

    def _breaks(self, plan: Plan) -> Iterator[int]:
        """Yield the columns of breaks that the plan has."""
        columns = self.columns
        taken = Counter((b.person, b.start, b.end) for b in plan.breaks)
        seen: set[int] = set()
        for column in range(columns.first_away + len(columns.away), len(columns.job)):
            job, resource = int(columns.job[column]), self.resource[column]
            if job in seen or resource == NOBODY:
                continue
            key = (columns.providers[resource], self.begin[column], int(columns.end[0, column]))
            if taken[key]:
                taken[key] -= 1
                seen.add(job)
                yield column

    def _column_of(self, planned: PlannedVisit) -> int:
        """Return the column in which a plan has a visit; `NONE` where it is in none."""
        placement = planned.placement
        if placement is None:
            away = self._away[planned.appointment]
            return next((c for c in away if self.slots[c] == planned.slot), NONE)
        for chunk in self._chunks[planned.appointment]:
            offer, mode = chunk.offer, chunk.offer.mode
            if (offer.provider, offer.double) != (placement.provider, placement.double_booked):
                continue
            if (mode.site, mode.modality) != (placement.site, placement.modality):
                continue
            blocks = self.found[planned.appointment].templates[mode.modality].blocks
            first = next((block for block in blocks if block.provided), None)
            if first is None:
                return chunk.first
            here = np.flatnonzero(chunk.starts == placement.phases[first.phases[0]].start)
            if len(here):
                return chunk.first + int(here[0])
        return NONE

    def seat(self, column: int) -> tuple[Offer, int]:
        """Return a column's offer, and the start of its first block with a provider."""
        known = self.offers.get(column)
        if known is None:
            at = int(np.searchsorted(self._chunk_first, column, side="right")) - 1
            chunk = self.columns.chunks[at]
            known = self.offers[column] = (chunk.offer, int(chunk.starts[column - chunk.first]))
        return known

    def is_away(self, column: int) -> bool:
        """Tell whether a column does not place its visit."""
        return column in self.slots

    def provider(self, column: int) -> int:
        """Return the provider of a column by number, -1 where nobody sees the patient."""
        resource, slots = self.resource[column], len(self.columns.slots)
        if resource < len(self.columns.providers):
            return int(resource)
        doubled = resource - len(self.columns.providers) - slots
        return self.columns.providers.index(self.columns.doubled[doubled]) if doubled >= 0 else -1

    def minutes(self, column: int) -> int:
        """Return the minutes that a column takes of its resource, as bits."""
        known = self._known.get(column)
        if known is None:
            known = 0
            spans = zip(
                self.columns.begin[:, column].tolist(),
                self.columns.end[:, column].tolist(),
                strict=True,
            )
            for begin, end in spans:
                known |= bits(begin, end)
            self._known[column] = known
        return known

    def order(self, job: int) -> list[tuple[float, int]]:
        """Return (price, column) of a visit's columns, cheapest first."""
        known = self._order.get(job)
        if known is None:
            here = [*range(int(self._runs[job]), int(self._runs[job + 1]))]
            here += self._away[self.columns.refs[job]]
            known = self._order[job] = sorted((self.price[c], c) for c in here)
        return known

    def _met(self, column: int) -> list[int]:
        """Return the shared spans that a column uses."""
        spans = self.spans[self.resource[column]]
        if not spans or not self.pays[column]:
            return []
        taken, shared = self.minutes(column), self.columns.shared
        return [n for n in spans if taken & bits(shared[n].start, shared[n].end)]

    def more(self, column: int) -> float:
        """Return what taking a column would cost now; infinite where it cannot be."""
        total = self.price[column]
        for number in self._met(column):
            if not self.span_uses[number]:
                span = self.columns.shared[number]
                if any(self.cap_uses[name] >= self.most[name] for name, _ in span.caps):
                    return math.inf
                total += span.price
        return float(total + self.rows.cost(column))

    def free(self, column: int) -> bool:
        """Tell whether a column's resource is free, or it takes nobody's time."""
        return not self.busy[self.resource[column]] & self.minutes(column)

    def put(self, job: int, put: Put) -> None:
        """Put a visit somewhere."""
        column, planned, self.extra[job] = put
        self.cost += self.more(column) + put.extra
        self.lifted.discard(job)
        for number in self._met(column):
            self.span_uses[number] += 1
            if self.span_uses[number] == 1:
                self.cap_uses.update(name for name, _ in self.columns.shared[number].caps)
        self.rows.take(column)
        if self.resource[column] != NOBODY:
            self.busy[self.resource[column]] |= self.minutes(column)
        if planned.placement is not None:
            self.diaries.write(self.facts.visits[planned.appointment], planned.placement)
        self.chosen[job], self.planned[job] = column, planned

    def lift(self, job: int) -> Put:
        """Take a visit out, and return where it was."""
        was = self.put_of(job)
        column, planned, extra = was
        if planned.placement is not None:
            self.diaries.erase(self.facts.visits[planned.appointment], planned.placement)
        if self.resource[column] != NOBODY:
            self.busy[self.resource[column]] &= ~self.minutes(column)
        self.rows.take(column, -1)
        for number in self._met(column):
            self.span_uses[number] -= 1
            if not self.span_uses[number]:
                self.cap_uses.subtract(name for name, _ in self.columns.shared[number].caps)
        self.chosen[job] = NONE
        self.lifted.add(job)
        self.cost -= self.more(column) + extra
        return was

    def put_of(self, job: int) -> Put:
        """Return where a visit is."""
        return Put(self.chosen[job], self.planned[job], self.extra[job])

    def fit(self, job: int, column: int) -> Put | None:
        """Return the visit where a column has it, if people, rooms and devices are free."""
        ref = self.columns.refs[job]
        if self.is_away(column):
            return Put(column, PlannedVisit(appointment=ref, slot=self.slots[column]), 0.0)
        offer, start = self.seat(column)
        found, visit = self.found[ref], self.facts.visits[ref]
        block, arrivals = self._before(column, offer, start)
        at = {found.templates[offer.mode.modality].blocks[block].phases[0]: start}
        for extra, begin in arrivals:
            placement = fitted(self.facts, found, self.diaries, visit, offer, begin, at)
            if placement is not None and self._in_order(ref, placement):
                return Put(column, PlannedVisit(appointment=ref, placement=placement), extra)
        return None

    def _before(self, column: int, offer: Offer, start: int) -> tuple[int, list[tuple[float, int]]]:
        """Return a column's block, and what arrivals before it cost more than the best of them."""
        found = self.found[offer.visit]
        blocks = found.templates[offer.mode.modality].blocks
        block = next((k for k, each in enumerate(blocks) if each.provided), 0)
        known = self._arrivals.get(column)
        if known is None:
            offered = found.starts[offer][0]
            if block:
                prices = self.arrivals.before(found, offer, block, np.array([start]))[0]
            else:
                prices = self.arrivals.alone(found, offer)
                if self.resource[column] != NOBODY:
                    prices = np.where(offered == start, prices, np.inf)
            cheapest = np.lexsort((-offered, prices))[:EARLIER]
            least = prices[cheapest[0]]
            known = self._arrivals[column] = [
                (float(prices[k] - least), int(offered[k]))
                for k in cheapest.tolist()
                if math.isfinite(prices[k])
            ]
        return block, known

    def _in_order(self, ref: str, placement: Placement) -> bool:
        """Tell whether a visit comes when it may after those it follows, and before others."""
        for follow in self.facts.visits[ref].follows:
            job = self.jobs.get(follow.visit)
            if job is None or job in self.lifted:
                continue
            before = self.planned[job].placement
            if before is None or not _follows(follow, before, placement):
                return False
        for job, follow in self.followers.get(ref, ()):
            after = None if job in self.lifted else self.planned[job].placement
            if after is not None and not _follows(follow, placement, after):
                return False
        return True

    def plan(self) -> Plan:
        """Return the plan."""
        by_ref = {planned.appointment: planned for planned in self.planned}
        visits = tuple(by_ref.get(v.appointment, v) for v in self.based.visits)
        return self.based.model_copy(update={"visits": visits}).canonical()


def _follows(follow: Follow, before: Placement, after: Placement) -> bool:
    gap = after.start - before.end
    return follow.min <= gap and (follow.max is None or gap <= follow.max)
