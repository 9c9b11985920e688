"""Who has been bumped before is not bumped again lightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from models.office import Urgency
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Offer, Starts
    from solvers.day.rule import Price


MOST_BUMPS = 3
"""Bumps beyond these count no more."""


class PriorBumps(Rule):
    """Who has been bumped before is not bumped again lightly."""

    name = "prior-bumps"

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """A call costs more, for another site or modality."""
        if self._price(facts, visit) and not _as_told(facts, visit, offer.mode):
            yield Tier.T4, self._price(facts, visit)

    def arrival_prices(
        self, facts: Facts, visit: Appointment, mode: Mode, arrivals: Starts
    ) -> Iterable[tuple[Tier, Starts]]:
        """So it does for another start."""
        published, price = facts.published(visit.id), self._price(facts, visit)
        if published is not None and price and _as_told(facts, visit, mode):
            yield Tier.T4, np.where(arrivals != published.start, price, 0)

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """Leaving the day costs a multiple."""
        rates, urgency = facts.rates, facts.case.urgency(visit)
        if visit.at is None or not visit.bumps_12m or urgency is Urgency.MUST_TODAY:
            return
        factor = rates.urgent_factor if urgency is Urgency.HOURS_48 else 1
        yield Tier.T2, max(0, rates.bump_factor - 1) * rates.not_seen_today * factor

    @staticmethod
    def _price(facts: Facts, visit: Appointment) -> int:
        booked = visit.at is not None
        return facts.rates.bumped_call * min(MOST_BUMPS, visit.bumps_12m) if booked else 0


def _as_told(facts: Facts, visit: Appointment, mode: Mode) -> bool:
    was = facts.published(visit.id)
    return was is not None and (was.site, was.modality) == (mode.site, mode.modality)
