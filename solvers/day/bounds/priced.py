"""The problem priced: which candidates a better plan can still use, by the relaxation's word."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.bounds.columns import Builder
from solvers.day.bounds.cuts import cut_of
from solvers.day.bounds.relaxation import Relaxation
from solvers.day.limits import Worth
from solvers.day.placements.candidates import consistent
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from models.finding import Tier
    from models.plan import Plan, PlannedVisit
    from solvers.day.bounds.arrival_prices import ArrivalPrices
    from solvers.day.bounds.columns import Chunk, Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.bounds.multipliers import Multipliers
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Candidates, Offer, Starts


HALVES_SHARE = 0.2
"""Of the time that is left for prices, what the two halves of the problem may take."""


class Priced:
    """The columns of a case with their reduced costs, and the candidates that they leave.

    Attributes:
        bound: no plan costs less at the weights given.
        taken: how much of each column the relaxation's solution takes.
    """

    def __init__(
        self,
        facts: Facts,
        found: Mapping[str, Candidates],
        weights: Mapping[Tier, int],
        *,
        may_miss_breaks: bool,
        seconds: float,
        built: Callable[[Columns, list[Cut], ArrivalPrices], None] | None = None,
        draft: Callable[[Priced], None] | None = None,
    ) -> None:
        """Price the columns within some seconds.

        `built` is told of the columns and of the rows over them before anything is priced, `draft`
        when the first prices stand.
        """
        self.found = found
        builder = Builder(facts, rules(), found, weights)
        self.columns = builder.columns(may_miss_breaks=may_miss_breaks)
        limits = [row for rule in rules() for row in rule.limits(facts, self.columns)]
        cuts = [cut for rule in rules() for cut in rule.cuts(facts, self.columns)]
        if built is not None:
            rows = [cut_of(weighed, most) for weighed, most in limits]
            built(self.columns, [*rows, *cuts], builder.arrivals)
        relaxation, began = Relaxation(self.columns, limits, cuts), time.monotonic()
        self.bound, self.reduced, self.taken = 0.0, self.columns.price, relaxation.taken()

        def drafted(best: Multipliers) -> None:
            self.bound, self.reduced, self.taken = best.bound, best.reduced, relaxation.taken()
            if draft is not None:
                draft(self)

        self.solved = relaxation.solve(seconds, drafted)
        self.taken = relaxation.taken()
        left = seconds - (time.monotonic() - began)
        halves = relaxation.halves(self.solved, left * HALVES_SHARE)
        self.bound = min(half.bound for half in halves)
        # A plan with a column is in one half or the other: it costs what the cheaper one says.
        least = [half.bound + half.reduced for half in halves]
        self.reduced = np.min(least, axis=0) - self.bound

    @property
    def worth(self) -> Worth:
        """What visits and providers' time are worth."""
        refs, providers = self.columns.refs, self.columns.providers
        return Worth(
            self.solved.bound,
            {ref: float(self.solved.least[job]) for job, ref in enumerate(refs)},
            {person: self.solved.minutes[number] for number, person in enumerate(providers)},
        )

    @property
    def costly(self) -> frozenset[str]:
        """The visits of which some column has a price of its own."""
        jobs = np.unique(self.columns.job[self.columns.price > 0]).tolist()
        return frozenset(self.columns.refs[job] for job in jobs if job < len(self.columns.refs))

    def limit_for(self, most: int) -> float:
        """Return the reduced cost up to which there are at most so many columns."""
        if most >= len(self.reduced):
            return float("inf")
        return float(np.partition(self.reduced, most)[most]) - 1e-6

    def within(self, limit: float, plan: Plan) -> dict[str, Candidates]:
        """Return the candidates whose reduced cost is at most `limit`, and those of a plan."""
        keep = self.reduced <= limit
        starts: dict[str, dict[Offer, list[Starts]]] = {ref: {} for ref in self.found}
        planned = {visit.appointment: visit for visit in plan.visits}
        for chunk in self.columns.chunks:
            mask = keep[chunk.first : chunk.first + len(chunk.starts)].copy()
            self._keep_planned(chunk, mask, planned)
            if not mask.any():
                continue
            found = self.found[chunk.ref]
            tmpl = found.templates[chunk.offer.mode.modality]
            blocks = list(found.starts[chunk.offer])
            first = next((k for k, block in enumerate(tmpl.blocks) if block.provided), None)
            if first is not None and not mask.all():
                blocks[first] = chunk.starts[mask]
                blocks = consistent(tmpl, blocks)
            starts[chunk.ref][chunk.offer] = blocks
        slots: dict[str, list[str]] = {ref: [] for ref in self.found}
        for position, (ref, slot) in enumerate(self.columns.away, self.columns.first_away):
            if slot is not None and (keep[position] or planned[ref].slot == slot):
                slots[ref].append(slot)
        return {
            ref: replace(found, starts=starts[ref], slots=slots[ref])
            for ref, found in self.found.items()
        }

    def _keep_planned(
        self, chunk: Chunk, mask: NDArray[np.bool_], planned: Mapping[str, PlannedVisit]
    ) -> None:
        placement, offer = planned[chunk.ref].placement, chunk.offer
        if placement is None or placement.double_booked is not offer.double:
            return
        if (placement.provider, placement.site, placement.modality) != (
            offer.provider,
            offer.mode.site,
            offer.mode.modality,
        ):
            return
        tmpl = self.found[chunk.ref].templates[offer.mode.modality]
        first = next((block for block in tmpl.blocks if block.provided), None)
        if first is None:
            mask[:] = True
        else:
            mask |= chunk.starts == placement.phases[first.phases[0]].start
