"""The columns of a case as tables to look things up in, for plans that are put together by hand."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.bounds.columns import NOBODY
from solvers.day.by_hand.agenda import bits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.plan import PlannedBreak, PlannedVisit
    from solvers.day.bounds.arrival_prices import ArrivalPrices
    from solvers.day.bounds.columns import Chunk, Columns
    from solvers.day.placements.candidates import Candidates, Offer

NONE = -1
"""The column of what is where no column has it, or nowhere."""

EARLIER = 4
"""Starts of what goes before the provider's part that are tried with one column."""


class ColumnTable:
    """What each column stands for.

    Attributes:
        jobs: the number of each visit.
        price, resource, begin: of each column, as in the columns themselves.
    """

    def __init__(
        self, columns: Columns, found: Mapping[str, Candidates], arrivals: ArrivalPrices
    ) -> None:
        self.columns, self.found, self.arrivals = columns, found, arrivals
        self.jobs = {ref: job for job, ref in enumerate(columns.refs)}
        self.price: list[float] = columns.price.tolist()
        self.resource: list[int] = columns.resource.tolist()
        self.begin: list[int] = columns.begin[0].tolist()
        self._pays = columns.pays_shared
        self._slot = {
            number: slot for number, (_, slot) in enumerate(columns.away, columns.first_away)
        }
        self._chunk_first = np.array([chunk.first for chunk in columns.chunks], dtype=np.int64)
        self._chunks: defaultdict[str, list[Chunk]] = defaultdict(list)
        for chunk in columns.chunks:
            self._chunks[chunk.ref].append(chunk)
        self._spans: defaultdict[int, list[int]] = defaultdict(list)
        for number, span in enumerate(columns.shared):
            self._spans[span.resource].append(number)
        self._orders: dict[int, list[tuple[float, int]]] = {}
        self._minutes: dict[int, int] = {}
        self._before: dict[int, list[tuple[float, int]]] = {}

    def is_away(self, column: int) -> bool:
        """Tell whether a column does not place its visit."""
        return column in self._slot

    def slot(self, column: int) -> str | None:
        """Return the open slot of a column that does not place its visit; None without one."""
        return self._slot[column]

    def seat(self, column: int) -> tuple[Offer, int]:
        """Return a column's offer, and the start of its first block with a provider."""
        at = int(np.searchsorted(self._chunk_first, column, side="right")) - 1
        chunk = self.columns.chunks[at]
        return chunk.offer, int(chunk.starts[column - chunk.first])

    def provider(self, column: int) -> int:
        """Return the provider of a column by number; `NOBODY` where none has a part in it."""
        columns, resource = self.columns, self.resource[column]
        if resource < len(columns.providers):
            return resource
        doubled = resource - len(columns.providers) - len(columns.slots)
        return columns.providers.index(columns.doubled[doubled]) if doubled >= 0 else NOBODY

    def minutes(self, column: int) -> int:
        """Return the minutes that a column takes of its resource, as bits."""
        known = self._minutes.get(column)
        if known is None:
            known = 0
            begins, ends = self.columns.begin[:, column], self.columns.end[:, column]
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
                known |= bits(begin, end)
            self._minutes[column] = known
        return known

    def order(self, job: int) -> list[tuple[float, int]]:
        """Return (price, column) of a job's columns, cheapest first; a break is not left out."""
        known = self._orders.get(job)
        if known is None:
            here = np.flatnonzero(self.columns.job == job)
            if job >= len(self.columns.refs):
                here = here[self.columns.resource[here] != NOBODY]
            known = self._orders[job] = sorted((self.price[c], c) for c in here.tolist())
        return known

    def spans(self, column: int) -> list[int]:
        """Return the shared spans that a column uses, by number."""
        spans, shared = self._spans.get(self.resource[column]), self.columns.shared
        if not spans or not self._pays[column]:
            return []
        taken = self.minutes(column)
        return [n for n in spans if taken & bits(shared[n].start, shared[n].end)]

    def column_of(self, planned: PlannedVisit) -> int:
        """Return the column in which a plan has a visit; `NONE` where it is in none."""
        placement, ref = planned.placement, planned.appointment
        if placement is None:
            away = (
                c
                for c, (other, _) in enumerate(self.columns.away, self.columns.first_away)
                if other == ref
            )
            return next((c for c in away if self.slot(c) == planned.slot), NONE)
        way = (placement.provider, placement.double_booked, placement.site, placement.modality)
        for chunk in self._chunks[ref]:
            offer = chunk.offer
            if (offer.provider, offer.double, offer.mode.site, offer.mode.modality) != way:
                continue
            blocks = self.found[ref].templates[offer.mode.modality].blocks
            first = next((block for block in blocks if block.provided), None)
            if first is None:
                return chunk.first
            here = np.flatnonzero(chunk.starts == placement.phases[first.phases[0]].start)
            if len(here):
                return chunk.first + int(here[0])
        return NONE

    def column_of_break(self, job: int, taken: PlannedBreak) -> int:
        """Return the column of a job in which a plan has a break; `NONE` where it is in none."""
        claim = self.columns.breaks[job - len(self.columns.refs)]
        if (claim.person, claim.kind) != (taken.person, taken.kind):
            return NONE
        span = (taken.start, taken.end)
        here = (c for _, c in self.order(job) if self.span_of_break(c) == span)
        return next(here, NONE)

    def span_of_break(self, column: int) -> tuple[int, int]:
        """Return when a break is in a column."""
        return self.begin[column], int(self.columns.end[0, column])

    def block(self, column: int) -> int:
        """Return the first block with a provider of a column's visit, or its first block."""
        offer, _ = self.seat(column)
        blocks = self.found[offer.visit].templates[offer.mode.modality].blocks
        return next((k for k, block in enumerate(blocks) if block.provided), 0)

    def before(self, column: int) -> list[tuple[float, int]]:
        """Return (extra cost, arrival) of a column's arrivals, cheapest first, then latest."""
        known = self._before.get(column)
        if known is None:
            offer, start = self.seat(column)
            found, block = self.found[offer.visit], self.block(column)
            arrivals = found.starts[offer][0]
            if block:
                prices = self.arrivals.before(found, offer, block, np.array([start]))[0]
            else:
                prices = self.arrivals.alone(found, offer)
                if self.resource[column] != NOBODY:
                    prices = np.where(arrivals == start, prices, np.inf)
            cheapest = np.lexsort((-arrivals, prices))[:EARLIER].tolist()
            known = self._before[column] = [
                (float(prices[k] - prices[cheapest[0]]), int(arrivals[k]))
                for k in cheapest
                if math.isfinite(prices[k])
            ]
        return known
