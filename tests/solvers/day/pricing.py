"""What the relaxation says of a whole plan: its bound, and what the columns add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.bounds.priced import Priced
from solvers.day.known.facts import Facts
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules

if TYPE_CHECKING:
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan, PlannedVisit
    from solvers.day.bounds.columns import Chunk

WEIGHTS = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}


class PricesOf:
    """The prices of a case, asked about plans."""

    def __init__(self, case: Case) -> None:
        facts = Facts(case)
        found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
        self.priced = Priced(facts, found, WEIGHTS, may_miss_breaks=True, seconds=60)

    @staticmethod
    def weighed(verdict: Verdict) -> float:
        """Return what the check says that the plan costs, harm weighed in."""
        return HARM_WEIGHT * verdict.tier_cost(Tier.T1) + verdict.cost

    def least(self, plan: Plan) -> float:
        """Return what the relaxation says that the plan costs at the least."""
        return self.priced.bound + sum(self._reduced(visit) for visit in plan.visits)

    def _reduced(self, visit: PlannedVisit) -> float:
        """Return the reduced cost of the visit's own column: infinite when it has none."""
        if visit.placement is None:
            position = self.priced.columns.away.index((visit.appointment, visit.slot))
            return float(self.priced.reduced[self.priced.columns.first_away + position])
        own = [
            float(self.priced.reduced[chunk.first + int(at)])
            for chunk in self.priced.columns.chunks
            if chunk.ref == visit.appointment
            for at in self._matches(chunk, visit)
        ]
        return min(own, default=float("inf"))

    def _matches(self, chunk: Chunk, visit: PlannedVisit) -> list[int]:
        placement = visit.placement
        assert placement is not None
        mode = chunk.offer.mode
        if (chunk.offer.provider, chunk.offer.double, mode.site, mode.modality) != (
            placement.provider,
            placement.double_booked,
            placement.site,
            placement.modality,
        ):
            return []
        tmpl = self.priced.found[chunk.ref].templates[mode.modality]
        first = next((block for block in tmpl.blocks if block.provided), None)
        if first is None:
            return [0]
        return list(np.flatnonzero(chunk.starts == placement.phases[first.phases[0]].start))
