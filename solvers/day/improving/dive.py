"""Dives: plans put together by hand from the relaxation's own solution.

Visits that the relaxation leaves where the incumbent has them stay; the others, surest first, take
the column of which it takes most that finds everything free. What the check objects to takes its
next column. Visits that found no place go first in the next dive (squeaky wheel optimisation,
Joslin and Clements 1999). The relaxation knows nothing of rooms, staff and later blocks, so such a
plan is seldom the best, but it is there long before a model is solved.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.office import Urgency
from models.plan import Plan, PlannedVisit
from solvers.day.by_hand.diary import Diaries
from solvers.day.by_hand.first_fit import first_fit, fitted
from solvers.day.check.verdict import check
from solvers.day.known.spans import overlaps
from solvers.day.placements.candidates import consistent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from models.appointment import Appointment
    from models.plan import Placement
    from solvers.day.bounds.priced import Priced
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Candidates, Offer

URGENCIES = list(Urgency)

WIDTH = 32
"""Columns of a visit, on the average, among which a dive chooses."""

SURE = 0.5
"""How much of the incumbent's column the relaxation takes where a visit stays."""

TRIED = 40
"""Columns of a visit that are tried in the diaries."""

EARLIER = 4
"""Starts of what goes before the provider's part that are tried with one column."""

ROUNDS = 8
"""Times that visits the check objects to take their next column."""

DROPS = 6
"""Times after those that they are left undecided, for first fit to place."""


@dataclass(frozen=True, slots=True)
class Column:
    """One decision for a visit.

    Attributes:
        taken: how much of it the relaxation's solution takes.
        reduced: its reduced cost.
        offer, start: under which offer, and when its first block with a provider starts.
        slot: an open slot instead.
    """

    taken: float
    reduced: float
    offer: Offer | None = None
    start: int = 0
    slot: str | None = None


def dives(
    facts: Facts, found: Mapping[str, Candidates], plan: Plan, priced: Priced, limit: float
) -> Iterator[Plan]:
    """Yield legal plans, without end, made of columns whose reduced cost is at most `limit`.

    Ends when one dive comes to no plan.
    """
    limit = min(limit, priced.limit_for(WIDTH * len(found)))
    columns, first = _columns(priced, limit), list[str]()
    while (dived := _Dive(facts, found, plan, columns, first).plan()) is not None:
        yield dived
        unseen = [v.appointment for v in dived.visits if v.placement is None and v.slot is None]
        first = [*(ref for ref in unseen if ref not in first), *first]


