"""Neighbourhoods: part of the incumbent is free in the whole model, and all else stays.

While a bound is worked out on another core, better plans come from here. What is free lies around
a visit that costs something: what goes on near its time, or what its provider has, and visits that
are not seen. A round is a small model, or it comes to nothing in its time: free visits are offered
the cheapest of what the relaxation leaves, and the others keep the start of every phase.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from solvers.day.solving.core import Aim
from solvers.day.solving.whole import pinned, solve_around, stay_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.plan import PlannedVisit
    from solvers.day.bounds.priced import Priced
    from solvers.day.model.board import Stay
    from solvers.day.placements.candidates import Candidates
    from solvers.day.search import Search

FREE = (18, 26, 36)
"""Visits that are free: more when the last rounds have found nothing."""

SECONDS = 1.5
"""The most that one round takes."""

PATIENCE = 6
"""Rounds without a better plan, after which more visits are free."""


WIDE = 16
"""Candidates of a visit, on the average, that a free one is offered at the most."""


@dataclass(slots=True)
class Around:
    """Rounds of one search; `found` is all that visits may do, `priced` what it costs."""

    search: Search
    found: Mapping[str, Candidates]
    priced: Priced
    rounds: int = 0
    idle: int = 0
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.search.limits.seed)  # nothing is secret

    def round(self) -> bool:
        """Look for a better plan around one visit, and tell whether to go on."""
        search = self.search
        if search.left <= SECONDS or search.certified() or self.idle > PATIENCE * len(FREE) * 2:
            return False
        before = search.best_key
        free = self._free()
        offered = self.priced.within(self._limit(), search.best)
        kept: dict[str, Stay] = {}
        for planned in search.best.visits:
            ref = planned.appointment
            stay = stay_of(self.found[ref], planned)
            if ref not in free and (stay.offer is not None or planned.placement is None):
                kept[ref], offered[ref] = stay, pinned(self.found[ref], planned, stay)
        solve_around(search, offered, kept, Aim(search, math.inf), SECONDS)
        self.rounds += 1
        self.idle = 0 if search.best_key < before else self.idle + 1
        return True

    def _limit(self) -> float:
        """Return the reduced cost up to which a candidate is offered."""
        widest = self.priced.limit_for(WIDE * len(self.found))
        return min(self.search.open_cost(self.priced), widest)

    def _free(self) -> frozenset[str]:
        most = FREE[min(self.idle // PATIENCE, len(FREE) - 1)]
        visits = self.search.best.visits
        centre = self.dice.choice([v for v in visits if self._costs(v)] or list(visits))
        unseen = [v.appointment for v in visits if v.placement is None]
        self.dice.shuffle(unseen)
        chosen = {centre.appointment, *unseen[: most // 3]}
        when, provider = self._when(centre), self._provider(centre)
        near_in_time = self.dice.random() < 0.6
        order = sorted(
            (v for v in visits if v.placement is not None),
            key=lambda v: (
                not near_in_time and self._provider(v) != provider,
                abs(self._when(v) - when),
                v.appointment,
            ),
        )
        for visit in order:
            if len(chosen) >= most:
                break
            chosen.add(visit.appointment)
        return frozenset(chosen)

    def _costs(self, visit: PlannedVisit) -> bool:
        """Tell whether a visit is not as published."""
        was = self.search.facts.published(visit.appointment)
        now = visit.placement
        return (was is None) != (now is None) or (
            was is not None
            and now is not None
            and (was.provider, was.start) != (now.provider, now.start)
        )

    def _when(self, visit: PlannedVisit) -> int:
        if visit.placement is not None:
            return visit.placement.start
        booked = self.search.facts.visits[visit.appointment].at
        return self.dice.randrange(8 * 60, 17 * 60) if booked is None else booked

    def _provider(self, visit: PlannedVisit) -> str | None:
        if visit.placement is not None:
            return visit.placement.provider
        return self.search.facts.visits[visit.appointment].provider