class _Dive:
    def __init__(
        self,
        facts: Facts,
        found: Mapping[str, Candidates],
        plan: Plan,
        columns: Mapping[str, list[Column]],
        first: Sequence[str],
    ) -> None:
        self.facts, self.found, self.based = facts, found, plan
        self.now = {visit.appointment: visit for visit in plan.visits}
        turn = {ref: position for position, ref in enumerate(first)}
        sure = {ref: _sure(columns[ref]) for ref in self.now}
        order = sorted(
            (ref for ref in self.now if not self._stays(ref, columns[ref])),
            key=lambda ref: (
                turn.get(ref, len(turn)),
                -sure[ref],
                URGENCIES.index(facts.case.urgency(facts.visits[ref])),
                ref,
            ),
        )
        self.rank = {ref: position for position, ref in enumerate(order)}
        self.ways = {ref: self._ways(ref, columns[ref]) for ref in self.now}
        self.put = {ref: PlannedVisit(appointment=ref) for ref in order}
        self.diaries = Diaries(facts.base, plan)

    def plan(self) -> Plan | None:
        """Put all visits, then elsewhere what the check objects to, until it does no more."""
        again = set(self.rank)
        for number in range(ROUNDS + DROPS):
            if number >= ROUNDS:
                self.ways.update((ref, iter(())) for ref in again)
            self._put(again)
            drawn = self._drawn()
            breaches = check(self.facts.case, drawn).breaches
            if not breaches:
                return first_fit(self.facts, self.found, drawn.canonical())
            again = {
                self._last(named)
                for finding in breaches
                if (named := [ref for ref in finding.about if ref in self.now])
            }
            if not again:
                return None
        return None

    def _last(self, named: Iterable[str]) -> str:
        """Return which of some visits was put last; of those that stayed, one that now moves."""
        last = max(named, key=lambda ref: self.rank.get(ref, -1))
        self.rank.setdefault(last, len(self.rank))
        return last

    def _drawn(self) -> Plan:
        visits = tuple(self.put.get(v.appointment, v) for v in self.based.visits)
        return self.based.model_copy(update={"visits": visits})

    def _put(self, again: set[str]) -> None:
        """Put some visits, each where its next column that finds everything free has it."""
        for ref in again:
            self.put[ref] = PlannedVisit(appointment=ref)
        self.diaries = Diaries(self.facts.base, self.based)
        for planned in self._drawn().visits:
            if planned.placement is not None:
                self.diaries.write(self.facts.visits[planned.appointment], planned.placement)
        for ref in sorted(again, key=lambda ref: self.rank[ref]):
            put = next(self.ways[ref], None)
            if put is None:
                continue
            self.put[ref] = put
            if put.placement is not None:
                self.diaries.write(self.facts.visits[ref], put.placement)

    def _ways(self, ref: str, columns: list[Column]) -> Iterator[PlannedVisit]:
        """Yield where the visit could be, by the diaries as they are when it is asked."""
        tried = 0
        for column in sorted(columns, key=lambda c: (-round(c.taken, 3), c.reduced)):
            if column.offer is None:
                if column.slot is None or tried == TRIED:
                    return
                if all(put.slot != column.slot for put in self._drawn().visits):
                    yield PlannedVisit(appointment=ref, slot=column.slot)
                continue
            if tried < TRIED:
                tried += 1
                placement = self._fitted(ref, column.offer, column.start)
                if placement is not None:
                    yield PlannedVisit(appointment=ref, placement=placement)

    def _fitted(self, ref: str, offer: Offer, start: int) -> Placement | None:
        found, visit = self.found[ref], self.facts.visits[ref]
        template = found.templates[offer.mode.modality]
        first = next((k for k, block in enumerate(template.blocks) if block.provided), 0)
        blocks = list(found.starts[offer])
        blocks[first] = np.array([start])
        at = {template.blocks[first].phases[0]: start}
        for begin in consistent(template, blocks)[0][::-1][:EARLIER].tolist():
            placement = fitted(self.facts, found, self.diaries, visit, offer, begin, at)
            if placement is not None and (not offer.double or self._may_share(visit, placement)):
                return placement
        return None

    def _may_share(self, visit: Appointment, placement: Placement) -> bool:
        """Tell whether a visit may be seen in another's time, as far as those placed go."""
        facts, provider = self.facts, placement.provider
        rules, split = facts.rules.double_booking, facts.rules.load.session_split
        spans = facts.provider_spans(visit, placement)
        start, doubled, hosts = spans[0][0], 0, 0
        for planned in self._drawn().visits:
            other = planned.placement
            if other is None or other.provider != provider or planned.appointment == visit.id:
                continue
            seen = facts.visits[planned.appointment]
            theirs = facts.provider_spans(seen, other)
            meets = any(overlaps(theirs, *span) for span in spans)
            if other.double_booked:
                doubled += (theirs[0][0] >= split) is (start >= split)
                if meets or abs(theirs[0][0] - start) < rules.apart:
                    return False
            elif meets:
                hosts += 1
                if facts.case.visit_type(seen).new_patient:
                    return False
        resting = any(overlaps(self.diaries.rest.get(provider, ()), *span) for span in spans)
        return doubled < rules.per_session and hosts <= 1 and not resting

    def _stays(self, ref: str, columns: list[Column]) -> bool:
        """Tell whether the relaxation leaves a visit where the incumbent has it."""
        placement = self.now[ref].placement
        if placement is None:
            return False
        return sum(c.taken for c in columns if self._is(ref, placement, c)) >= SURE

    def _is(self, ref: str, placement: Placement, column: Column) -> bool:
        offer = column.offer
        if offer is None or offer.double is not placement.double_booked:
            return False
        there = (offer.provider, offer.mode.site, offer.mode.modality)
        if there != (placement.provider, placement.site, placement.modality):
            return False
        blocks = self.found[ref].templates[offer.mode.modality].blocks
        first = next((block for block in blocks if block.provided), None)
        return first is None or placement.phases[first.phases[0]].start == column.start


def _sure(columns: list[Column]) -> float:
    """Return how sure a visit's best column is; who shares another's time comes after the other."""
    alone = (c.taken - (c.offer is not None and c.offer.double) for c in columns)
    return round(max(alone, default=0.0), 2)


def _columns(priced: Priced, limit: float) -> dict[str, list[Column]]:
    """Return the columns of each visit that the relaxation takes, or whose price is low enough."""
    columns: defaultdict[str, list[Column]] = defaultdict(list)
    taken, reduced = priced.taken, priced.reduced
    worth = (reduced <= limit) | (taken > 0)
    for chunk in priced.columns.chunks:
        for k in np.flatnonzero(worth[chunk.first : chunk.first + len(chunk.starts)]).tolist():
            at, start = chunk.first + k, int(chunk.starts[k])
            columns[chunk.ref].append(
                Column(float(taken[at]), float(reduced[at]), chunk.offer, start)
            )
    for at, (ref, slot) in enumerate(priced.columns.away, priced.columns.first_away):
        columns[ref].append(Column(float(taken[at]), float(reduced[at]), slot=slot))
    return columns
